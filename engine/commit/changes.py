"""What a command wants written: new rows, replaced rows, counters taken. A value, so it can be tested.

A counter is not locked while commands decide, or all claims of a campaign would wait for each other. `within` tells
how far each may have come once all is taken: if another process has taken what was found free, the write shows it
and everything is decided again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.records import Identity, Mark, Record


@dataclass(frozen=True, slots=True)
class Erasure:
    """Every trace of accounts: places and personal `facts` in what they did, what they looked at, their links.

    `visitors` are the digests by which their devices were known.
    """

    brand: str
    accounts: tuple[int, ...]
    visitors: tuple[str, ...]
    facts: frozenset[str]


#: The bound of a counter that only adds up.
BOUNDLESS: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Changes:
    """`new` rows, `changed` rows (the new state, same key), what is added to each counter, and the highest figure at
    which what was decided still holds. `removed` rows go, and of an erasure nothing personal stays."""

    new: tuple[Record, ...] = ()
    changed: tuple[Record, ...] = ()
    taken: Mapping[str, int] = field(default_factory=dict)
    within: Mapping[str, int] = field(default_factory=dict)
    removed: tuple[Identity | Mark, ...] = ()
    erased: tuple[Erasure, ...] = ()

    def __add__(self, other: Changes) -> Changes:
        if other is NOTHING:
            return self
        return other if self is NOTHING else joined((self, other))


def joined(many: Iterable[Changes]) -> Changes:
    """All changes in one, in their order, in time that grows with their number only."""
    new: list[Record] = []
    changed: list[Record] = []
    taken: dict[str, int] = {}
    within: dict[str, int] = {}
    removed: list[Identity | Mark] = []
    erased: list[Erasure] = []
    for changes in many:
        new.extend(changes.new)
        changed.extend(changes.changed)
        removed.extend(changes.removed)
        erased.extend(changes.erased)
        for key, amount in changes.taken.items():
            taken[key] = taken.get(key, 0) + amount
        for key, bound in changes.within.items():
            within[key] = min(bound, within.get(key, bound))
    return Changes(tuple(new), tuple(changed), taken, within, tuple(removed), tuple(erased))


NOTHING = Changes()
