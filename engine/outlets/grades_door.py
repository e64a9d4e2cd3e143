"""Grades of outlets: written down each night, and shown with the outlets that are pushed because they are weak."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dsl.zones import local_date
from engine.core import Core
from engine.outlets.grading import grade_key, grade_of, window_of_day
from engine.outlets.nights import LookAfterNights
from engine.records import Wait
from engine.storage.grades import GradeStore
from engine.trade_records import OutletGrade

#: How long grades are kept: a year, and the month that compares with it.
KEPT: Final = timedelta(days=400)
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class GradeView:
    """An outlet's grade of a day, None where too few claims tell, and what it is worked out from."""

    outlet_id: int
    day: date
    grade: str | None
    claims: int
    redemptions: int


class GradeDoor:
    """Grades of a brand's outlets."""

    def __init__(self, core: Core, store: GradeStore) -> None:
        self._core = core
        self._store = store

    async def today(self, brand: str) -> tuple[GradeView, ...]:
        """The grade of each outlet that is graded today, as it holds for the whole day; those of outlets that nobody has
        asked for since midnight are written down."""
        now, state = self._core.clock.now(), await self._core.brand(brand)
        await self.write(brand, now)
        return tuple(map(_view, await self._store.of_day(brand, local_date(now, state.zone).isoformat())))

    async def history(self, brand: str, outlet_id: int) -> tuple[GradeView, ...]:
        """An outlet's newest grades, newest first."""
        return tuple(map(_view, await self._store.of_outlet(brand, outlet_id, _SHOWN)))

    async def write(self, brand: str, now: datetime) -> None:
        """Write down the grades of today that are not written yet."""
        state = await self._core.brand(brand)
        day = local_date(now, state.zone)
        known = {row.outlet_id for row in await self._store.of_day(brand, day.isoformat())}
        counted = await self._store.counted(brand, *window_of_day(now, state.zone))
        await self._store.write(
            [
                OutletGrade(
                    grade_key(brand, row["id"], day.isoformat()), brand, row["id"], day.isoformat(),
                    grade_of(row["claims"], row["redemptions"], state.trade), row["claims"], row["redemptions"],
                )
                for row in counted
                if row["id"] not in known
            ]
        )  # fmt: skip

    async def night(self, wait: Wait) -> bool:
        """Midnight has come: today's grades are written down, the oldest are dropped."""
        now = self._core.clock.now()
        await self.write(wait.brand, now)
        zone = (await self._core.brand(wait.brand)).zone
        await self._store.drop_before(wait.brand, (local_date(now, zone) - KEPT).isoformat())
        return True

    async def look_after(self, brand: str) -> None:
        """See to it that the brand's outlets are graded each night."""
        if not await self._store.waits(brand):
            await self._core.settle(LookAfterNights(brand, self._core.clock.now()))


def _view(row: OutletGrade) -> GradeView:
    return GradeView(row.outlet_id, date.fromisoformat(row.day), row.grade, row.claims, row.redemptions)
