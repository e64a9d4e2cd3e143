"""Nobody is shown to anybody who has not said why: the gate before every page about a person."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import Invalid, StudioUser, consumers
from studio.composer.screens import Handler, Screen, question
from studio.consumers.views import GateScreen, Reasoned

BASE = "/studio/consumers"
SECTION = "consumers"
PERSON = BASE + "/{account_id:id}"
NOTE_MAX = 400
FORM_BYTES_MAX = 8_192


def behind_the_gate(handler: Handler) -> Handler:
    """The handler of a page about a person, for whoever has said why; anybody else is asked first."""

    async def gated(request: Request, user: StudioUser) -> Screen | Response:
        account = request.path_params["account_id"]
        if not await request.app.state.engine.consumers.may_look(user, account):
            if request.method != "GET":
                return RedirectResponse(f"{BASE}/{account}", status_code=303)
            return Screen("consumers/gate.html", GateScreen(account, consumers.PURPOSES, Reasoned()), SECTION)
        return await handler(request, user)

    gated.__name__ = getattr(handler, "__name__", "gated")
    return gated


async def reason_of(request: Request) -> Reasoned:
    """The reason in a form."""
    form = await request.form()
    purpose, note = str(form.get("purpose", ""))[:32], str(form.get("note", ""))[:NOTE_MAX]
    return Reasoned(purpose, note.strip())


async def look(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{account}/look: say why, and see the person."""
    account, reason = request.path_params["account_id"], await reason_of(request)
    request.state.page_path = f"{BASE}/{account}"
    try:
        person = await request.app.state.engine.consumers.look(
            user, account, cast(consumers.Purpose, reason.purpose), reason.note
        )
    except Invalid as refusal:
        gate = GateScreen(account, consumers.PURPOSES, reason, refusal.message, refusal.field)
        return Screen("consumers/gate.html", gate, SECTION, 422)
    return RedirectResponse(f"{BASE}/{person}", status_code=303)


routes = [question(PERSON + "/look", look, FORM_BYTES_MAX)]
