"""Each trigger of a campaign with its cells and ways, made once for everything that is asked of them."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.analysis.cells import MOST_CELLS, MOST_WORK, Cells, cells_of
from dsl.analysis.patterns import Ways, ways_of
from dsl.campaign import Campaign, Trigger
from dsl.facts_read import branches
from dsl.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A trigger; `ways` is None where it has too many cells or ways for all of them to be looked at."""

    trigger: Trigger
    cells: Cells
    ways: Ways | None


@dataclass(frozen=True, slots=True)
class Survey:
    """All triggers of a campaign, in the order of the text."""

    campaign: Campaign
    vocabulary: Vocabulary
    triggers: tuple[Surveyed, ...]


def survey(campaign: Campaign, vocabulary: Vocabulary) -> Survey:
    """Look at every trigger, as far as the work allows."""
    left = MOST_WORK
    found: list[Surveyed] = []
    for trigger in campaign.triggers:
        found.append(surveyed(campaign, trigger, vocabulary, left))
        left -= work_of(found[-1].cells) if found[-1].ways is not None else 0
    return Survey(campaign, vocabulary, tuple(found))


def surveyed(campaign: Campaign, trigger: Trigger, vocabulary: Vocabulary, left: int) -> Surveyed:
    """Look at one trigger, if that is no more work than what is left."""
    cells = cells_of(campaign, trigger, vocabulary)
    within = cells.count <= MOST_CELLS and work_of(cells) <= left
    return Surveyed(trigger, cells, ways_of(cells) if within else None)


def work_of(cells: Cells) -> int:
    """How often a cell is looked at for a branch."""
    return cells.count * (1 + sum(1 for _ in branches(cells.trigger.rules)))
