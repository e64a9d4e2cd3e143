"""Which page is shown, by what is known when somebody looks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dsl.campaign import Campaign
from dsl.facts_read import FactsRead
from dsl.interpreter import condition_holds


def page_for(campaign: Campaign, facts: Mapping[str, object]) -> str | None:
    """The theme of the first page that fits; None where the campaign names none. `facts` contain `event.at`.

    A condition must hold for sure: to somebody of whom nothing is known the page for everybody is shown.
    """
    at = facts["event.at"]
    if not isinstance(at, datetime):
        raise TypeError("`event.at` must be an aware datetime")
    for page in campaign.pages:
        in_time = (page.starts is None or page.starts <= at) and (page.ends is None or at < page.ends)
        if in_time and (page.condition is None or condition_holds(campaign, page.condition, facts) is True):
            return page.theme
    return None


def page_facts(campaign: Campaign) -> frozenset[str]:
    """The facts that choose between pages."""
    conditions = (page.condition for page in campaign.pages if page.condition is not None)
    return frozenset[str]().union(*map(FactsRead(campaign.segments).of, conditions))
