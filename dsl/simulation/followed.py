"""What came of earlier events, as far as later ones hang on it: an accepted claim, a coupon given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dsl.analysis.amounts import own_coupons
from dsl.simulation.population import Beyond, Population
from dsl.simulation.settling import Outcome

#: Events that are no claims of the person's own: time itself causes them.
BY_TIME: Final = ("birthday", "silence")


class Followed:
    """For each event so far whether it was a claim, and which coupons it gave."""

    def __init__(self, population: Population) -> None:
        assert population.beyond is not None
        self._beyond: Beyond = population.beyond
        self._triggers = population.triggers
        self._claimed = np.zeros(len(population), np.bool_)
        self._gave = {name: np.zeros(len(population), np.bool_) for name in self._beyond.names}

    @property
    def first(self) -> NDArray[np.bool_]:
        """The events that follow from no other."""
        return np.less(self._beyond.sources, 0)

    def happening(self, rows: slice) -> NDArray[np.bool_]:
        """Which events of a block happen at all."""
        sources, coupons = self._beyond.sources[rows], self._beyond.coupons[rows]
        happens = np.less(sources, 0)
        happens |= (coupons < 0) & self._claimed[sources]
        for number, name in enumerate(self._beyond.names):
            happens |= (coupons == number) & self._gave[name][sources]
        return happens

    def claims(self, rows: slice) -> NDArray[np.bool_]:
        """Which events of a block are claims, if they happen: all but redemptions."""
        return np.less(self._beyond.coupons[rows], 0)

    def bare(self, rows: slice) -> NDArray[np.bool_]:
        """Redemptions for which the campaign has no rules: they happen, and bring nothing besides."""
        return (self._beyond.coupons[rows] >= 0) & (self._triggers[rows] < 0)

    def keep(self, rows: slice, outcome: Outcome) -> None:
        """A block is settled."""
        self._claimed[rows] = outcome.claimed
        for gift in outcome.gifts:
            if gift.why or gift.intent.lock or gift.intent.recipient != "consumer":
                continue
            for name in own_coupons(gift.intent):
                self._gave[name][rows.start + gift.rows[outcome.accepted[gift.rows]]] = True

    def redeemed(self, rows: slice, outcome: Outcome) -> Iterator[tuple[str, int]]:
        """How many of each coupon were redeemed in a block."""
        for number, name in enumerate(self._beyond.names):
            count = int(((self._beyond.coupons[rows] == number) & outcome.accepted).sum())
            if count:
                yield name, count
