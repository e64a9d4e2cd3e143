"""Each trigger of a campaign with its cells and ways, made once for everything that is asked of them."""

from __future__ import annotations

from dataclasses import dataclass

from dsl.analysis.cells import MOST_CELLS, Cells, cells_of
from dsl.analysis.patterns import Ways, ways_of
from dsl.campaign import Campaign, Trigger
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
    """Look at every trigger."""
    return Survey(
        campaign, vocabulary, tuple(surveyed(campaign, trigger, vocabulary) for trigger in campaign.triggers)
    )


def surveyed(campaign: Campaign, trigger: Trigger, vocabulary: Vocabulary) -> Surveyed:
    """Look at one trigger."""
    cells = cells_of(campaign, trigger, vocabulary)
    return Surveyed(trigger, cells, ways_of(cells) if cells.count <= MOST_CELLS else None)
