"""Who scans what, when: the scans that a simulation puts through a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dsl.columns.facts import Column
from dsl.values import Label


class PopulationError(ValueError):
    """A population cannot be made or read; `words` say why, in both languages."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.words = Label(en, zh)


@dataclass(frozen=True, slots=True)
class History:
    """What consumers have done before the first scan, one entry each.

    `last_claim` is in microseconds since the epoch and counts only for those with claims.
    """

    claims: NDArray[np.int64]
    last_claim: NDArray[np.int64]
    points: NDArray[np.int64]

    @classmethod
    def new(cls, consumers: int) -> History:
        """Nobody has claimed anything."""
        return cls(*(np.zeros(consumers, np.int64) for _ in range(3)))

    def copy(self) -> History:
        """The same, free to go on."""
        return History(self.claims.copy(), self.last_claim.copy(), self.points.copy())


@dataclass(frozen=True, slots=True)
class Beyond:
    """Of each event of a population, what it hangs on; -1 for nothing.

    `sources` is the earlier event that it follows from, on an earlier day; `coupons` the coupon that is redeemed, a place
    in `names`; `sharers` the consumer who shared the link behind it.
    """

    sources: NDArray[np.int64]
    coupons: NDArray[np.int64]
    sharers: NDArray[np.int64]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Population:
    """Scans and other events in order of arrival.

    `at` in microseconds since the epoch, never falling; `consumers` numbers from 0; `triggers` the campaign's
    trigger that answers each scan, -1 where none does. `columns` hold every fact but the consumer's history
    with the brand, which the simulation itself keeps. `beyond` is there where some events follow from others.
    """

    at: NDArray[np.int64]
    consumers: NDArray[np.int64]
    triggers: NDArray[np.int64]
    before: History
    columns: Mapping[str, Column] = field(default_factory=dict)
    beyond: Beyond | None = None

    def __len__(self) -> int:
        return len(self.at)

    def first(self, scans: int | None) -> Population:
        """The first scans alone; all of them for None."""
        if scans is None:
            return self
        columns = {name: column.rows(slice(scans)) for name, column in self.columns.items()}
        return Population(
            self.at[:scans], self.consumers[:scans], self.triggers[:scans], self.before, columns
        )
