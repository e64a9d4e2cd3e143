"""Trying a campaign on one's own phone: a QR code for the draft or a version, and each press lit up block by block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import StudioUser, tried
from studio.composer import presenters, sharing
from studio.composer.block_views import BlocksView, Marks, blocks_view
from studio.composer.campaign import BASE, SECTION
from studio.composer.screens import Screen, screen
from studio.composer.views import CampaignLine
from studio.public.qr import qr_svg

#: Addresses that only this machine reaches.
_HERE: Final = ("://127.", "://localhost", "://[::1]")


@dataclass(frozen=True, slots=True)
class Trying:
    """`what` is the draft or a version's number; `url` the link for the phone; `blocks` the newest press on its rules."""

    campaign: CampaignLine
    actions: tuple[str, ...]
    what: str
    choices: tuple[str, ...]
    url: str
    qr: Markup
    nearby: bool
    scans: tuple[tried.TestScan, ...]
    blocks: BlocksView | None
    shown: tried.TestScan | None


async def show(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/try?what=&scan="""
    engine: Any = request.app.state.engine
    campaign_id = request.path_params["campaign_id"]
    detail = await engine.campaigns.detail(user.brand, campaign_id)
    choices = (tried.DRAFT, *(str(one.number) for one in reversed(detail.versions)))
    what = request.query_params.get("what", tried.DRAFT)
    if what not in choices:
        raise HTTPException(404)
    origin = request.app.state.settings.origin
    url = f"{origin}/try/{await engine.tries.link(user.brand, campaign_id, what)}"
    scans = await engine.tries.scans(user.brand, campaign_id)
    asked = request.query_params.get("scan", "")
    shown = next((one for one in scans if str(one.id) == asked), scans[0] if scans else None)
    view = Trying(
        presenters.campaign_line(detail.summary),
        presenters.ACTIONS.get(detail.summary.state, ()),
        what,
        choices,
        url,
        qr_svg(url, url),
        not any(one in origin for one in _HERE),
        scans,
        await _blocks(engine, user, shown) if shown else None,
        shown,
    )
    return Screen("composer/try.html", view, SECTION)


async def _blocks(engine: Any, user: StudioUser, one: tried.TestScan) -> BlocksView:
    """The rules with a press on them."""
    document = await sharing.document(engine, user.brand, one.text)
    return (await run_in_threadpool(blocks_view, document, (), Marks(one.id, one.told))).rules_alone()


routes = [*screen(BASE + "/try", show)]
