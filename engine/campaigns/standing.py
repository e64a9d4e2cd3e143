"""How a campaign stands at an instant, in the words of the studio's list. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from engine.campaigns.live import LiveCampaign
from engine.outcomes import Reason

_STATES: Final[Mapping[Reason | None, str]] = {
    None: "live",
    Reason.NOT_STARTED: "scheduled",
    Reason.PAUSED: "paused",
    Reason.ENDED: "ended",
}


def state_now(live: LiveCampaign | None, now: datetime) -> str:
    """`draft`, `scheduled`, `live`, `paused`, `ended`, or `blocked`: a word of its rules is not installed."""
    if live is None:
        return "draft"
    if live.versions[-1].program is None:
        return "blocked"
    return _STATES.get(live.state_at(now), "blocked")
