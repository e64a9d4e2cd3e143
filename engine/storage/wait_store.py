"""Reads what waits and is due."""

from __future__ import annotations

from typing import Final

from engine.records import Wait
from engine.storage.database import Database
from engine.storage.rows import to_record

_OPEN: Final = "('waiting', 'held')"


class WaitStore:
    """The queue of what time will go on with."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now_us: int, after: tuple[int, int], limit: int) -> list[Wait]:
        """Open waits that are due, in order, behind the instant and id of the last one seen."""
        rows = await self._database.fetch(
            f"SELECT * FROM wait WHERE state IN {_OPEN} AND due_us <= $1"
            " AND (due_us > $2 OR due_us = $2 AND id > $3) ORDER BY due_us, id LIMIT $4",
            [now_us, *after, limit],
        )
        return [to_record(Wait, row) for row in rows]

    async def next_due(self) -> int | None:
        """When the next open wait is due."""
        rows = await self._database.fetch(f"SELECT min(due_us) AS n FROM wait WHERE state IN {_OPEN}")
        return rows[0]["n"] if rows else None
