"""What rows keep as JSON: a reward's parameters, the counters that were taken."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring_ascii as quoted
from typing import Final

from dsl.values import Money

#: JSON with every script as it is written.
json_of: Final = json.JSONEncoder(ensure_ascii=False).encode


def takes_json(takes: Iterable[tuple[str, int]]) -> str:
    """Counters taken, for the row that must give them back when it is reversed."""
    return f"[{', '.join([f'[{quoted(key)}, {amount}]' for key, amount in takes])}]"


def takes_of(stored: str) -> dict[str, int]:
    """The counters in a stored `takes`."""
    return dict(json.loads(stored))


def params_json(params: Mapping[str, object]) -> str:
    """A reward's parameters; money as minor units and currency."""
    return json_of({name: [v.minor, v.currency] if isinstance(v, Money) else v for name, v in params.items()})


def params_of(stored: str) -> dict[str, object]:
    """The parameters in a stored `params`."""
    return {name: Money(*v) if isinstance(v, list) else v for name, v in json.loads(stored).items()}
