"""Prizes that are to be sent: who waits for what, lists for the warehouse and back, and what became of each."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any, Final, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import BulkRefused, Invalid, Label, ParcelView, StudioUser
from studio.accounts.permissions import right, sees_identities
from studio.composer.screens import Screen, action, screen, secret_file, whole_number

PATH: Final = "/studio/prizes"
SECTION: Final = "prizes"
STATES: Final = ("to_pack", "sent", "asked", "returned", "delivered", "lapsed", "cancelled")
#: What may be done next, by state.
NEXT: Final = {
    "asked": ("delivered",), "to_pack": ("sent", "delivered"), "sent": ("delivered", "returned"), "returned": ("sent",),
}  # fmt: skip
_PAGE, _FILE_MAX = 100, 20_000
_BODY_BYTES_MAX: Final = 2_000_000


@dataclass(frozen=True, slots=True)
class Prizes:
    """The prizes of a state, how many there are of each, and what is wrong with what was typed."""

    parcels: tuple[ParcelView, ...]
    state: str
    tally: dict[str, int]
    next: dict[str, tuple[str, ...]]
    older: int | None
    plain: bool
    table: str
    refused: BulkRefused | None
    fault: Label | None
    fault_at: int
    noted: int | None


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/prizes?state=&before="""
    return await _page(request, user)


async def download(request: Request, user: StudioUser) -> Response:
    """GET /studio/prizes/list.csv?state=to_pack: the list for the warehouse; only for who may know where people live."""
    if not _plain(user):
        raise HTTPException(403)
    parcels, before, engine = list[ParcelView](), None, request.app.state.engine
    while len(parcels) < _FILE_MAX:
        part = await engine.parcels.all(user.brand, _state(request), before=before, masked=False)
        parcels += part
        if len(part) < _PAGE:
            break
        before = part[-1].id
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(("parcel", "prize", "name", "mobile", "region", "street", "carrier", "number"))
    for one in parcels:
        where = one.address
        told = (where.name, where.mobile, where.region, where.street) if where else ("", "", "", "")
        table.writerow([f"'{one.id}", *map(_cell, (one.title.zh, *told, one.carrier, one.number))])
    headers = {"Content-Disposition": 'attachment; filename="prizes.csv"', "Cache-Control": "no-store"}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text and text[0] in "=+-@\t\r" else text


async def read(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/prizes/table: what the warehouse has sent, with carrier and number."""
    table = str((await request.form()).get("table", ""))
    request.state.page_path = PATH
    answer = await request.app.state.engine.parcels.read(user.brand, table, user.name)
    if isinstance(answer, BulkRefused):
        return await _page(request, user, table=table, refused=answer)
    return RedirectResponse(f"{PATH}?state=sent&noted={answer}", 303)


async def move(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/prizes/{id}: sent, delivered or returned."""
    form, number = await request.form(), request.path_params["parcel_id"]
    step, state = str(form.get("step", "")), str(form.get("state", ""))
    request.state.page_path = PATH
    if step not in ("sent", "delivered", "returned"):
        raise HTTPException(404)
    carrier, by = str(form.get("carrier", ""))[:200], str(form.get("number", ""))[:200]
    try:
        answer = await request.app.state.engine.parcels.move(
            user.brand, number, cast(Any, step), user.name, carrier=carrier, number=by
        )
    except Invalid as refusal:
        return await _page(request, user, state, fault=refusal.message, fault_at=number)
    if isinstance(answer, Label):
        return await _page(request, user, state, fault=answer, fault_at=number)
    return RedirectResponse(f"{PATH}?state={state if state in STATES else step}", 303)


def _plain(user: StudioUser) -> bool:
    """Whether this person sees where winners live: who looks after prizes and may know people."""
    return sees_identities(user.role) and right(user.role, SECTION) == "change"


def _state(request: Request) -> str:
    asked = request.query_params.get("state", "")
    return asked if asked in STATES else STATES[0]


async def _page(
    request: Request,
    user: StudioUser,
    state: str = "",
    *,
    table: str = "",
    refused: BulkRefused | None = None,
    fault: Label | None = None,
    fault_at: int = 0,
) -> Screen:
    parcels = request.app.state.engine.parcels
    state = state if state in STATES else _state(request)
    before = whole_number(request.query_params.get("before"))
    found = await parcels.all(user.brand, state, before=before, masked=not _plain(user))
    tally = await parcels.tally(user.brand)
    view = Prizes(
        found, state, {one: tally.get(one, 0) for one in STATES}, dict(NEXT), found[-1].id if len(found) == _PAGE else None,
        _plain(user), table, refused, fault, fault_at, whole_number(request.query_params.get("noted")),
    )  # fmt: skip
    return Screen("prizes/prizes.html", view, SECTION, 422 if refused or fault else 200)


routes: list[BaseRoute] = [
    secret_file(PATH + "/list.csv", download),
    *screen(PATH, show),
    action(PATH + "/table", read, body_bytes_max=_BODY_BYTES_MAX),
    action(PATH + "/{parcel_id:id}", move),
]
