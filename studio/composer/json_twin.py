"""The `.json` twin of each screen: the same view, as data.

Money is `{"amount_minor", "currency"}`; a float is a share that is drawn, never an amount; instants are RFC 3339 in UTC, days ISO 8601, ids are strings (they pass 2^53).
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from engine.api import Money

#: Names of members that hold an id.
_NUMBERS = frozenset({"id", "person"})


def encode(value: object) -> Any:
    """A view as plain JSON values. A type that has no JSON form is a bug: TypeError."""
    if value is None or (isinstance(value, bool | int | float | str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Money):
        return {"amount_minor": value.minor, "currency": value.currency}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {str(key): encode(item) for key, item in value.items()}
    if is_dataclass(value):
        return {field.name: _member(field.name, getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _member(name: str, value: object) -> Any:
    if isinstance(value, int) and (name in _NUMBERS or name.endswith("_id")):
        return str(value)
    return encode(value)
