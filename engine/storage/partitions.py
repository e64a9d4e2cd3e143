"""On PostgreSQL the postings lie in a part for each month, by their ids, which are made in order of time.

The newest part is small whatever lies behind it, and a month that was archived is dropped as a whole. The parts of the
coming months are made ahead, by `migrate` and by the worker of any process that pays out. Should nobody have done so,
postings go to a last part that takes everything (`entry_rest`) and are moved when their month's part is made.
SQLite has no parts.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final

from engine import ids
from engine.storage.database import Database, Transaction

#: The month that runs and two more: a worker may be away for weeks.
_AHEAD: Final = 3
_MONTH: Final = re.compile(r"entry_(\d{4})_(\d\d)")
_PARTS: Final = "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'entry'::regclass"


class Partitions:
    """The parts of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make_ahead(self) -> tuple[str, ...]:
        """Make the parts of this month and the coming ones that do not exist; their names."""
        if self._database.dialect != "postgres":
            return ()
        now = datetime.now(UTC)  # ids go by the machine's clock, whatever the engine's says
        made = []
        async with self._database.transaction() as transaction:
            # Against another process that does the same; whoever writes postings is not stopped.
            await transaction.execute("LOCK TABLE entry IN SHARE UPDATE EXCLUSIVE MODE")
            there = {row["name"] for row in await transaction.fetch(_PARTS)}
            covered = await _covered(transaction)
            for start, end in _months(now, _AHEAD):
                name = f"entry_{start:%Y_%m}"
                if name not in there and ids.first_of(end) > covered:
                    low = max(ids.first_of(start), covered)
                    await _make(transaction, name, low, ids.first_of(end))
                    made.append(name)
        return tuple(made)

    async def drop_empty(self) -> tuple[str, ...]:
        """Drop the parts of past months in which nothing is left; their names."""
        if self._database.dialect != "postgres":
            return ()
        now = datetime.now(UTC)
        dropped = []
        for row in await self._database.fetch(_PARTS):
            name = str(row["name"])
            month = _MONTH.fullmatch(name)
            if month is None or (int(month[1]), int(month[2])) >= (now.year, now.month):
                continue
            async with self._database.transaction() as transaction:
                # Postings of past months are written no more, so a part that is empty stays so.
                if not await transaction.fetch(f"SELECT 1 AS one FROM {name} LIMIT 1"):
                    await transaction.execute(f"DROP TABLE {name}")
                    dropped.append(name)
        return tuple(dropped)


async def _covered(transaction: Transaction) -> int:
    """From which id on a month needs a part: before it lies what was there before the first part was made."""
    sql = "SELECT pg_get_expr(relpartbound, oid) AS bounds FROM pg_class WHERE relname = 'entry_before'"
    found = await transaction.fetch(sql)
    return int(found[0]["bounds"].rpartition("TO ('")[2].rstrip("')")) if found else 0


async def _make(transaction: Transaction, name: str, low: int, high: int) -> None:
    """A part for ids from `low` up to, not including, `high`, with what the last part holds of them."""
    await transaction.execute(f"CREATE TABLE {name} (LIKE entry INCLUDING ALL)")
    await transaction.execute(
        f"WITH moved AS (DELETE FROM entry_rest WHERE id >= $1 AND id < $2 RETURNING *)"
        f" INSERT INTO {name} SELECT * FROM moved",
        [low, high],
    )
    await transaction.execute(
        f"ALTER TABLE entry ATTACH PARTITION {name} FOR VALUES FROM ('{low}') TO ('{high}')"
    )


def _months(now: datetime, count: int) -> list[tuple[datetime, datetime]]:
    """First instants of the running month and the ones after it, each with that of the next."""
    number = now.year * 12 + now.month - 1
    starts = [datetime((number + n) // 12, (number + n) % 12 + 1, 1, tzinfo=UTC) for n in range(count + 1)]
    return list(pairwise(starts))
