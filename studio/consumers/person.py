"""One person: the whole profile and what happened; hold, release and the person's own data."""

from __future__ import annotations

import json
from typing import Literal

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import PURPOSES, Invalid, Label, StudioUser, consumers
from studio.accounts.permissions import sees_identities
from studio.composer.screens import Handler, Screen, action, screen, whole_number
from studio.consumers.looking import BASE, NOTE_MAX, PERSON, SECTION, behind_the_gate
from studio.consumers.views import PersonScreen

PAGE_SIZE = 30


async def show(request: Request, user: StudioUser) -> Screen | Response:
    """GET …/{account}?part=&before="""
    return await person_screen(request, user)


async def person_screen(
    request: Request, user: StudioUser, fault: Label | None = None, act: str = ""
) -> Screen | Response:
    """The page of a person; one who stands under another number by now is found there."""
    desk, account = request.app.state.engine.consumers, request.path_params["account_id"]
    profile = await desk.profile(user.brand, account, full=sees_identities(user.role))
    if profile.person != account and request.method == "GET":
        return RedirectResponse(f"{BASE}/{profile.person}", status_code=303)
    asked = request.query_params.get("part", "")
    part = asked if asked in consumers.PARTS else ""
    before = whole_number(request.query_params.get("before"))
    found = await desk.timeline(
        user.brand, account, part=part or None, before=before, limit=PAGE_SIZE + 1
    )  # fmt: skip
    older = found[PAGE_SIZE - 1].id if len(found) > PAGE_SIZE else None
    looks = await desk.looked_at(user.brand, account, 20) if user.role == "admin" else ()
    view = PersonScreen(
        profile, found[:PAGE_SIZE], consumers.PARTS, part, before, older, looks, dict(PURPOSES), fault, act
    )
    return Screen("consumers/person.html", view, SECTION, 422 if fault else 200)


def changing(act: Literal["hold", "release"]) -> Handler:
    """POST …/{account}/hold|release"""

    async def change(request: Request, user: StudioUser) -> Screen | Response:
        desk, account = request.app.state.engine.consumers, request.path_params["account_id"]
        request.state.page_path = f"{BASE}/{account}"
        step = desk.hold if act == "hold" else desk.release
        try:
            await step(user, account, str((await request.form()).get("note", ""))[:NOTE_MAX])
        except Invalid as refusal:
            return await person_screen(request, user, refusal.message, act)
        return RedirectResponse(f"{BASE}/{account}", status_code=303)

    return change


async def export(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{account}/export: all that is kept of the person, as a file for the person."""
    desk, account = request.app.state.engine.consumers, request.path_params["account_id"]
    request.state.page_path = f"{BASE}/{account}"
    try:
        data = await desk.export(user, account, str((await request.form()).get("note", ""))[:NOTE_MAX])
    except Invalid as refusal:
        return await person_screen(request, user, refusal.message, "export")
    name = f"{user.brand}-{account % 10_000:04}.json"
    return Response(
        json.dumps(data, ensure_ascii=False, indent=2) + "\n",
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


routes = [
    *screen(PERSON, behind_the_gate(show)),
    action(PERSON + "/export", behind_the_gate(export)),
    action(PERSON + "/hold", behind_the_gate(changing("hold"))),
    action(PERSON + "/release", behind_the_gate(changing("release"))),
]
