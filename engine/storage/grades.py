"""Grades of outlets: read for commands, written down for a whole brand, dropped when they are old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from dsl.zones import start_of_day
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.outlets.grading import window_of_day
from engine.storage.database import Database, Row, Transaction
from engine.storage.rows import columns_of, rows_of, to_record
from engine.trade_records import OutletGrade

_TOGETHER: Final = 1_000
#: What each outlet is graded by. A cancelled redemption counted until it was cancelled.
_COUNTED: Final = (
    "SELECT outlet.id, (SELECT count(*) FROM claim WHERE claim.brand = $1 AND claim.outlet_id = outlet.id"
    " AND claim.at_us >= $2 AND claim.at_us < $3 AND claim.kind = 'scan') AS claims,"
    " (SELECT count(*) FROM redemption WHERE redemption.brand = $1 AND redemption.outlet_id = outlet.id"
    " AND redemption.at_us >= $2 AND redemption.at_us < $3"
    " AND (redemption.cancelled_us IS NULL OR redemption.cancelled_us >= $3)) AS redemptions"
    " FROM outlet WHERE outlet.brand = $1"
)


async def load_grades(transaction: Transaction, world: World, want: Wants) -> None:
    """The grades that commands ask for, and what those are worked out from that nobody has written down yet."""
    wanted = want.grades.missing
    if not wanted:
        return
    table, args = rows_of(
        transaction, [("brand", "text"), ("outlet_id", "bigint"), ("day", "text")], sorted(wanted)
    )
    rows = await transaction.fetch(
        f"SELECT * FROM outlet_grade WHERE (brand, outlet_id, day) IN ({table})", args
    )
    world.put(to_record(OutletGrade, row) for row in rows)
    for brand, outlet_id, day in sorted(wanted - world.grades.keys()):
        zone = world.brands[brand].zone
        since, until = window_of_day(start_of_day(date.fromisoformat(day), zone), zone)
        found = await transaction.fetch(f"{_COUNTED} AND outlet.id = $4", [brand, since, until, outlet_id])
        counted = (found[0]["claims"], found[0]["redemptions"]) if found else (0, 0)
        world.graded_by[brand, outlet_id, day] = counted


class GradeStore:
    """Grades of all outlets of a brand."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counted(self, brand: str, since_us: int, until_us: int) -> Sequence[Row]:
        """Each outlet's id with its claims and redemptions within a stretch of time."""
        return await self._database.fetch(_COUNTED, [brand, since_us, until_us])

    async def write(self, rows: Sequence[OutletGrade]) -> None:
        """Write down what is not written yet: what was known first stays."""
        columns = columns_of(OutletGrade)
        names = ", ".join(name for name, _ in columns)
        for first in range(0, len(rows), _TOGETHER):
            values = [
                tuple(getattr(row, name) for name, _ in columns) for row in rows[first : first + _TOGETHER]
            ]
            async with self._database.transaction() as transaction:
                table, args = rows_of(transaction, columns, values)
                await transaction.execute(
                    f"INSERT INTO outlet_grade ({names}) {table} ON CONFLICT (key) DO NOTHING", args
                )

    async def of_day(self, brand: str, day: str) -> list[OutletGrade]:
        """The grades of a day that are written down."""
        rows = await self._database.fetch(
            "SELECT * FROM outlet_grade WHERE brand = $1 AND day = $2 ORDER BY outlet_id", [brand, day]
        )
        return [to_record(OutletGrade, row) for row in rows]

    async def of_outlet(self, brand: str, outlet_id: int, limit: int) -> list[OutletGrade]:
        """An outlet's newest grades, newest first."""
        rows = await self._database.fetch(
            "SELECT * FROM outlet_grade WHERE brand = $1 AND outlet_id = $2 ORDER BY day DESC LIMIT $3",
            [brand, outlet_id, limit],
        )
        return [to_record(OutletGrade, row) for row in rows]

    async def drop_before(self, brand: str, day: str) -> None:
        """Forget the grades of days before one."""
        async with self._database.transaction() as transaction:
            await transaction.execute("DELETE FROM outlet_grade WHERE brand = $1 AND day < $2", [brand, day])

    async def waits(self, brand: str) -> bool:
        """Whether the brand's nights are looked after."""
        rows = await self._database.fetch(
            "SELECT 1 AS one FROM wait WHERE brand = $1 AND person_id = 0 AND state = 'waiting'"
            " AND topic = 'grading' LIMIT 1",
            [brand],
        )
        return bool(rows)
