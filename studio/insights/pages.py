"""The pages of figures: any measure by place, version or day, as CSV, and the scans behind each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import Invalid, Label, StudioUser, insights
from studio.composer.screens import Screen, action, file, screen, whole_number
from studio.forms import fields_of
from studio.i18n.locales import locale_of
from studio.insights.address import Wanted, wanted
from studio.insights.presenting import chips_of, page
from studio.insights.views import BehindPage

SECTION: Final = "insights"
#: Lines of a page; the file has them all.
_LINES: Final = 200
_SCANS: Final = 50
_WHAT: Final = ("claims", "refused")


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/insights?by=&measure=&since=&until=&as_of=&against=before and what narrows: the address is the report."""
    return await shown(request, user, request.query_params)


async def shown(
    request: Request, user: StudioUser, query: Mapping[str, str], fault: Label | None = None
) -> Screen:
    """The report that an address tells; with a fault, what was wrong with the form that was sent from it."""
    door = request.app.state.engine.insights
    asked = wanted(query, await today_of(request, user))
    report = await door.report(user.brand, asked.asked)
    before = await door.report(user.brand, asked.before) if asked.against else None
    names = await _names(door, user.brand, asked)
    reports = request.app.state.engine.kept_reports
    kept = (await reports.all(user.brand), reports.sends)
    view = page(asked, report, before, names, kept, most_shown=_LINES, fault=fault)
    return Screen("insights/report.html", view, SECTION, 422 if fault else 200)


async def as_csv(request: Request, user: StudioUser) -> Response:
    """GET /studio/insights.csv: the report as a file, one line for each, amounts in minor units."""
    asked = wanted(request.query_params, await today_of(request, user))
    report = await request.app.state.engine.insights.report(user.brand, asked.asked)
    name = f"{asked.by}-{asked.since}-{asked.until}.csv"
    return Response(
        insights.csv_of(report, locale_of(request)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


async def show_scans(request: Request, user: StudioUser) -> Screen:
    """GET /studio/insights/scans?…&what=claims|refused: the scans behind a figure, newest first."""
    door = request.app.state.engine.insights
    asked = wanted(request.query_params, await today_of(request, user))
    what = request.query_params.get("what", "")
    what = what if what in _WHAT else "claims"
    before = whole_number(request.query_params.get("before"))
    found = await door.behind(user.brand, asked.asked, what, before=before, limit=_SCANS)
    older = asked.url("/studio/insights/scans", what=what, before=found.before) if found.before else None
    view = BehindPage(
        what,
        asked.since.isoformat(),
        asked.until.isoformat(),
        chips_of(asked, await _names(door, user.brand, asked)),
        found.scans,
        older,
        asked.url(),
    )
    return Screen("insights/scans.html", view, SECTION)


async def set_margin(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/insights/margin: what the brand earns of a redeemed basket, in per cent with one decimal."""
    form = await fields_of(request)
    back = form.get("back", "")
    query = request.query_params
    try:
        await request.app.state.engine.insights.set_margin(user.brand, _per_thousand(form.get("margin", "")))
    except Invalid as refusal:
        return await shown(request, user, query, refusal.message)
    return RedirectResponse(
        f"/studio/insights?{back}" if back.isascii() and back.isprintable() else "/studio/insights", 303
    )


def _per_thousand(text: str) -> int | None:
    plain = text.strip().removesuffix("%").strip()
    if not plain:
        return None
    whole, _, tenth = plain.partition(".")
    if not (whole.isascii() and whole.isdecimal() and len(whole) <= 3) or not (
        tenth == "" or tenth in "0123456789"
    ):
        raise Invalid(
            "margin", Label("enter a percentage such as 40 or 37.5", "请填写百分比，例如 40 或 37.5")
        )
    return int(whole) * 10 + int(tenth or 0)


async def today_of(request: Request, user: StudioUser) -> date:
    """The calendar day in the brand's zone."""
    found: date = await request.app.state.engine.insights.today(user.brand)
    return found


async def _names(door: Any, brand: str, asked: Wanted) -> dict[tuple[str, str], Label]:
    found: dict[tuple[str, str], Label] = {}
    for name, value in asked.only:
        names = await door.names(brand, name)
        if str(value) in names:
            found[name, str(value)] = names[str(value)]
    return found


routes = [
    *screen("/studio/insights", show),
    file("/studio/insights.csv", as_csv),
    *screen("/studio/insights/scans", show_scans),
    action("/studio/insights/margin", set_margin),
]
