"""The search of the service desk: exact, with a reason, and never with what was typed in an address."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import Invalid, StudioUser, consumers
from studio.composer.screens import Screen, question, screen
from studio.consumers.looking import BASE, FORM_BYTES_MAX, SECTION, reason_of
from studio.consumers.views import FindScreen, Reasoned

_TYPED_MAX = 400


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/consumers"""
    looks = await request.app.state.engine.consumers.looks(user)
    return Screen(
        "consumers/find.html",
        FindScreen(consumers.PURPOSES, Reasoned(), asked=False, hits=(), looks=looks),
        SECTION,
    )


async def find(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/consumers/search: straight to the person where one is meant, else everybody who may be."""
    desk, form, reason = request.app.state.engine.consumers, await request.form(), await reason_of(request)
    purpose = cast(consumers.Purpose, reason.purpose)
    request.state.page_path = BASE
    try:
        hits = await desk.find(user, str(form.get("typed", ""))[:_TYPED_MAX], purpose, reason.note)
    except Invalid as refusal:
        view = FindScreen(
            consumers.PURPOSES, reason, asked=False, hits=(), looks=await desk.looks(user),
            fault=refusal.message, fault_field=refusal.field,
        )  # fmt: skip
        return Screen("consumers/find.html", view, SECTION, 422)
    if len(hits) == 1 and hits[0].person is not None:
        person = await desk.look(user, hits[0].person, purpose, reason.note)
        return RedirectResponse(f"{BASE}/{person}", status_code=303)
    view = FindScreen(consumers.PURPOSES, reason, asked=True, hits=hits, looks=await desk.looks(user))
    return Screen("consumers/find.html", view, SECTION)


routes = [*screen(BASE, show), question(BASE + "/search", find, FORM_BYTES_MAX)]
