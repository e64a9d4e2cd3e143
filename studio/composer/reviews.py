"""Claims that guards have held, and payouts that wait: what a person decides about money."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import HeldPayout, Invalid, PausedChannel, Review, StudioUser, WrongCodesAlarm
from studio.composer.screens import Screen, action, screen

BASE = "/studio/reviews"
SECTION = "reviews"
_REASON_MAX = 80


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What waits for a decision, what is decided or only noted, and the payouts that wait."""

    alarm: WrongCodesAlarm | None
    waiting: tuple[Review, ...]
    over: tuple[Review, ...]
    payouts: tuple[HeldPayout, ...]
    paused: tuple[PausedChannel, ...]


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/reviews"""
    engine = request.app.state.engine
    found = await engine.reviews.all(user.brand)
    page = ReviewPage(
        await engine.reviews.alarm(user.brand),
        tuple(one for one in found if one.state == "waiting"),
        tuple(one for one in found if one.state != "waiting"),
        await engine.payouts.held(user.brand),
        await engine.payouts.paused(user.brand),
    )
    return Screen("composer/reviews.html", page, SECTION)


async def release(request: Request, user: StudioUser) -> Response:
    """POST …/{id}/release. One that somebody else has decided meanwhile stays so."""
    await request.app.state.engine.reviews.release(user.brand, request.path_params["review_id"], user.name)
    return RedirectResponse(BASE, 303)


async def reject(request: Request, user: StudioUser) -> Response:
    """POST …/{id}/rejection"""
    form = await request.form()
    reason = str(form.get("reason", "")).strip()[:_REASON_MAX]
    with suppress(Invalid):  # without a reason nothing is turned down: the field itself asks for one
        await request.app.state.engine.reviews.reject(
            user.brand, request.path_params["review_id"], reason, user.name
        )
    return RedirectResponse(BASE, 303)


async def resume(request: Request, user: StudioUser) -> Response:
    """POST …/channels/{channel}/resumption"""
    await request.app.state.engine.payouts.resume(user.brand, request.path_params["channel"])
    return RedirectResponse(f"{BASE}#payouts", 303)


routes = [
    *screen(BASE, show),
    action(BASE + "/{review_id:id}/release", release),
    action(BASE + "/{review_id:id}/rejection", reject),
    action(BASE + "/channels/{channel}/resumption", resume),
]
