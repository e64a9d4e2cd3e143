"""Dealers: who they are, what they supply, what they came to on a day."""

from __future__ import annotations

from collections import Counter
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import DealerView, Invalid, Label, StudioUser
from studio.composer.screens import Screen, action, screen
from studio.outlets.listing import SECTION
from studio.outlets.one import day_asked
from studio.outlets.views import Dealers, Fault, OneDealer

PATH: Final = "/studio/dealers"
_FIELDS: Final = ("code", "name_en", "name_zh")


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/dealers"""
    return await _page(request, user)


async def add(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/dealers: one more dealer."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip()[:120] for name in _FIELDS}
    name = Label(typed["name_en"] or typed["name_zh"], typed["name_zh"] or typed["name_en"])
    request.state.page_path = PATH
    if not name.en:
        words = Label("Write a name in at least one language.", "请至少填写一种语言的名称。")
        return await _page(request, user, typed, Fault("add", "name_zh", words))
    try:
        made: DealerView = await request.app.state.engine.dealers.add(user.brand, typed["code"], name)
    except Invalid as refusal:
        return await _page(request, user, typed, Fault("add", refusal.field, refusal.message))
    return RedirectResponse(f"{PATH}/{made.id}", 303)


async def show_one(request: Request, user: StudioUser) -> Screen:
    """GET /studio/dealers/{id}?day="""
    engine, day = request.app.state.engine, await day_asked(request, user)
    try:
        books = await engine.dealers.day(user.brand, request.path_params["dealer_id"], day)
    except Invalid:
        raise HTTPException(404) from None
    outlets = tuple(one for one in await engine.outlets.all(user.brand) if one.dealer == books.dealer.code)
    return Screen("outlets/dealer.html", OneDealer(books.dealer, outlets, books, day), SECTION)


async def _page(
    request: Request, user: StudioUser, typed: dict[str, str] | None = None, fault: Fault | None = None
) -> Screen:
    engine = request.app.state.engine
    supplied = Counter(one.dealer for one in await engine.outlets.all(user.brand) if one.dealer)
    view = Dealers(
        await engine.dealers.all(user.brand), dict(supplied), typed or dict.fromkeys(_FIELDS, ""), fault
    )
    return Screen("outlets/dealers.html", view, SECTION, 422 if fault else 200)


routes: list[BaseRoute] = [
    *screen(PATH, show),
    action(PATH, add),
    *screen(PATH + "/{dealer_id:id}", show_one),
]
