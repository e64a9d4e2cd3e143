"""Segments that stand guard: whoever surely belongs to one claims, and is looked at before anything is given, or only noted.

They are ordinary segments under names of their own, so that a campaign or a brand's shared text may say what is suspicious.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from dsl.campaign import Campaign
from dsl.conditions import InSegment
from dsl.interpreter import condition_holds

Guard = Literal["review", "watch"]

#: The names in both languages. `review` holds a claim for a person to decide; `watch` only notes that it would have.
GUARDS: Final[Mapping[str, Guard]] = {
    "review": "review", "待审核": "review", "watch": "watch", "观察": "watch",
}  # fmt: skip


def guards_among(names: Iterable[str]) -> list[str]:
    """The names that stand guard."""
    return [name for name in names if name in GUARDS]


def is_guarded(campaign: Campaign) -> bool:
    """Whether a segment holds claims for review."""
    return any(GUARDS.get(segment.name) == "review" for segment in campaign.segments)


def guard_of(campaign: Campaign, facts: Mapping[str, object]) -> Guard | None:
    """What stands in the way of a claim with these facts; holding comes before noting. What is unknown does not hold."""
    names = guards_among(segment.name for segment in campaign.segments)
    met = {GUARDS[name] for name in names if condition_holds(campaign, InSegment(name), facts) is True}
    return "review" if "review" in met else "watch" if met else None
