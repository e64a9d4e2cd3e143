"""What a command wants written: new rows, replaced rows, counters taken. A value, so it can be tested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.records import Record


@dataclass(frozen=True, slots=True)
class Changes:
    """`new` rows, `changed` rows (the new state, same key), and what is added to each counter."""

    new: tuple[Record, ...] = ()
    changed: tuple[Record, ...] = ()
    taken: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Changes) -> Changes:
        return joined((self, other))


def joined(many: Iterable[Changes]) -> Changes:
    """All changes in one, in their order, in time that grows with their number only."""
    new: list[Record] = []
    changed: list[Record] = []
    taken: dict[str, int] = {}
    for changes in many:
        new.extend(changes.new)
        changed.extend(changes.changed)
        for key, amount in changes.taken.items():
            taken[key] = taken.get(key, 0) + amount
    return Changes(tuple(new), tuple(changed), taken)


NOTHING = Changes()
