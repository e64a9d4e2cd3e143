"""Whether a guard would hold what a test or a candidate gives, as the engine holds claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dsl.campaign import Campaign
from dsl.guards import guard_of
from dsl.testing.spending import Settled
from dsl.values import Label

#: What comes of a claim that a guard holds.
REVIEW: Final = Label("a review", "待审核")


def is_held(campaign: Campaign, trigger: int, facts: Mapping[str, object], settled: Settled) -> bool:
    """Whether a scan that would give something is held for review instead."""
    if campaign.triggers[trigger].kind != "scan" or settled.refusal is not None:
        return False
    gives = bool(settled.intents) or bool(facts.get("event.opens"))
    return gives and guard_of(campaign, facts) == "review"


def because_of_guards(held: bool) -> tuple[Label, ...]:
    """What a guard had to do with a test that fails."""
    if held:
        return (
            Label(
                "who surely belongs to the segment `review` is looked at before anything is given",
                "确定属于人群 `待审核` 的领取，先审核、后发放",
            ),
        )
    return (
        Label(
            "no segment `review` surely holds for these facts, or the event gives nothing that could be held",
            "以这些事实不能确定属于人群 `待审核`，或者这次本来就不发奖励",
        ),
    )
