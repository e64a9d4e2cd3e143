"""What has been used of limits, caps, stocks and budgets before each scan of a block."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from dsl.decision import Period

Whole = NDArray[np.int64]


class Arrivals:
    """The consumers of a block of scans, ready to count for each scan what its consumer did before it."""

    def __init__(self, consumers: Whole) -> None:
        self.consumers = consumers
        self.order = np.argsort(consumers, kind="stable")
        self._back = np.empty_like(self.order)
        self._back[self.order] = np.arange(len(consumers))
        grouped = consumers[self.order]
        first = np.ones(len(consumers), np.bool_)
        first[1:] = grouped[1:] != grouped[:-1]
        self._starts = np.flatnonzero(first)[np.cumsum(first) - 1] if len(consumers) else self.order

    def before(self, amounts: Whole) -> Whole:
        """The sum of the consumer's amounts on earlier scans of the block."""
        if not amounts.any():
            return np.zeros(len(amounts), np.int64)
        grouped = amounts[self.order]
        running = np.cumsum(grouped) - grouped
        return (running - running[self._starts])[self._back]

    def latest_before(self, happened: NDArray[np.bool_]) -> Whole:
        """The place in the block of the consumer's latest earlier scan of which it is true, or -1."""
        if not happened.any():
            return np.full(len(happened), -1)
        places = np.arange(len(happened))
        marked = np.where(happened[self.order], places, -1)
        latest = np.full(len(happened), -1)
        latest[1:] = np.maximum.accumulate(marked)[:-1]
        inside = latest >= self._starts
        return np.where(inside, self.order[np.maximum(latest, 0)], -1)[self._back]


class Counter(ABC):
    """One thing that is used up, counted anew in each period."""

    #: Whether it counts for the one who shared, not for the event's own consumer.
    of_sharer = False

    def __init__(self, period: Period = None) -> None:
        self.period = period
        self.turns = 0

    @abstractmethod
    def before(self, arrivals: Arrivals, taken: Whole) -> Whole:
        """What is used before each scan of the block, when the scans take what `taken` says."""

    @abstractmethod
    def keep(self, arrivals: Arrivals, taken: Whole) -> None:
        """The block is settled: add what it took."""

    @abstractmethod
    def return_from(self, back: Whole, row: int, own: NDArray[np.bool_], amount: int) -> None:
        """Note in `back` what is less used from a scan of the block on; `own` are the same consumer's from there."""

    @abstractmethod
    def give_back(self, consumer: int, amount: int) -> None:
        """What a consumer had taken is free again."""

    def turn(self) -> None:
        """A new period begins."""
        self.turns += 1
        self.clear()

    @abstractmethod
    def clear(self) -> None:
        """Count anew."""


class Pool(Counter):
    """Used by all together: a stock or a budget."""

    def __init__(self, period: Period = None) -> None:
        super().__init__(period)
        self.used = 0

    def before(self, arrivals: Arrivals, taken: Whole) -> Whole:
        """What all have used."""
        return self.used + np.cumsum(taken) - taken

    def keep(self, arrivals: Arrivals, taken: Whole) -> None:
        """Add what all took."""
        self.used += int(taken.sum())

    def return_from(self, back: Whole, row: int, own: NDArray[np.bool_], amount: int) -> None:
        """For everybody."""
        back[row:] += amount

    def give_back(self, consumer: int, amount: int) -> None:
        """For everybody."""
        self.used -= amount

    def clear(self) -> None:
        """Nothing is used."""
        self.used = 0


class Shares(Counter):
    """Used by each consumer alone: a limit or a cap."""

    def __init__(self, consumers: int, period: Period, *, of_sharer: bool = False) -> None:
        super().__init__(period)
        self.of_sharer = of_sharer
        self._used = np.zeros(consumers, np.int64)

    def before(self, arrivals: Arrivals, taken: Whole) -> Whole:
        """What each scan's consumer has used."""
        return self._used[arrivals.consumers] + arrivals.before(taken)

    def keep(self, arrivals: Arrivals, taken: Whole) -> None:
        """Add what each consumer took."""
        np.add.at(self._used, arrivals.consumers, taken)

    def return_from(self, back: Whole, row: int, own: NDArray[np.bool_], amount: int) -> None:
        """For the same consumer."""
        back[row:][own] += amount

    def give_back(self, consumer: int, amount: int) -> None:
        """For the same consumer."""
        self._used[consumer] -= amount

    def clear(self) -> None:
        """Nobody has used anything."""
        self._used[:] = 0
