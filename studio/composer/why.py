"""Why a decision came out as it did, for the person, for service and for engineers."""

from __future__ import annotations

from typing import Final, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import StudioUser, Voice
from studio.composer import presenters
from studio.composer.screens import Screen, screen, whole_number

#: In the order of the tabs; engineers are told what the marketer is told: everything.
VOICES: Final = ("consumer", "service", "marketer")


async def show_of_campaign(request: Request, user: StudioUser) -> Screen:
    """GET /studio/campaigns/{id}/why/{event_id}?voice="""
    return await _why(request, user, "campaigns", request.path_params["campaign_id"])


async def show_decision(request: Request, user: StudioUser) -> Screen:
    """GET /studio/decisions/{event_id}?voice=&person=: the same where no campaign need be known."""
    return await _why(request, user, "consumers", None)


async def _why(request: Request, user: StudioUser, section: str, campaign_id: int | None) -> Screen:
    campaigns, event_id = request.app.state.engine.campaigns, request.path_params["event_id"]
    detail = await campaigns.detail(user.brand, campaign_id) if campaign_id is not None else None
    voice = request.query_params.get("voice", "marketer")
    if voice not in VOICES:
        raise HTTPException(404)
    whole = await campaigns.why(user.brand, event_id)
    told = (
        whole if voice == "marketer" else await campaigns.why(user.brand, event_id, voice=cast(Voice, voice))
    )
    person = whole_number(request.query_params.get("person"))
    if detail is None and whole.campaign_id:
        detail = await campaigns.detail(user.brand, whole.campaign_id)
    return Screen("composer/why.html", presenters.why(detail, whole, told, voice, VOICES, person), section)


routes = [
    *screen("/studio/campaigns/{campaign_id:id}/why/{event_id:id}", show_of_campaign),
    *screen("/studio/decisions/{event_id:id}", show_decision),
]
