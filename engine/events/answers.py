"""What an event that was told is answered with: each campaign that has rules for it answers for itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.outcomes import ClaimAnswer, Refusal


@dataclass(frozen=True, slots=True)
class CampaignAnswer:
    """What one campaign gave, or why it gave nothing."""

    campaign_id: int
    answer: ClaimAnswer | Refusal


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """The answers of all campaigns with rules for the event; none where no campaign has any.

    `repeated` tells that the event was told before, and that these are the first answers.
    """

    event: str
    id: str
    at: datetime
    campaigns: tuple[CampaignAnswer, ...]
    repeated: bool = False

    def of_consumer(self) -> EventAnswer:
        """The answer without what others than the consumer got."""
        return replace(self, campaigns=tuple(_own(one) for one in self.campaigns))


def _own(one: CampaignAnswer) -> CampaignAnswer:
    if isinstance(one.answer, Refusal):
        return one
    own = tuple(grant for grant in one.answer.grants if grant.recipient_kind == "consumer")
    return replace(one, answer=replace(one.answer, grants=own))
