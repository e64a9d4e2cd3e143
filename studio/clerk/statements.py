"""The statement at the till: what is owed and paid, today's work, and the books of a month by day, also as a file."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from engine.api import ClerkIdentity, Invalid, MonthBooks
from studio.clerk.presenters import statement_page
from studio.clerk.sessions import for_clerks
from studio.public.brands import voice_for
from studio.rendering import render


async def show(request: Request, clerk: ClerkIdentity) -> Response:
    """GET /clerk/statement?month=2026-11: owed, paid, today's work, and what the month brought by day."""
    books = await _books(request, clerk)
    earned = await request.app.state.engine.outlets.statement(clerk)
    view = statement_page(earned, books, await voice_for(request, clerk.brand))
    return render(request, "clerk/statement.html", view)


async def file(request: Request, clerk: ClerkIdentity) -> Response:
    """GET /clerk/statement.csv?month=: the month's lines, oldest first, for the shop's own books."""
    books = await _books(request, clerk)
    voice = await voice_for(request, clerk.brand)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(
        [voice.t(f"clerk.csv_{name}") for name in ("at", "for", "what", "amount", "currency", "number")]
    )
    for day in reversed(books.days):
        for line in day.lines:
            table.writerow(
                [
                    line.at.astimezone(voice.zone).isoformat(timespec="seconds"),
                    voice.t("clerk.book_shop" if line.party == "store" else "clerk.book_own"),
                    _plain(voice.say(line.title)), line.amount.amount, line.amount.currency, line.grant_id,
                ]
            )  # fmt: skip
    name = f"{clerk.outlet_code}-{books.month:%Y-%m}.csv"
    return Response(
        "\ufeff" + text.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_safe(name)}"', "Cache-Control": "no-store"},
    )


async def _books(request: Request, clerk: ClerkIdentity) -> MonthBooks:
    asked = request.query_params.get("month", "")
    try:
        month = date.fromisoformat(f"{asked}-01") if asked else None
        books: MonthBooks = await request.app.state.engine.outlets.books(clerk, month)
    except (ValueError, Invalid):
        raise HTTPException(404) from None
    return books


def _plain(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def _safe(name: str) -> str:
    return "".join(one if one.isascii() and (one.isalnum() or one in "-.") else "-" for one in name)


routes: Final[list[BaseRoute]] = [
    Route("/clerk/statement", for_clerks(show)),
    Route("/clerk/statement.csv", for_clerks(file)),
]
