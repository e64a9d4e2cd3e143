"""How often in a row each consumer has drawn and not won, within a block of scans and from block to block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsl.simulation.counters import Arrivals, Whole
from dsl.simulation.settling import MISSED, WON


class Streak:
    """The misses of each consumer since the last draw that was won."""

    def __init__(self, consumers: int) -> None:
        self._kept = np.zeros(consumers, np.int64)

    def before(self, arrivals: Arrivals, tried: NDArray[np.int8]) -> Whole:
        """The misses before each scan of a block, when the scans do what `tried` says."""
        missed = arrivals.before((tried == MISSED).astype(np.int64))
        won = arrivals.latest_before(tried == WON)
        return np.where(
            won >= 0, missed - missed[np.maximum(won, 0)], self._kept[arrivals.consumers] + missed
        )

    def keep(self, arrivals: Arrivals, tried: NDArray[np.int8]) -> None:
        """The block is settled: the last scan of each consumer tells."""
        after = np.where(tried == WON, 0, self.before(arrivals, tried) + (tried == MISSED))
        last = arrivals.order[
            np.r_[arrivals.consumers[arrivals.order][1:] != arrivals.consumers[arrivals.order][:-1], True]
        ]
        self._kept[arrivals.consumers[last]] = after[last]
