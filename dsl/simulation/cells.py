"""Budgets for some people only, asked of many scans at once: each as a rule that gives nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dsl.campaign import Branch, Campaign, Choice, Trigger
from dsl.columns.facts import Facts
from dsl.columns.program import Columns, compile_columns
from dsl.intents import pots_of

if TYPE_CHECKING:
    from dsl.decision import Pot


class Cells:
    """The conditions of a campaign's budgets, ready to be asked. Raises `TooManyWays` like the campaign's own columns."""

    def __init__(self, campaign: Campaign) -> None:
        self._pots: list[list[tuple[int, Pot]]] = []
        asked: list[Trigger] = []
        for trigger in campaign.triggers:
            own = [pot for pot in pots_of(trigger) if pot.when is not None]
            self._pots.append([(len(asked) + place, pot) for place, pot in enumerate(own)])
            asked += [
                replace(
                    trigger, pots=(), rules=(Choice((Branch("when", pot.line, (), condition=pot.when),)),)
                )
                for pot in own
            ]
        self._columns: Columns | None = (
            compile_columns(replace(campaign, triggers=tuple(asked))) if asked else None
        )

    def met(self, trigger: int, facts: Facts) -> dict[str, NDArray[np.bool_]]:
        """For each budget of a trigger that is for some people only: whether each scan is theirs."""
        found = {}
        for place, pot in self._pots[trigger]:
            assert self._columns is not None
            ways, book = self._columns.decide(place, facts, _no_draw), self._columns.books[place]
            holding = [number for number in np.unique(ways).tolist() if book[number].lines]
            found[pot.key] = np.isin(ways, holding)
        return found


def _no_draw(site: int, scale: int) -> NDArray[np.int64]:
    raise AssertionError(f"a budget's condition draws nothing: {site} of {scale}")
