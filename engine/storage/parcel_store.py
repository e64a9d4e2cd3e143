"""Reads of prizes that travel."""

from __future__ import annotations

from collections.abc import Sequence

from engine.parcels.rows import Parcel, ParcelMove
from engine.storage.database import Database
from engine.storage.rows import to_record


class ParcelStore:
    """Plain reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_accounts(self, brand: str, accounts: Sequence[int]) -> list[Parcel]:
        """The parcels of accounts, newest first."""
        if not accounts:
            return []
        marks = ", ".join(f"${place}" for place in range(2, len(accounts) + 2))
        rows = await self._database.fetch(
            f"SELECT * FROM parcel WHERE brand = $1 AND person_id IN ({marks}) ORDER BY id DESC LIMIT 100",
            [brand, *accounts],
        )
        return [to_record(Parcel, row) for row in rows]

    async def in_state(self, brand: str, state: str, before: int | None, limit: int) -> list[Parcel]:
        """A brand's parcels in a state, newest first, with ids below `before`."""
        rows = await self._database.fetch(
            "SELECT * FROM parcel WHERE brand = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
            [brand, state, before or 2**62, limit],
        )
        return [to_record(Parcel, row) for row in rows]

    async def tally(self, brand: str) -> dict[str, int]:
        """How many parcels there are in each state."""
        rows = await self._database.fetch(
            "SELECT state, count(*) AS number FROM parcel WHERE brand = $1 GROUP BY state", [brand]
        )
        return {row["state"]: row["number"] for row in rows}

    async def some(self, brand: str, ids: Sequence[int]) -> dict[int, Parcel]:
        """Those of a brand's parcels that exist, by id."""
        found: dict[int, Parcel] = {}
        for first in range(0, len(ids), 500):
            part = ids[first : first + 500]
            marks = ", ".join(f"${place}" for place in range(2, len(part) + 2))
            rows = await self._database.fetch(
                f"SELECT * FROM parcel WHERE brand = $1 AND id IN ({marks})", [brand, *part]
            )
            found |= {row["id"]: to_record(Parcel, row) for row in rows}
        return found

    async def moves(self, brand: str, parcel_id: int) -> list[ParcelMove]:
        """How a parcel came to where it is, oldest first."""
        rows = await self._database.fetch(
            "SELECT * FROM parcel_move WHERE brand = $1 AND parcel_id = $2 ORDER BY at_us, id",
            [brand, parcel_id],
        )
        return [to_record(ParcelMove, row) for row in rows]
