"""What a command wants written: new rows, replaced rows, counters taken. A value, so it can be tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.records import Record


@dataclass(frozen=True, slots=True)
class Changes:
    """`new` rows, `changed` rows (the new state, same key), and what is added to each counter."""

    new: tuple[Record, ...] = ()
    changed: tuple[Record, ...] = ()
    taken: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: Changes) -> Changes:
        taken = dict(self.taken)
        for key, amount in other.taken.items():
            taken[key] = taken.get(key, 0) + amount
        return Changes(self.new + other.new, self.changed + other.changed, taken)


NOTHING = Changes()
