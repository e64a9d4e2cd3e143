"""From reports to views. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from engine.api import Label, insights
from studio.insights.address import MEASURES, Wanted
from studio.insights.charts import Days, days
from studio.insights.tiles import PLACES, Tile, tiles
from studio.insights.views import Chip, Choice, InsightPage, Line, Step

_FUNNEL: Final = ("exposures", "scans", "claims", "redemptions", "again")


def amount_of(figures: insights.Figures, measure: str) -> int:
    """A measure of a line; money in minor units, 0 where it is not known."""
    found = getattr(figures, measure)
    if found is None:
        return 0
    return found if isinstance(found, int) else int(found.minor)


def funnel(total: insights.Figures) -> tuple[Step, ...]:
    """From an opened page to the next purchase. Each step's share is of the first that was counted."""
    counts = [getattr(total, name) for name in _FUNNEL]
    most = max([1, *counts])
    return tuple(
        Step(name, count, count * 1_000 // most, insights.share(count, counts[place - 1]) if place else None)
        for place, (name, count) in enumerate(zip(_FUNNEL, counts, strict=True))
    )


def day_of(key: str) -> date:
    """The day of a line."""
    return date(int(key[:4]), int(key[4:6]), int(key[6:]))


def by_day(report: insights.Report, measure: str, events: tuple[tuple[date, str], ...] = ()) -> Days:
    """The bars of a report told apart by days."""
    amounts = {day_of(one.key): amount_of(one, measure) for one in report.lines if one.key}
    return days(amounts, report.asked.since, report.asked.until, events)


def map_of(report: insights.Report, measure: str, url: Callable[[str], str | None]) -> tuple[Tile, ...]:
    """The tiles of a report told apart by regions; cities count to their province."""
    amounts: dict[str, int] = {}
    for one in report.lines:
        province = "-".join(one.key.split("-")[:2])
        if province in PLACES:
            amounts[province] = amounts.get(province, 0) + amount_of(one, measure)
    return tiles(amounts, {code: url(code) for code in amounts})


def lines(
    report: insights.Report, before: insights.Report | None, wanted: Wanted, most_shown: int
) -> tuple[Line, ...]:
    """The lines of a report, beside the same lines of the days before."""
    earlier = {one.key: one for one in before.lines} if before else {}
    most = max([1, *(amount_of(one, wanted.measure) for one in report.lines)])
    return tuple(
        Line(
            one,
            earlier.get(one.key),
            wanted.narrowed(one.key),
            scans_url(wanted, one.key),
            max(0, amount_of(one, wanted.measure)) * 1_000 // most,
        )
        for one in report.lines[:most_shown]
    )


def scans_url(wanted: Wanted, key: str) -> str | None:
    """Where a line's claims are listed one by one."""
    path = "/studio/insights/scans"
    if wanted.by == "day":
        day = f"{key[:4]}-{key[4:6]}-{key[6:]}"
        return wanted.url(path, since=day, until=day)
    return wanted.url(path, **{wanted.by: key}) if key else None


def page(
    wanted: Wanted,
    report: insights.Report,
    before: insights.Report | None,
    names: dict[tuple[str, str], Label],
    kept: tuple[tuple[insights.KeptReport, ...], bool],
    *,
    most_shown: int,
    fault: Label | None = None,
) -> InsightPage:
    """The whole page."""
    chips = chips_of(wanted, names)
    total = Line(
        report.total, before.total if before else None, None, wanted.url("/studio/insights/scans"), 0
    )
    return InsightPage(
        wanted.by,
        wanted.measure,
        wanted.since.isoformat(),
        wanted.until.isoformat(),
        wanted.as_of.isoformat() if wanted.as_of else "",
        wanted.against,
        report.margin,
        tuple(Choice(name, wanted.url(by=name), name == wanted.by) for name in insights.DIMENSIONS),
        tuple(Choice(name, wanted.url(measure=name), name == wanted.measure) for name in MEASURES),
        chips,
        funnel(report.total),
        lines(report, before, wanted, most_shown),
        total,
        by_day(report, wanted.measure) if wanted.by == "day" else None,
        map_of(report, wanted.measure, wanted.narrowed) if wanted.by == "region" else (),
        wanted.url("/studio/insights.csv"),
        wanted.url(),
        wanted.url("").removeprefix("?"),
        *kept,
        fault,
    )


def chips_of(wanted: Wanted, names: dict[tuple[str, str], Label]) -> tuple[Chip, ...]:
    """What a report is narrowed to."""
    return tuple(
        Chip(
            name,
            str(value),
            names.get((name, str(value)), Label(str(value), str(value))),
            wanted.url("/studio/insights", **{name: None}),
        )
        for name, value in wanted.only
    )
