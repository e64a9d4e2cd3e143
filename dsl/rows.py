"""The facts of one event as a row: what a trigger's conditions compare, in a fixed order, in the form they compare.

First stands the instant of the event. Instants are microseconds since the epoch, money is in minor units of the
currency that a condition names (unknown in any other), all else is as it is. None is unknown.
"""

from __future__ import annotations

from typing import NamedTuple

from dsl.conditions import Compare
from dsl.values import Money
from dsl.vocabulary import FactKind

Row = tuple[object, ...]


class Slot(NamedTuple):
    """A place of a row: a fact, and for money the currency in which it is compared."""

    fact: str
    kind: FactKind
    currency: str | None


def slot_of(compare: Compare) -> Slot:
    """The place that a comparison reads."""
    value = compare.values[0]
    return Slot(compare.fact, compare.kind, value.currency if isinstance(value, Money) else None)


def reading(slot: Slot) -> str:
    """What reads a slot from facts by name, as source: `get` finds a fact, None where it is unknown."""
    found = f"get({slot.fact!r})"
    match slot.kind:
        case "instant":
            return f"None if (value := {found}) is None else micros(value)"
        case "money":
            known = f"(value := {found}) is not None and value.currency == {slot.currency!r}"
            return f"value.minor if {known} else None"
    return found
