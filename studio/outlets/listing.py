"""The outlets of a brand: the list with grades, one more, and many from a table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import BulkRefused, Invalid, Label, OutletView, StudioUser
from studio.composer.screens import Screen, action, file, screen, whole_number
from studio.outlets.views import GRADES, Fault, OutletLine, Outlets

PATH: Final = "/studio/outlets"
SECTION: Final = "outlets"
PAGE_SIZE: Final = 50
#: Twenty thousand lines, each character of them escaped in a form.
_BODY_BYTES_MAX: Final = 8_000_000
_FIELDS: Final = ("code", "name_en", "name_zh", "region", "dealer")
_ASKED_MAX: Final = 80


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/outlets?q=&grade=&page=&made="""
    return await _page(request, user)


async def download(request: Request, user: StudioUser) -> Response:
    """GET /studio/outlets.csv?q=&grade=: the list as asked for, such as the weak outlets that are pushed today."""
    lines, _ = _chosen(request, await _lines(request, user))
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        ("code", "name_en", "name_zh", "region", "dealer", "owner", "grade", "claims", "redemptions")
    )
    for one in lines:
        graded = one.grade
        table.writerow([
            one.outlet.code, *map(_cell, (one.outlet.name.en, one.outlet.name.zh)), one.outlet.region,
            _cell(one.outlet.dealer), _cell(one.owner), (graded.grade if graded else None) or "",
            graded.claims if graded else "", graded.redemptions if graded else "",
        ])  # fmt: skip
    headers = {"Content-Disposition": 'attachment; filename="outlets.csv"'}
    return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def _cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


async def add(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/outlets: one more outlet."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip()[:120] for name in _FIELDS}
    online = form.get("online") == "1"
    request.state.page_path = PATH
    name = Label(typed["name_en"] or typed["name_zh"], typed["name_zh"] or typed["name_en"])
    if not name.en:
        words = Label("Write a name in at least one language.", "请至少填写一种语言的名称。")
        return await _page(request, user, typed=typed, fault=Fault("add", "name_zh", words))
    try:
        made: OutletView = await request.app.state.engine.outlets.add_outlet(
            user.brand, typed["code"].upper(), name, typed["region"], online=online, dealer=typed["dealer"] or None
        )  # fmt: skip
    except Invalid as refusal:
        return await _page(request, user, typed=typed, fault=Fault("add", refusal.field, refusal.message))
    return RedirectResponse(f"{PATH}/{made.id}", 303)


async def bring_in(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/outlets/table: the outlets of a table, all of them or none."""
    table = str((await request.form()).get("table", ""))
    request.state.page_path = PATH
    answer = await request.app.state.engine.outlets.bring_in(user.brand, table)
    if isinstance(answer, BulkRefused):
        return await _page(request, user, table=table, refused=answer)
    return RedirectResponse(f"{PATH}?made={answer}", 303)


async def _lines(request: Request, user: StudioUser) -> list[OutletLine]:
    engine = request.app.state.engine
    graded = {one.outlet_id: one for one in await engine.grades.today(user.brand)}
    owners = await engine.outlets.owners(user.brand)
    return [
        OutletLine(one, graded.get(one.id), owners.get(one.id, ""))
        for one in await engine.outlets.all(user.brand)
    ]


def _chosen(request: Request, lines: list[OutletLine]) -> tuple[list[OutletLine], dict[str, int]]:
    """The lines that are asked for, and how many there are of each grade before it is chosen."""
    asked = request.query_params.get("q", "").strip()[:_ASKED_MAX].casefold()
    grade = request.query_params.get("grade", "")
    found = [one for one in lines if asked in _text_of(one)]
    tally = Counter(one.letter for one in found)
    return [one for one in found if grade not in GRADES or one.letter == grade], {
        each: tally[each] for each in GRADES
    }


def _text_of(one: OutletLine) -> str:
    outlet = one.outlet
    return " ".join(
        (outlet.code, outlet.name.en, outlet.name.zh, outlet.region, outlet.dealer, one.owner)
    ).casefold()


async def _page(
    request: Request,
    user: StudioUser,
    *,
    typed: dict[str, str] | None = None,
    table: str = "",
    fault: Fault | None = None,
    refused: BulkRefused | None = None,
) -> Screen:
    lines = await _lines(request, user)
    chosen, tally = _chosen(request, lines)
    pages = max(1, -(-len(chosen) // PAGE_SIZE))
    page = min(max(1, whole_number(request.query_params.get("page")) or 1), pages)
    grade = request.query_params.get("grade", "")
    view = Outlets(
        lines=tuple(chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]),
        total=len(lines),
        tally=tally,
        asked=request.query_params.get("q", "").strip()[:_ASKED_MAX],
        grade=grade if grade in GRADES else "",
        page=page,
        pages=pages,
        dealers=await request.app.state.engine.dealers.all(user.brand),
        typed=typed or dict.fromkeys(_FIELDS, ""),
        table=table,
        fault=fault,
        refused=refused,
        made=whole_number(request.query_params.get("made")),
    )
    return Screen("outlets/outlets.html", view, SECTION, 422 if fault or refused else 200)


routes: list[BaseRoute] = [
    file(PATH + ".csv", download),
    *screen(PATH, show),
    action(PATH, add),
    action(PATH + "/table", bring_in, body_bytes_max=_BODY_BYTES_MAX),
]
