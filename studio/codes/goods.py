"""Goods on their way, in the studio: alarms, service cases, cartons nobody registered, what packing left open, settings."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import (
    AlarmView,
    BulkRefused,
    CaseView,
    CodeView,
    Gaps,
    Invalid,
    Label,
    NotFound,
    Packing,
    Refusal,
    StudioUser,
    TradeSettings,
    UnregisteredView,
)
from studio.composer.screens import Screen, action, screen

PATH: Final = "/studio/goods"
#: A table of some hundred thousand lines, each character of it escaped in a form.
_BODY_BYTES_MAX: Final = 24_000_000
_DIGITS: Final = 6


@dataclass(frozen=True, slots=True)
class GoodsPage:
    """The page: what asks for somebody first, then what packing left open, a code that was looked up, and the forms."""

    alarms: tuple[AlarmView, ...]
    cases: tuple[CaseView, ...]
    unregistered: tuple[UnregisteredView, ...]
    gaps: Gaps
    batches: dict[int, str]
    trade: TradeSettings
    asked: str
    found: CodeView | None
    packed: Packing | None
    refused: BulkRefused | None
    problem: Label | None
    done: str
    table: str


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/goods?code=: everything of the trade that may ask for somebody; a code may be looked up."""
    return await _page(request, user, asked=request.query_params.get("code", "").strip()[:200])


async def pack(request: Request, user: StudioUser) -> Screen:
    """POST /studio/goods/packing: record a packing table, all of it or nothing."""
    table = str((await request.form()).get("table", ""))
    request.state.page_path = PATH
    answer = await request.app.state.engine.packing.read(
        user.brand, table.splitlines(keepends=True), user.name
    )
    if isinstance(answer, BulkRefused):
        return await _page(request, user, refused=answer, table=table)
    return await _page(request, user, packed=answer)


async def close_alarm(request: Request, user: StudioUser) -> Response:
    """POST /studio/goods/alarms/{id}: somebody is done with an alarm."""
    await request.app.state.engine.diversion.close(user.brand, request.path_params["alarm_id"], user.name)
    return RedirectResponse(f"{PATH}?done=alarm", 303)


async def settle_case(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/goods/cases/{id}: compensate, or close without."""
    case, service = request.path_params["case_id"], request.app.state.engine.service
    compensates = (await request.form()).get("step") == "compensate"
    request.state.page_path = PATH
    answer = await (service.compensate if compensates else service.close)(user.brand, case, user.name)
    if isinstance(answer, Refusal):
        return await _page(request, user, problem=answer.words)
    return RedirectResponse(f"{PATH}?done=case", 303)


async def change_settings(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/goods/settings: how clerks' codes and alarms work from now on."""
    form = await request.form()
    typed = {one.name: str(form.get(one.name, "")).strip() for one in fields(TradeSettings)}
    request.state.page_path = PATH
    figures = {
        name: int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0
        for name, text in typed.items()
    }
    limit = figures.pop("clerk_claims") if typed["clerk_claims"] else None
    figures.pop("clerk_claims", None)
    try:
        await request.app.state.engine.accounts.set_trade(
            user.brand, TradeSettings(clerk_claims=limit, **figures)
        )
    except Invalid as fault:
        return await _page(request, user, problem=fault.message)
    return RedirectResponse(f"{PATH}?done=settings", 303)


async def _page(
    request: Request,
    user: StudioUser,
    *,
    asked: str = "",
    packed: Packing | None = None,
    refused: BulkRefused | None = None,
    problem: Label | None = None,
    table: str = "",
) -> Screen:
    engine, found = request.app.state.engine, None
    if asked:
        try:
            found = await engine.packing.code(user.brand, asked)
        except NotFound:
            problem = Label("This is no code of your brand.", "这不是本品牌的码。")
    done = request.query_params.get("done", "")
    view = GoodsPage(
        await engine.diversion.alarms(user.brand),
        await engine.service.cases(user.brand),
        await engine.cartons.unregistered(user.brand),
        await engine.packing.gaps(user.brand),
        {batch.id: batch.name for batch in await engine.codes.batches(user.brand)},
        await engine.accounts.trade(user.brand),
        asked,
        found,
        packed,
        refused,
        problem,
        done if done in ("alarm", "case", "settings") else "",
        table,
    )
    return Screen("codes/goods.html", view, "goods", 422 if refused or problem else 200)


routes: list[BaseRoute] = [
    *screen(PATH, show),
    action(PATH + "/packing", pack, body_bytes_max=_BODY_BYTES_MAX),
    action(PATH + "/alarms/{alarm_id:id}", close_alarm),
    action(PATH + "/cases/{case_id:id}", settle_case),
    action(PATH + "/settings", change_settings),
]
