"""Conditions asked of many scans at once, each as a rule that gives nothing: of budgets for some people only, and of guards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dsl.campaign import Branch, Campaign, Choice, Trigger
from dsl.columns.facts import Facts
from dsl.columns.program import Columns, compile_columns
from dsl.conditions import Condition, InSegment
from dsl.guards import GUARDS, Guard
from dsl.intents import pots_of

if TYPE_CHECKING:
    from dsl.decision import Pot


class Asked:
    """Conditions of a campaign's events, ready to be asked. Raises `TooManyWays` like the campaign's own columns."""

    def __init__(self, campaign: Campaign, asked: Sequence[tuple[Trigger, Condition]]) -> None:
        triggers = tuple(
            replace(trigger, pots=(), rules=(Choice((Branch("when", trigger.line, (), condition=when),)),))
            for trigger, when in asked
        )
        self._columns: Columns | None = (
            compile_columns(replace(campaign, triggers=triggers)) if triggers else None
        )

    def holds(self, place: int, facts: Facts) -> NDArray[np.bool_]:
        """Of which scans the condition at a place surely holds."""
        assert self._columns is not None
        ways, book = self._columns.decide(place, facts, _no_draw), self._columns.books[place]
        return np.isin(ways, [number for number in np.unique(ways).tolist() if book[number].lines])


class Cells:
    """The conditions of a campaign's budgets."""

    def __init__(self, campaign: Campaign) -> None:
        self._pots: list[list[tuple[int, Pot]]] = []
        asked: list[tuple[Trigger, Condition]] = []
        for trigger in campaign.triggers:
            own = [(pot, pot.when) for pot in pots_of(trigger) if pot.when is not None]
            self._pots.append([(len(asked) + place, pot) for place, (pot, _) in enumerate(own)])
            asked += [(trigger, when) for _, when in own]
        self._asked = Asked(campaign, asked)

    def met(self, trigger: int, facts: Facts) -> dict[str, NDArray[np.bool_]]:
        """For each budget of a trigger that is for some people only: whether each scan is theirs."""
        return {pot.key: self._asked.holds(place, facts) for place, pot in self._pots[trigger]}


class Guarding:
    """The segments that stand guard over scans."""

    def __init__(self, campaign: Campaign) -> None:
        names = [segment.name for segment in campaign.segments if segment.name in GUARDS]
        asked: list[tuple[Trigger, Condition]] = []
        self._places: list[list[tuple[int, Guard]]] = []
        for trigger in campaign.triggers:
            own = names if trigger.kind == "scan" else []
            self._places.append([(len(asked) + place, GUARDS[name]) for place, name in enumerate(own)])
            asked += [(trigger, InSegment(name)) for name in own]
        self._asked = Asked(campaign, asked)

    def met(self, trigger: int, facts: Facts) -> dict[str, NDArray[np.bool_]]:
        """For each guard of a trigger whether it surely stands before each scan."""
        found: dict[str, NDArray[np.bool_]] = {}
        for place, guard in self._places[trigger]:
            holds = self._asked.holds(place, facts)
            found[guard] = found[guard] | holds if guard in found else holds
        return found


def _no_draw(site: int, scale: int) -> NDArray[np.int64]:
    raise AssertionError(f"a condition draws nothing: {site} of {scale}")
