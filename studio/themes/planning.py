"""A campaign's page, apart from its rules: what people see now, what it becomes by itself, and when it is to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import CampaignSummary, Invalid, Label, NotFound, StudioUser, page_views
from studio.composer.presenters import ACTIONS, campaign_line
from studio.composer.screens import Screen, action, screen, whole_number
from studio.composer.views import CampaignLine
from studio.i18n.locales import LOCALES
from studio.themes.moments import moment_or_now, zone_of
from studio.themes.previews import weight_of

SECTION: Final = "campaigns"
BASE: Final = "/studio/campaigns/{campaign_id:id}/page"
_TOO_HEAVY: Final = Label(
    "this page is too heavy for slow lines: it may weigh 14 kB, its picture 40 kB, all together 100 kB",
    "页面对慢速网络来说太重：页面不超过 14 kB，主图不超过 40 kB，合计不超过 100 kB",
)


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """What a campaign shows. `changes` begin with now; `neutral` is the name of the page that its text names."""

    campaign: CampaignLine
    actions: tuple[str, ...]
    published: bool
    changes: tuple[page_views.Change, ...]
    plans: tuple[page_views.PlanView, ...]
    themes: tuple[page_views.ThemeVersion, ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Label, ...] = ()
    locales: tuple[str, ...] = LOCALES


async def show(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/page"""
    return await _screen(request, user)


async def plan(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{id}/page: show a version of a theme from an instant on, or from now."""
    pages, campaign_id = request.app.state.engine.pages, request.path_params["campaign_id"]
    form = await request.form()
    typed = {name: str(value) for name, value in form.items()}
    version = whole_number(typed.get("version", ""))
    try:
        starts = moment_or_now("starts", typed.get("starts", ""), await zone_of(request, user))
    except Invalid as refusal:
        return await _screen(request, user, typed, (refusal.message,))
    if version is not None and not (await weight_of(request, user, version)).light:
        return await _screen(request, user, typed, (_TOO_HEAVY,))
    answer = await pages.plan(
        user.brand, campaign_id, version, starts, user.name, neutral_follows="neutral_follows" in typed
    )
    if isinstance(answer, page_views.NotPlanned):
        return await _screen(request, user, typed, answer.reasons)
    return RedirectResponse(f"/studio/campaigns/{campaign_id}/page", 303)


async def call_off(request: Request, user: StudioUser) -> Response:
    """POST …/{id}/page/call-off: take back a plan that has not begun; one that has changes nothing."""
    engine, campaign_id = request.app.state.engine, request.path_params["campaign_id"]
    await engine.campaigns.detail(user.brand, campaign_id)
    form = await request.form()
    number = whole_number(str(form.get("plan", "")))
    if number is not None:
        await engine.pages.call_off(user.brand, number)
    return RedirectResponse(f"/studio/campaigns/{campaign_id}/page", 303)


async def _screen(
    request: Request,
    user: StudioUser,
    typed: Mapping[str, str] | None = None,
    reasons: tuple[Label, ...] = (),
) -> Screen:
    engine: Any = request.app.state.engine
    campaign_id = request.path_params["campaign_id"]
    detail = await engine.campaigns.detail(user.brand, campaign_id)
    summary: CampaignSummary = detail.summary
    try:
        changes = await engine.pages.changes(user.brand, campaign_id)
    except NotFound:  # it has never been published: nobody sees anything yet
        changes = ()
    view = CampaignPage(
        campaign_line(summary),
        ACTIONS.get(summary.state, ()),
        bool(changes),
        changes,
        await engine.pages.plans(user.brand, campaign_id),
        await engine.pages.themes(user.brand),
        typed or {},
        reasons,
    )
    return Screen("themes/page.html", view, SECTION, 422 if reasons else 200, frames=True)


routes = [
    *screen(BASE, show),
    action(BASE, plan),
    action(BASE + "/call-off", call_off),
]
