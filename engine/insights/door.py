"""Figures of campaigns by place, version and day, as known on any day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any, Final

from dsl.values import NO_WORDS, Label
from dsl.zones import local_date
from engine.campaigns.live import BrandState
from engine.campaigns.reports import Reports
from engine.core import Core
from engine.errors import Invalid
from engine.insights.adding_up import AddingUp
from engine.insights.cells import Cell
from engine.insights.figures import DIMENSIONS, Asked, Report, figures, summed
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
        today = local_date(self._core.clock.now(), state.zone)
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
