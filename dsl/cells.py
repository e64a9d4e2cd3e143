"""Budgets that set a part aside for some people only: which of them an event falls into."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dsl.campaign import Campaign
from dsl.decision import Pot
from dsl.interpreter import condition_holds

NO_CELLS: Final = frozenset[str]()


def cells_met(campaign: Campaign, pots: tuple[Pot, ...], facts: Mapping[str, object]) -> frozenset[str]:
    """The keys of the budgets whose own condition surely holds. One without a condition is for everybody, and not told."""
    own = [pot for pot in pots if pot.when is not None]
    if not own:
        return NO_CELLS
    return frozenset(
        pot.key for pot in own if pot.when and condition_holds(campaign, pot.when, facts) is True
    )


def takes_from(pot: Pot, cells: frozenset[str]) -> bool:
    """Whether a reward in the budget's block takes from it, for somebody who falls into these cells."""
    return pot.when is None or pot.key in cells
