"""Reads held claims and who guesses codes."""

from __future__ import annotations

from engine.fraud.rows import Guesser
from engine.records import Wait
from engine.storage.database import Database
from engine.storage.rows import to_record


class ReviewStore:
    """Reads, none of which locks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reviews(self, brand: str, limit: int) -> list[Wait]:
        """Held claims, oldest first, then the newest of the others."""
        held = await self._database.fetch(
            "SELECT * FROM wait WHERE brand = $1 AND topic = 'review' AND state = 'waiting' ORDER BY id LIMIT $2",
            [brand, limit],
        )
        over = await self._database.fetch(
            "SELECT * FROM wait WHERE brand = $1 AND topic = 'review' AND state <> 'waiting' ORDER BY id DESC LIMIT $2",
            [brand, limit],
        )
        return [to_record(Wait, row) for row in (*held, *over)]

    async def review(self, brand: str, wait_id: int) -> Wait | None:
        """One of them."""
        rows = await self._database.fetch(
            "SELECT * FROM wait WHERE brand = $1 AND id = $2 AND topic = 'review'", [brand, wait_id]
        )
        return to_record(Wait, rows[0]) if rows else None

    async def guesser(self, key: str) -> Guesser | None:
        """What is known of a sender of wrong codes."""
        rows = await self._database.fetch("SELECT * FROM guesser WHERE key = $1", [key])
        return to_record(Guesser, rows[0]) if rows else None
