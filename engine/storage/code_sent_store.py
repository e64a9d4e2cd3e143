"""The one code that is good for a number now, how often it was tried, and how many were sent today."""

from __future__ import annotations

from engine.storage.database import Database


class CodeSentStore:
    """One row a number; each step is one statement, so that two at once count as two."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(
        self,
        key: str,
        brand: str,
        digest: str,
        good_until_us: int,
        now_us: int,
        before_us: int,
        day: str,
        a_day: int,
    ) -> int | None:
        """Note a new code in place of the last one, sent before an instant; how many it makes, None for too many."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch(
                "INSERT INTO code_sent (key, brand, digest, good_until_us, sent_us, day, today, sent, tries)"
                " VALUES ($1, $2, $3, $4, $5, $6, 1, 1, 0) ON CONFLICT (key) DO UPDATE SET digest = excluded.digest,"
                " good_until_us = excluded.good_until_us, sent_us = excluded.sent_us, tries = 0,"
                " today = CASE WHEN code_sent.day = excluded.day THEN code_sent.today + 1 ELSE 1 END,"
                " day = excluded.day, sent = code_sent.sent + 1"
                " WHERE code_sent.sent_us <= $7 AND (code_sent.day <> excluded.day OR code_sent.today < $8)"
                " RETURNING sent",
                [key, brand, digest, good_until_us, now_us, day, before_us, a_day],
            )
        return rows[0]["sent"] if rows else None

    async def attempt(self, key: str, now_us: int, tries_max: int) -> str | None:
        """Count a try and tell the digest of the good code; None where none is good or it was tried too often."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch(
                "UPDATE code_sent SET tries = tries + 1 WHERE key = $1 AND good_until_us > $2 AND tries < $3"
                " RETURNING digest",
                [key, now_us, tries_max],
            )
        return rows[0]["digest"] if rows else None

    async def use(self, key: str) -> None:
        """A code is good once."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE code_sent SET good_until_us = 0, digest = '' WHERE key = $1", [key]
            )
