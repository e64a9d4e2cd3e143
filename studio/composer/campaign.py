"""One campaign: results, history, and pausing, resuming and ending it."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import Invalid, StudioUser
from studio.composer import presenters
from studio.composer.screens import Handler, Screen, action, screen, whole_number
from studio.composer.views import Confirmation

SECTION: Final = "campaigns"
PAGE_SIZE: Final = 50
OUTCOMES: Final = ("granted", "refused")
STEPS: Final = ("pause", "resume", "end")
BASE: Final = "/studio/campaigns/{campaign_id:id}"


async def show_results(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}: figures, and what each scan got or why not; newest first, paged by `before`."""
    campaign_id = request.path_params["campaign_id"]
    asked = request.query_params.get("outcome", "")
    outcome = asked if asked in OUTCOMES else ""
    before = whole_number(request.query_params.get("before"))
    campaigns = request.app.state.engine.campaigns
    detail = await campaigns.detail(user.brand, campaign_id)
    rows = await campaigns.decisions(
        user.brand, campaign_id, outcome=outcome or None, before=before, limit=PAGE_SIZE + 1
    )
    view = presenters.results(
        detail,
        rows,
        outcome,
        before,
        PAGE_SIZE,
        blocks=await campaigns.block_budgets(user.brand, campaign_id),
        experiments=await campaigns.experiments(user.brand, campaign_id),
    )
    return Screen("composer/results.html", view, SECTION)


async def show_history(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/history[/{number}]: the published versions, one of them opened."""
    detail = await request.app.state.engine.campaigns.detail(user.brand, request.path_params["campaign_id"])
    number = request.path_params.get("number")
    if number is None and detail.versions:
        number = max(version.number for version in detail.versions)
    view = presenters.history(detail, number)
    if view is None:
        raise HTTPException(404)
    return Screen("composer/history.html", view, SECTION)


def asking(step: str) -> Handler:
    """GET …/{id}/pause|resume|end: what the step means, before it is taken."""

    async def ask(request: Request, user: StudioUser) -> Screen | Response:
        campaign_id = request.path_params["campaign_id"]
        detail = await request.app.state.engine.campaigns.detail(user.brand, campaign_id)
        if step not in presenters.ACTIONS.get(detail.summary.state, ()):
            return RedirectResponse(f"/studio/campaigns/{campaign_id}", status_code=303)
        return Screen(
            "composer/confirm.html", Confirmation(presenters.campaign_line(detail.summary), step), SECTION
        )

    return ask


def taking(step: str) -> Handler:
    """POST …/{id}/pause|resume|end; a step that the state no longer allows changes nothing."""

    async def take(request: Request, user: StudioUser) -> Response:
        campaign_id, campaigns = request.path_params["campaign_id"], request.app.state.engine.campaigns
        detail = await campaigns.detail(user.brand, campaign_id)
        if step in presenters.ACTIONS.get(detail.summary.state, ()):
            steps = {"pause": campaigns.pause, "resume": campaigns.resume, "end": campaigns.end}
            with suppress(Invalid):  # somebody else was quicker; the page shows what holds now
                await steps[step](user.brand, campaign_id, user.name)
        return RedirectResponse(f"/studio/campaigns/{campaign_id}", status_code=303)

    return take


routes = [
    *screen(BASE, show_results),
    *screen(BASE + "/history", show_history),
    *screen(BASE + "/history/{number:id}", show_history),
    *(route for step in STEPS for route in screen(f"{BASE}/{step}", asking(step))),
    *(action(f"{BASE}/{step}", taking(step)) for step in STEPS),
]
