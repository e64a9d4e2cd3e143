"""The facts of one event as a row: what a trigger's conditions compare, in a fixed order, in the form they compare.

First stands the instant of the event. Instants are microseconds since the epoch, money is in minor units of the
currency that a condition names (unknown in any other), all else is as it is. None is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from dsl.conditions import Compare
from dsl.instants import micros
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


@dataclass(frozen=True, slots=True)
class Layout:
    """The order of a trigger's rows, and where instants and money stand in them."""

    names: tuple[str, ...]
    instants: tuple[int, ...]
    monies: tuple[tuple[int, str | None], ...]

    @classmethod
    def of(cls, slots: tuple[Slot, ...]) -> Layout:
        """The layout of slots in their order, behind the instant of the event."""
        return cls(
            tuple([slot.fact for slot in slots]),
            tuple([at for at, slot in enumerate(slots, 1) if slot.kind == "instant"]),
            tuple([(at, slot.currency) for at, slot in enumerate(slots, 1) if slot.kind == "money"]),
        )

    def row(self, facts: Mapping[str, Any]) -> Row:
        """The row of an event from its facts by name: `event.at`, an aware datetime, must be among them."""
        row: list[Any] = [micros(facts["event.at"]), *map(facts.get, self.names)]
        for place in self.instants:
            if (value := row[place]) is not None:
                row[place] = micros(value)
        for place, currency in self.monies:
            if (value := row[place]) is not None:
                row[place] = value.minor if value.currency == currency else None
        return tuple(row)
