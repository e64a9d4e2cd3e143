"""How often each consumer has claimed in the last days, kept from day to day."""

from __future__ import annotations

from collections import deque

import numpy as np

from dsl.simulation.counters import Whole


class Recent:
    """Claims of each consumer in the last `days` calendar days, today included.

    Of what consumers claimed before the first scan only the last has a date, so that one alone counts.
    """

    def __init__(self, days: int, claimed_on: Whole, claims: Whole) -> None:
        self.counts = np.zeros(len(claims), np.int64)
        self._days = days
        self._kept: deque[tuple[int, Whole]] = deque()
        came = np.flatnonzero(claims > 0)
        for day in np.unique(claimed_on[came]).tolist():
            self.keep(day, came[claimed_on[came] == day])

    def turn(self, day: int) -> None:
        """A day begins: what lies too far back counts no more."""
        while self._kept and self._kept[0][0] <= day - self._days:
            _, consumers = self._kept.popleft()
            np.subtract.at(self.counts, consumers, 1)

    def keep(self, day: int, consumers: Whole) -> None:
        """These consumers have claimed, once for each time they are named."""
        self._kept.append((day, consumers))
        np.add.at(self.counts, consumers, 1)
