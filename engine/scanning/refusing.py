"""Why nothing was given: the words of a campaign that takes no claims now, and the record of a refusal. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from dsl.values import Label
from engine import wording
from engine.campaigns.live import NoRuling
from engine.clock import to_micros
from engine.ids import new_id
from engine.outcomes import Reason
from engine.records import Consumer, Refused
from engine.scanning.planning import PlanRefused


def why_not(ruling: NoRuling, at: datetime) -> Label:
    """The words for a campaign that takes no claims now."""
    program = ruling.campaign.version_at(at).program if ruling.campaign else None
    if program is None:
        return wording.REASONS[ruling.reason]
    campaign = program.campaign
    match ruling.reason:
        case Reason.NOT_STARTED:
            return wording.not_started(campaign.starts, campaign.zone)
        case Reason.ENDED:
            stopped = (
                [event.at for event in ruling.campaign.events if event.kind == "end"]
                if ruling.campaign
                else []
            )
            last = min([campaign.ends, *stopped]) - timedelta(microseconds=1)
            return wording.ended(last, campaign.zone)
        case _:
            return wording.REASONS[ruling.reason]


def refused_row(
    brand: str,
    kind: str,
    source: str,
    reason: Reason,
    words: Label,
    at: datetime,
    person: Consumer | None,
    campaign_id: int | None,
    version_id: int | None = None,
    facts: str = "{}",
    outlet_id: int | None = None,
) -> Refused:
    """The record of a refusal: all that a refusal leaves behind."""
    return Refused(
        id=new_id(),
        brand=brand,
        kind=kind,
        source=source,
        consumer_id=person.id if person else None,
        campaign_id=campaign_id,
        version_id=version_id,
        outlet_id=outlet_id,
        at_us=to_micros(at),
        reason=reason.value,
        facts=facts,
        words_en=words.en[:255],
        words_zh=words.zh[:255],
    )


def without_code(refused: PlanRefused) -> PlanRefused:
    """A refusal's words where there is no code that could stay good."""
    usual = refused.words == wording.REASONS[refused.reason]
    return (
        replace(refused, words=wording.EVENT_REASONS.get(refused.reason, refused.words)) if usual else refused
    )
