"""Reports under a name: kept from the address that is shown, sent each day or week, or kept no more."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import Invalid, StudioUser
from studio.composer.screens import Screen, action
from studio.forms import fields_of
from studio.i18n.locales import locale_of
from studio.insights.address import wanted
from studio.insights.pages import shown, today_of

BASE: Final = "/studio/insights/kept"
_HERE: Final = "/studio/insights#kept"


async def keep(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/insights/kept?…: keep the report that the address tells under a name."""
    form = await fields_of(request)
    asked = wanted(request.query_params, await today_of(request, user))
    try:
        await request.app.state.engine.kept_reports.keep(
            user.brand, form.get("name", ""), asked.url("").removeprefix("?"), asked.asked, user.name
        )
    except Invalid as refusal:
        return await shown(request, user, request.query_params, refusal.message)
    return RedirectResponse(asked.url() + "#kept", status_code=303)


async def send(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/kept/{id}: how often it is sent where."""
    form = await fields_of(request)
    try:
        await request.app.state.engine.kept_reports.send_to(
            user.brand,
            request.path_params["view_id"],
            form.get("every", ""),
            form.get("address", "").strip(),
            "zh" if locale_of(request).startswith("zh") else "en",
        )
    except Invalid as refusal:
        return await shown(request, user, request.query_params, refusal.message)
    return RedirectResponse(_HERE, status_code=303)


async def remove(request: Request, user: StudioUser) -> Response:
    """POST …/kept/{id}/removal: keep it no more, and send it no more."""
    await request.app.state.engine.kept_reports.remove(user.brand, request.path_params["view_id"])
    return RedirectResponse(_HERE, status_code=303)


routes = [
    action(BASE, keep),
    action(BASE + "/{view_id:id}", send),
    action(BASE + "/{view_id:id}/removal", remove),
]
