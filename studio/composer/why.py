"""Why a decision came out as it did, for the person, for service and for engineers."""

from __future__ import annotations

from typing import Final, cast

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import CampaignDetail, StudioUser, Voice, Why
from studio.composer import presenters, sharing
from studio.composer.block_views import BlocksView, Marks, blocks_view
from studio.composer.screens import Screen, screen, whole_number

#: In the order of the tabs; engineers are told what the marketer is told: everything.
VOICES: Final = ("consumer", "service", "marketer")


async def show_of_campaign(request: Request, user: StudioUser) -> Screen:
    """GET /studio/campaigns/{id}/why/{event_id}?voice="""
    return await _why(request, user, "campaigns", request.path_params["campaign_id"])


async def show_decision(request: Request, user: StudioUser) -> Screen:
    """GET /studio/decisions/{event_id}?voice=&person=&on=: the same where no campaign need be known."""
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
    blocks, on = await _blocks(request, user, detail, whole) if voice == "marketer" and detail else (None, "")
    view = presenters.why(detail, whole, told, voice, VOICES, person, blocks, on)
    return Screen("composer/why.html", view, section)


async def _blocks(
    request: Request, user: StudioUser, detail: CampaignDetail, why: Why
) -> tuple[BlocksView | None, str]:
    """The rules with the decision replayed on them, and on which text."""
    engine, on = request.app.state.engine, request.query_params.get("on", "")
    texts = {str(one.number): one.text for one in detail.versions} | {"draft": detail.draft, "": why.text}
    if on not in texts:
        raise HTTPException(404)
    if not texts[on]:
        return None, on
    resolved = await sharing.whole(engine, user.brand, texts[on]) if on else None
    marks = Marks(why.row.event_id, await engine.campaigns.replayed(user.brand, why.row.event_id, resolved))
    asked = await sharing.document(engine, user.brand, texts[on])
    return (await run_in_threadpool(blocks_view, asked, (), marks)).rules_alone(), on


routes = [
    *screen("/studio/campaigns/{campaign_id:id}/why/{event_id:id}", show_of_campaign),
    *screen("/studio/decisions/{event_id:id}", show_decision),
]
