"""The codes that are good now, how often each was tried, and how often codes were asked for within a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.storage.database import Database, Transaction

DAY_US: Final = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Quota:
    """How often something may happen: `most` in 24 hours from the first (None: any number), of which `free` at any time and
    the others `apart_us` after the one before."""

    key: str
    most: int | None
    free: int
    apart_us: int


@dataclass(frozen=True, slots=True)
class NewCode:
    """A code for a number that an asker is sent, by its digest."""

    brand: str
    number: str
    asker: str
    digest: str
    good_until_us: int


@dataclass(frozen=True, slots=True)
class TooSoon:
    """A quota is used up until an instant."""

    key: str
    again_us: int


class _UsedUp(Exception):  # noqa: N818  # a signal that takes back what other quotas took, never seen outside
    def __init__(self, quota: Quota) -> None:
        super().__init__(quota.key)
        self.quota = quota


class CodeSentStore:
    """Each step is one transaction, so that two at once count as two. Rows of past days are dropped by the way."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, code: NewCode, quotas: Sequence[Quota], now_us: int) -> int | TooSoon:
        """Take from every quota and note a new code in place of the asker's last one; how many it makes for them."""
        try:
            async with self._database.transaction() as transaction:
                await transaction.execute("DELETE FROM code_quota WHERE last_us < $1", [now_us - 2 * DAY_US])
                await transaction.execute(
                    "DELETE FROM code_sent WHERE good_until_us < $1", [now_us - 2 * DAY_US]
                )
                for quota in quotas:
                    await self._take(transaction, code.brand, quota, now_us)
                rows = await transaction.fetch(
                    "INSERT INTO code_sent (key, brand, number, asker, digest, good_until_us, sent, tries)"
                    " VALUES ($1, $2, $3, $4, $5, $6, 1, 0) ON CONFLICT (key) DO UPDATE SET digest = excluded.digest,"
                    " good_until_us = excluded.good_until_us, tries = 0, sent = code_sent.sent + 1 RETURNING sent",
                    [
                        f"{code.number}|{code.asker}",
                        code.brand,
                        code.number,
                        code.asker,
                        code.digest,
                        code.good_until_us,
                    ],
                )
        except _UsedUp as error:
            return await self._again(error.quota)
        return int(rows[0]["sent"])

    async def _take(self, transaction: Transaction, brand: str, quota: Quota, now_us: int) -> None:
        most = 1 << 60 if quota.most is None else quota.most
        rows = await transaction.fetch(
            "INSERT INTO code_quota (key, brand, since_us, count, last_us) VALUES ($1, $2, $3, 1, $3)"
            " ON CONFLICT (key) DO UPDATE SET"
            " count = CASE WHEN code_quota.since_us <= $4 THEN 1 ELSE code_quota.count + 1 END,"
            " since_us = CASE WHEN code_quota.since_us <= $4 THEN excluded.since_us ELSE code_quota.since_us END,"
            " last_us = excluded.last_us"
            " WHERE (code_quota.since_us <= $4 OR code_quota.count < $5)"
            " AND (code_quota.count < $6 OR code_quota.last_us <= $7) RETURNING count",
            [quota.key, brand, now_us, now_us - DAY_US, most, quota.free, now_us - quota.apart_us],
        )
        if not rows:
            raise _UsedUp(quota)

    async def _again(self, quota: Quota) -> TooSoon:
        rows = await self._database.fetch("SELECT * FROM code_quota WHERE key = $1", [quota.key])
        if not rows:
            return TooSoon(quota.key, 0)
        row = rows[0]
        full = quota.most is not None and row["count"] >= quota.most
        day = int(row["since_us"]) + DAY_US if full else 0
        apart = int(row["last_us"]) + quota.apart_us if row["count"] >= quota.free else 0
        return TooSoon(quota.key, max(day, apart))

    async def attempt(self, number: str, asker: str, now_us: int, tries_max: int) -> str | None:
        """Count a try and tell the digest of the asker's good code; None where none is good or it was tried too often."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch(
                "UPDATE code_sent SET tries = tries + 1 WHERE key = $1 AND good_until_us > $2 AND tries < $3"
                " RETURNING digest",
                [f"{number}|{asker}", now_us, tries_max],
            )
        return rows[0]["digest"] if rows else None

    async def use(self, number: str, asker: str) -> None:
        """A code is good once."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE code_sent SET good_until_us = 0, digest = '' WHERE key = $1", [f"{number}|{asker}"]
            )
