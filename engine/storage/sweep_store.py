"""How far each day's occasions have been told, and who comes next. A lease runs out when the worker dies."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from engine.occasions.due import Occasion
from engine.records import Consumer, Sweep
from engine.storage.database import Database
from engine.storage.rows import to_record

LEASE_US: Final = 60_000_000


class SweepStore:
    """Sweeps, one row each."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, occasion: Occasion, worker: str, now_us: int) -> Sweep | None:
        """The sweep, leased to the worker; None when it is done or another worker's."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO sweep (key, brand, campaign_id, past_us, past_id, lease_by, lease_us)"
                " VALUES ($1, $2, $3, 0, 0, '', 0) ON CONFLICT (key) DO NOTHING",
                [occasion.key, occasion.brand, occasion.campaign_id],
            )
            lock = " FOR UPDATE" if transaction.dialect == "postgres" else ""
            (row,) = await transaction.fetch(f"SELECT * FROM sweep WHERE key = $1{lock}", [occasion.key])
            sweep: Sweep = to_record(Sweep, row)
            if sweep.done_us is not None or (sweep.lease_us > now_us and sweep.lease_by != worker):
                return None
            taken = replace(sweep, lease_by=worker, lease_us=now_us + LEASE_US)
            await transaction.execute(
                "UPDATE sweep SET lease_by = $2, lease_us = $3 WHERE key = $1",
                [taken.key, taken.lease_by, taken.lease_us],
            )
            return taken

    async def done(self, keys: list[str]) -> set[str]:
        """Those sweeps that are finished."""
        if not keys:
            return set()
        marks = ", ".join(f"${place}" for place in range(1, len(keys) + 1))
        rows = await self._database.fetch(
            f"SELECT key FROM sweep WHERE key IN ({marks}) AND done_us IS NOT NULL", keys
        )
        return {row["key"] for row in rows}

    async def next_people(self, occasion: Occasion, sweep: Sweep, limit: int) -> list[Consumer]:
        """The next persons of the day, in the order of the sweep."""
        if occasion.kind == "birthday":
            marks = ", ".join(f"${place}" for place in range(4, 4 + len(occasion.birthdays)))
            sql = (
                f"SELECT * FROM consumer WHERE brand = $1 AND birthday IN ({marks}) AND id > $2"
                " ORDER BY id LIMIT $3"
            )
            args: list[object] = [occasion.brand, sweep.past_id, limit, *occasion.birthdays]
        else:
            sql = (
                "SELECT * FROM consumer WHERE brand = $1 AND last_claim_us >= $2 AND last_claim_us < $3"
                " AND (last_claim_us, id) > ($4, $5) AND person_id = id ORDER BY last_claim_us, id LIMIT $6"
            )
            past = [sweep.past_us, sweep.past_id]
            args = [occasion.brand, occasion.since_us, occasion.until_us, *past, limit]
        return [to_record(Consumer, row) for row in await self._database.fetch(sql, args)]

    async def keep(self, sweep: Sweep) -> None:
        """Note how far a sweep has come, unless another worker has taken it meanwhile."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "UPDATE sweep SET past_us = $3, past_id = $4, done_us = $5 WHERE key = $1 AND lease_by = $2",
                [sweep.key, sweep.lease_by, sweep.past_us, sweep.past_id, sweep.done_us],
            )
