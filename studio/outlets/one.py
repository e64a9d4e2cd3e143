"""One outlet: grade, people, cartons, prize stock, complaints, and the owner's statement of a day."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import Invalid, Label, Refusal, StudioUser
from studio.composer.screens import Screen, action, screen
from studio.outlets.listing import PATH, SECTION
from studio.outlets.views import Fault, OneOutlet

_ONE: Final = PATH + "/{outlet_id:id}"
_FIELDS: Final = ("number", "name", "role", "product", "pieces")
_DONE: Final = ("staff", "left", "stock")
_DIGITS: Final = 7


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/outlets/{id}?day="""
    return await _page(request, user)


async def add_staff(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/outlets/{id}/staff: a clerk or the owner."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip()[:120] for name in ("number", "name", "role")}
    if not typed["name"]:
        return await _page(
            request, user, typed, Fault("staff", "name", Label("Write a name.", "请填写姓名。"))
        )
    try:
        await request.app.state.engine.outlets.add_clerk(
            user.brand, _id(request), typed["number"], typed["name"], typed["role"], str(form.get("pin", ""))[:16]
        )  # fmt: skip
    except Invalid as refusal:
        return await _page(request, user, typed, Fault("staff", refusal.field, refusal.message))
    return RedirectResponse(f"{PATH}/{_id(request)}?done=staff", 303)


async def leave(request: Request, user: StudioUser) -> Response:
    """POST /studio/outlets/{id}/departures: somebody leaves and signs in no more."""
    number = str((await request.form()).get("number", ""))[:16]
    await request.app.state.engine.outlets.leave(user.brand, _id(request), number)
    return RedirectResponse(f"{PATH}/{_id(request)}?done=left", 303)


async def deliver(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/outlets/{id}/stock: pieces come, or, negative, are taken away. A form counts once."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip()[:20] for name in ("product", "pieces")}
    pieces = _pieces(typed["pieces"])
    if pieces is None:
        words = Label("Write a whole number, such as 24 or -6.", "请填写整数，例如 24 或 -6。")
        return await _page(request, user, typed, Fault("stock", "pieces", words))
    try:
        answer = await request.app.state.engine.stocks.deliver(
            user.brand, _id(request), typed["product"], pieces, str(form.get("request", ""))[:64]
        )
    except Invalid as refusal:
        field = "product" if refusal.field not in typed else refusal.field
        return await _page(request, user, typed, Fault("stock", field, refusal.message))
    if isinstance(answer, Refusal):
        return await _page(request, user, typed, Fault("stock", "pieces", answer.words))
    return RedirectResponse(f"{PATH}/{_id(request)}?done=stock", 303)


def _pieces(text: str) -> int | None:
    digits = text.removeprefix("-").removeprefix("−")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS):
        return None
    return int(digits) if digits == text else -int(digits)


def _id(request: Request) -> int:
    number: int = request.path_params["outlet_id"]
    return number


async def _page(
    request: Request, user: StudioUser, typed: dict[str, str] | None = None, fault: Fault | None = None
) -> Screen:
    engine, outlet_id = request.app.state.engine, _id(request)
    request.state.page_path = f"{PATH}/{outlet_id}"
    outlet = await engine.outlets.one(user.brand, outlet_id)
    await engine.grades.today(user.brand)
    day = await day_asked(request, user)
    done = request.query_params.get("done", "")
    try:
        books = await engine.outlets.day(user.brand, outlet_id, day)
    except Invalid:
        raise HTTPException(404) from None
    view = OneOutlet(
        outlet=outlet,
        grades=await engine.grades.history(user.brand, outlet_id),
        staff=await engine.outlets.staff(user.brand, outlet_id),
        cartons=await engine.cartons.held(user.brand, outlet_id),
        stock=await engine.stocks.book(user.brand, outlet_id),
        products=dict(await engine.codes.products(user.brand)),
        complaints=await engine.stocks.complaints(user.brand, outlet_id),
        books=books,
        day=day,
        request_id=uuid.uuid4().hex,
        typed=dict.fromkeys(_FIELDS, "") | (typed or {}),
        fault=fault,
        done=done if done in _DONE else "",
    )
    return Screen("outlets/outlet.html", view, SECTION, 422 if fault else 200)


async def day_asked(request: Request, user: StudioUser) -> date:
    """The calendar day in the address, else today in the brand's zone."""
    engine, asked = request.app.state.engine, request.query_params.get("day", "")
    if asked:
        try:
            return date.fromisoformat(asked)
        except ValueError:
            raise HTTPException(404) from None
    zone = ZoneInfo((await engine.accounts.brand(user.brand)).zone)
    today: date = engine.clock.now().astimezone(zone).date()
    return today


routes: list[BaseRoute] = [
    *screen(_ONE, show),
    action(_ONE + "/staff", add_staff),
    action(_ONE + "/departures", leave),
    action(_ONE + "/stock", deliver),
]
