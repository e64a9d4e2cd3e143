"""Months that are settled: their lines, each followed back, disputed and answered; a month as a file; payment confirmed."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from engine.api import Invalid, StudioUser, partners
from studio.composer.screens import Screen, action, file, screen, whole_number
from studio.partners.pages import ONE, PATH, SECTION
from studio.partners.views import Fault, OneLine, OneStatement

_STATEMENT: Final = ONE + "/statements/{number:id}"
_LINE: Final = ONE + "/lines/{line_id:id}"
PAGE_SIZE: Final = 100
_PIECE: Final = 500
_WORDS_MAX: Final = 600


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/partners/{id}/statements/{number}?after="""
    return await _page(request, user)


async def download(request: Request, user: StudioUser) -> Response:
    """GET /studio/partners/{id}/statements/{number}.csv: every line, amounts in the currency's main unit."""
    alliance_id, number = request.path_params["alliance_id"], request.path_params["number"]
    settling = request.app.state.engine.settling
    statement: partners.StatementView = await settling.statement(user.brand, alliance_id, number)

    async def rows() -> AsyncIterator[str]:
        yield "\ufeff" + _row("line", "kind", "at", "outlet", "issuer_owes", "honourer_owes", "currency")
        after = 0
        while lines := await settling.lines(user.brand, alliance_id, number, after=after, limit=_PIECE):
            for line in lines:
                owed = [amount.amount.replace(",", "") for amount in (line.issuer_owes, line.honourer_owes)]
                yield _row(
                    str(line.id),
                    line.kind,
                    line.at.isoformat(),
                    line.outlet,
                    *owed,
                    line.issuer_owes.currency,
                )
            after = lines[-1].id

    name = f"statement-{alliance_id}-{statement.month}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(rows(), media_type="text/csv; charset=utf-8", headers=headers)


def _row(*cells: str) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(f"'{cell}" if cell[:1] in "=+@\t\r" and cell else cell for cell in cells)
    return out.getvalue()


async def confirm(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/partners/{id}/statements/{number}/payment: the money has come."""
    alliance_id, number = request.path_params["alliance_id"], request.path_params["number"]
    try:
        await request.app.state.engine.settling.confirm(user.brand, alliance_id, number)
    except Invalid as refusal:
        return await _page(request, user, Fault("payment", "number", refusal.message))
    return RedirectResponse(f"{PATH}/{alliance_id}/statements/{number}", 303)


async def show_line(request: Request, user: StudioUser) -> Screen:
    """GET /studio/partners/{id}/lines/{line}: the decision behind it, computed again."""
    return await _line(request, user)


async def dispute(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/partners/{id}/lines/{line}/dispute: `words` say why the line is not accepted."""
    return await _say(request, user, "dispute")


async def answer(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/partners/{id}/lines/{line}/answer: what the other side says to it."""
    return await _say(request, user, "answer")


async def _say(request: Request, user: StudioUser, what: str) -> Screen | Response:
    alliance_id, line_id = request.path_params["alliance_id"], request.path_params["line_id"]
    words = str((await request.form()).get("words", ""))[:_WORDS_MAX]
    try:
        await getattr(request.app.state.engine.settling, what)(user.brand, alliance_id, line_id, words)
    except Invalid as refusal:
        return await _line(request, user, words, Fault(what, "words", refusal.message))
    return RedirectResponse(f"{PATH}/{alliance_id}/lines/{line_id}", 303)


async def _page(request: Request, user: StudioUser, fault: Fault | None = None) -> Screen:
    engine = request.app.state.engine
    alliance_id, number = request.path_params["alliance_id"], request.path_params["number"]
    request.state.page_path = f"{PATH}/{alliance_id}/statements/{number}"
    after = whole_number(request.query_params.get("after")) or 0
    statement = await engine.settling.statement(user.brand, alliance_id, number)
    lines = await engine.settling.lines(user.brand, alliance_id, number, after=after, limit=PAGE_SIZE + 1)
    more = lines[PAGE_SIZE - 1].id if len(lines) > PAGE_SIZE else None
    alliance = await engine.alliances.one(user.brand, alliance_id)
    view = OneStatement(alliance, statement, lines[:PAGE_SIZE], more, fault)
    return Screen("partners/statement.html", view, SECTION, 422 if fault else 200)


async def _line(request: Request, user: StudioUser, words: str = "", fault: Fault | None = None) -> Screen:
    engine = request.app.state.engine
    alliance_id, line_id = request.path_params["alliance_id"], request.path_params["line_id"]
    request.state.page_path = f"{PATH}/{alliance_id}/lines/{line_id}"
    proof: partners.LineProof = await engine.settling.line(user.brand, alliance_id, line_id)
    alliance = await engine.alliances.one(user.brand, alliance_id)
    mine = proof.dispute is not None and proof.dispute.raised_by.slug == user.brand
    view = OneLine(alliance, proof, mine, words, fault)
    return Screen("partners/line.html", view, SECTION, 422 if fault else 200)


routes: list[BaseRoute] = [
    file(_STATEMENT + ".csv", download),
    *screen(_STATEMENT, show),
    action(_STATEMENT + "/payment", confirm),
    *screen(_LINE, show_line),
    action(_LINE + "/dispute", dispute),
    action(_LINE + "/answer", answer),
]
