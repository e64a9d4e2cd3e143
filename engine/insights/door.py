"""Figures of campaigns by place, version and day, as known on any day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from dsl.values import NO_WORDS, Label
from dsl.zones import local_date, start_of_day
from engine.campaigns.live import BrandState
from engine.campaigns.reports import Reports
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid
from engine.insights.adding_up import AddingUp
from engine.insights.behind import LOOKED_AT, PAGE, Behind, Scanned
from engine.insights.cells import Cell, Place, Row, code_of
from engine.insights.figures import DIMENSIONS, Asked, Report, figures, summed
from engine.outlets.grading import grade_of
from engine.regions import NAMES
from engine.storage.figure_store import FigureStore

_FAR: Final = 99_999_999


class InsightDoor:
    """What campaigns came to."""

    def __init__(self, core: Core, store: FigureStore) -> None:
        self._core = core
        self._store = store
        self._adding = AddingUp(core, store)
        self._reports: Reports[Report] = Reports()

    async def keep_up(self) -> int:
        """Add up for good what has happened since; how many rows were read."""
        return await self._adding.keep_up()

    async def report(self, brand: str, asked: Asked) -> Report:
        """The figures of a brand. One that took long is shown again for a while. Raises `Invalid` and `NotFound`."""
        state = await self._core.brand(brand)
        if asked.by not in DIMENSIONS:
            raise Invalid("by", Label("there is no such dimension", "没有这个维度"))
        for name, value in asked.only:
            if name not in DIMENSIONS or isinstance(value, str) != (name == "region"):
                raise Invalid(name, Label("there is no such dimension", "没有这个维度"))
        if asked.until < asked.since:
            raise Invalid("until", Label("the last day is before the first", "结束日期早于开始日期"))
        today = await self.today(brand)
        margin = await self._store.margin(brand)
        return await self._reports.get(
            (brand, today, margin, asked), lambda: self._made(state, asked, margin)
        )

    async def _made(self, brand: BrandState, asked: Asked, margin: int | None) -> Report:
        column = DIMENSIONS[asked.by]
        since, until = (int(f"{day:%Y%m%d}") for day in (asked.since, asked.until))
        known = _FAR if asked.as_of is None else int(f"{asked.as_of:%Y%m%d}")
        only = {DIMENSIONS[name]: value for name, value in asked.only}
        await self._adding.keep_up()
        lines: dict[object, Counter[str]] = defaultdict(Counter)
        for key, (measure, amount) in await self._cells(brand.slug, since, until, known, column, only):
            lines[key][measure] += amount
        names = await self._names(brand, asked.by)
        told = [
            figures(str(key) if key else "", names.get(key, NO_WORDS), sums, brand.currency, margin)
            for key, sums in lines.items()
            if any(sums.values())
        ]
        if asked.by == "outlet":
            told = [
                replace(one, grade=grade_of(one.claims, one.redemptions, brand.trade) if one.key else None)
                for one in told
            ]
        if asked.by == "day":
            told.sort(key=lambda one: one.key)
        else:
            told.sort(key=lambda one: (not one.key, -one.claims, -one.scans, one.key))
        whole = figures("", NO_WORDS, summed(lines.values()), brand.currency, margin)
        return Report(asked, tuple(told), whole, margin)

    async def _cells(
        self, brand: str, since: int, until: int, known: int, column: str, only: Mapping[str, object]
    ) -> list[tuple[object, tuple[str, int]]]:
        """Amounts by the value of a column and by measure: those added up for good, and those of the last minutes."""
        while True:
            marks = await self._store.marks()
            kept = await self._store.sums(brand, since, until, known, [column], only)
            fresh = await self._adding.since(brand, marks)
            if (
                await self._store.marks() == marks
            ):  # else another worker has moved something from one to the other
                break
        found = [(row[column], (row["measure"], row["amount"])) for row in kept]
        return found + [
            (getattr(cell, column), (cell.measure, amount))
            for cell, amount in fresh.items()
            if since <= cell.day <= until and cell.known <= known and _is(cell, only)
        ]

    async def today(self, brand: str) -> date:
        """The calendar day in the brand's zone. Raises `NotFound`."""
        return local_date(self._core.clock.now(), (await self._core.brand(brand)).zone)

    async def names(self, brand: str, by: str) -> dict[str, Label]:
        """The names of all that figures are told apart by, by their keys. Raises `NotFound`."""
        return {
            str(key): name for key, name in (await self._names(await self._core.brand(brand), by)).items()
        }

    async def _names(self, brand: BrandState, by: str) -> dict[Any, Label]:
        match by:
            case "campaign":
                return {
                    one.id: version.program.campaign.title if version.program else Label(one.slug, one.slug)
                    for one in brand.campaigns
                    for version in [one.versions[-1]]
                }
            case "version":
                return {
                    version.id: Label(f"{one.slug} v{version.number}", f"{one.slug} v{version.number}")
                    for one in brand.campaigns
                    for version in one.versions
                }
            case "region":
                return dict(NAMES)
            case "outlet":
                return {
                    row["id"]: Label(f"{row['code']} {row['name_en']}", f"{row['code']} {row['name_zh']}")
                    for row in await self._store.outlets(brand.slug)
                }
            case "batch":
                return {batch.id: Label(batch.name, batch.name) for batch in brand.batches}
        return {}

    async def behind(
        self, brand: str, asked: Asked, what: str, *, before: int | None = None, limit: int = 50
    ) -> Behind:
        """The scans behind a figure of a report, newest first: its claims, or what was refused. Raises `NotFound`."""
        state = await self._core.brand(brand)
        only = dict(asked.only)
        span = [
            to_micros(start_of_day(day, state.zone)) for day in (asked.since, asked.until + timedelta(days=1))
        ]
        table = "refusal" if what == "refused" else "claim"
        wanted = [one.id for one in state.campaigns if only.get("campaign", one.id) == one.id]
        names = await self._names(state, "outlet")
        found: list[Scanned] = []
        mark, looked = before or 2**62, 0
        while looked < LOOKED_AT:
            rows = [
                row
                for one in wanted
                for row in await self._store.newest(table, brand, one, span[0], span[1], mark, PAGE)
            ]
            rows = sorted(rows, key=lambda row: -row["id"])[:PAGE]
            places = await self._adding.places(state, rows)
            for row in rows:
                place, code = places.of(row), code_of(row)
                mark, looked = row["id"], looked + 1
                batch = row["batch_id"] or (code[0] if code else 0)
                of = {
                    "outlet": place.outlet_id,
                    "region": place.region,
                    "batch": batch,
                    "version": row["version_id"] or 0,
                }
                if all(of.get(name, value) == value for name, value in only.items()):
                    found.append(self._scanned(state, row, place, code, names.get(place.outlet_id, NO_WORDS)))
                if len(found) == limit:
                    return Behind(tuple(found), mark)
            if len(rows) < PAGE:
                return Behind(tuple(found), None)
        return Behind(tuple(found), mark)

    def _scanned(
        self, brand: BrandState, row: Row, place: Place, code: tuple[int, int] | None, outlet: Label
    ) -> Scanned:
        campaign = brand.campaign(row["campaign_id"])
        version = brand.version(row["version_id"]) if row["version_id"] else None
        program = campaign.versions[-1].program if campaign else None
        batch = brand.batches_by_id.get(code[0]) if code else None
        return Scanned(
            row["id"],
            row["campaign_id"],
            program.campaign.title if program else NO_WORDS,
            from_micros(row["at_us"]),
            f"{batch.name} #{code[1]}" if batch and code else "",
            version.number if version else None,
            outlet,
            place.region,
            row["reason"],
        )

    async def margin(self, brand: str) -> int | None:
        """What the brand earns of a redeemed basket, per thousand; None where it has not said."""
        return await self._store.margin(brand)

    async def set_margin(self, brand: str, margin: int | None) -> None:
        """Keep what the brand earns of a redeemed basket. Raises `Invalid`."""
        await self._core.brand(brand)
        if margin is not None and not 0 <= margin <= 1_000:
            raise Invalid("margin", Label("use 0 to 100 percent", "请填写 0% 至 100%"))
        await self._store.set_margin(brand, margin)


def _is(cell: Cell, only: Mapping[str, object]) -> bool:
    return all(getattr(cell, column) == value for column, value in only.items())
