"""What outlets and the brand have to settle: complaints about stores that declined, and what tills were refused."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import Invalid, StudioUser
from studio.composer.screens import Screen, action, screen, whole_number
from studio.outlets.listing import PATH, SECTION
from studio.outlets.views import Complaints, Differences, Fault

COMPLAINTS: Final = PATH + "/complaints"
DIFFERENCES: Final = PATH + "/differences"
_LINES: Final = 50


async def show_complaints(request: Request, user: StudioUser) -> Screen:
    """GET /studio/outlets/complaints"""
    return await _complaints(request, user)


async def answer(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/outlets/complaints/{id}: what the brand tells the person."""
    typed, about = str((await request.form()).get("answer", ""))[:2_000], request.path_params["complaint_id"]
    request.state.page_path = COMPLAINTS
    try:
        await request.app.state.engine.stocks.answer(user.brand, about, typed, user.name)
    except Invalid as refusal:
        fault = Fault("answer", "answer", refusal.message)
        return await _complaints(request, user, fault, about, typed)
    return RedirectResponse(COMPLAINTS, 303)


async def show_differences(request: Request, user: StudioUser) -> Screen:
    """GET /studio/outlets/differences?offline=1&before="""
    offline = request.query_params.get("offline") == "1"
    before = whole_number(request.query_params.get("before"))
    found = await request.app.state.engine.coupons.refused(user.brand, before=before, limit=_LINES)
    lines = tuple(one for one in found if not offline or one.taken_at is not None)
    older = found[-1].id if len(found) == _LINES else None
    return Screen("outlets/differences.html", Differences(lines, offline, older), SECTION)


async def _complaints(
    request: Request, user: StudioUser, fault: Fault | None = None, at_fault: int = 0, typed: str = ""
) -> Screen:
    engine = request.app.state.engine
    found = await engine.stocks.complaints(user.brand)
    outlets = {one.id: one for one in await engine.outlets.all(user.brand)}
    waiting = sum(not one.answer for one in found)
    view = Complaints(found, outlets, waiting, fault, at_fault, typed)
    return Screen("outlets/complaints.html", view, SECTION, 422 if fault else 200)


routes: list[BaseRoute] = [
    *screen(COMPLAINTS, show_complaints),
    action(COMPLAINTS + "/{complaint_id:id}", answer),
    *screen(DIFFERENCES, show_differences),
]
