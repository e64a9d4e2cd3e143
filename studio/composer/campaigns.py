"""The campaign list and new campaigns."""

from __future__ import annotations

import re
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import Invalid, Label, StudioUser
from studio.composer.presenters import STATES, campaign_list
from studio.composer.screens import Screen, action, screen
from studio.composer.starters import STARTERS, starter, write
from studio.composer.views import NewCampaign
from studio.i18n.locales import locale_of

SECTION: Final = "campaigns"
_QUERY_MAX: Final = 100
_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_TITLE_MISSING: Final = Label(
    "Give the campaign a title, up to 80 characters.", "请填写活动名称，最多80个字。"
)
_SLUG_WRONG: Final = Label(
    "Use small letters, digits and hyphens, up to 60: `summer-caps`.",
    "请用小写字母、数字和连字符，最多60个，例如 `summer-caps`。",
)


async def show_campaigns(request: Request, user: StudioUser) -> Screen:
    """GET /studio: all campaigns of the brand, by state and search words."""
    state = request.query_params.get("state", "")
    query = request.query_params.get("q", "").strip()[:_QUERY_MAX]
    found = await request.app.state.engine.campaigns.all(user.brand)
    return Screen(
        "composer/campaigns.html", campaign_list(found, state if state in STATES else "", query), SECTION
    )


async def show_new(request: Request, user: StudioUser) -> Screen:
    """GET /studio/campaigns/new"""
    chosen = starter(request.query_params.get("starter", "")) or STARTERS[0]
    return Screen("composer/new.html", NewCampaign(STARTERS, chosen.code, "", "", "", None), SECTION)


async def create(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/campaigns/new: a draft from a starter text, opened in the editor."""
    form = await request.form()
    title, slug = str(form.get("title", "")).strip(), str(form.get("slug", "")).strip()
    chosen = starter(str(form.get("starter", ""))) or STARTERS[0]
    fault = _fault(title, slug)
    if fault is None:
        try:
            campaign_id = await _create(request, user, chosen.code, title, slug)
        except Invalid as error:
            fault = ("title" if error.field == "title" else "slug", error.message)
        else:
            return RedirectResponse(f"/studio/campaigns/{campaign_id}/edit", status_code=303)
    view = NewCampaign(STARTERS, chosen.code, title[:80], slug[:60], *fault)
    return Screen("composer/new.html", view, SECTION, status=422)


def _fault(title: str, slug: str) -> tuple[str, Label] | None:
    if not title or len(title) > 80:
        return "title", _TITLE_MISSING
    if not _SLUG.fullmatch(slug):
        return "slug", _SLUG_WRONG
    return None


async def _create(request: Request, user: StudioUser, code: str, title: str, slug: str) -> int:
    engine, locale = request.app.state.engine, locale_of(request)
    brand = await engine.accounts.brand(user.brand)
    chosen = starter(code) or STARTERS[0]
    today = engine.clock.now().astimezone(ZoneInfo(brand.zone)).date()
    text = write(chosen, title, brand.name[locale], brand.zone, today, locale)
    text = engine.language.format(text, "zh" if locale.startswith("zh") else "en")
    campaign_id: int = await engine.campaigns.create(user.brand, slug, text, user.name)
    return campaign_id


routes = [
    *screen("/studio", show_campaigns),
    *screen("/studio/campaigns/new", show_new),
    action("/studio/campaigns/new", create),
]
