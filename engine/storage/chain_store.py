"""Reads of what the trade does with codes: registrations, diversions, service cases; and closing an alarm."""

from __future__ import annotations

from collections.abc import Iterable

from engine.storage.database import Database
from engine.storage.rows import to_record
from engine.trade_records import Diversion, Observation, Registration, ServiceCase

_NAMES_MAX = 500


class ChainStore:
    """Reads and writes behind cartons, alarms and service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def registrations(self, brand: str, outlet_id: int, limit: int) -> list[Registration]:
        """What an outlet has registered, newest first."""
        rows = await self._database.fetch(
            "SELECT * FROM registration WHERE brand = $1 AND outlet_id = $2 ORDER BY id DESC LIMIT $3",
            [brand, outlet_id, limit],
        )
        return [to_record(Registration, row) for row in rows]

    async def registered(self, brand: str, names: Iterable[str]) -> set[str]:
        """Which of some units somebody has registered."""
        wanted, found = list(names), set[str]()
        for start in range(0, len(wanted), _NAMES_MAX):
            some = wanted[start : start + _NAMES_MAX]
            marks = ", ".join(f"${place}" for place in range(2, len(some) + 2))
            rows = await self._database.fetch(
                f"SELECT name FROM registration WHERE brand = $1 AND name IN ({marks})", [brand, *some]
            )
            found.update(row["name"] for row in rows)
        return found

    async def claimed_packs(self, brand: str, since_us: int, limit: int) -> list[tuple[int, int, int]]:
        """Batch, serial and instant of the newest claims of codes."""
        rows = await self._database.fetch(
            "SELECT batch_id, serial, at_us FROM claim WHERE brand = $1 AND batch_id IS NOT NULL AND at_us >= $2"
            " ORDER BY id DESC LIMIT $3",
            [brand, since_us, limit],
        )
        return [(row["batch_id"], row["serial"], row["at_us"]) for row in rows]

    async def diversions(self, brand: str, limit: int) -> list[Diversion]:
        """Alarms, those that are open first, then the newest."""
        rows = await self._database.fetch(
            "SELECT * FROM diversion WHERE brand = $1 AND raised_us IS NOT NULL"
            " ORDER BY CASE WHEN closed_us IS NULL THEN 0 ELSE 1 END, raised_us DESC, id DESC LIMIT $2",
            [brand, limit],
        )
        return [to_record(Diversion, row) for row in rows]

    async def observations(self, brand: str, name: str | None, limit: int) -> list[Observation]:
        """Single observations, newest first, of one unit or of all."""
        where, args = ("", [brand, limit]) if name is None else (" AND name = $3", [brand, limit, name])
        rows = await self._database.fetch(
            f"SELECT * FROM observation WHERE brand = $1{where} ORDER BY id DESC LIMIT $2", args
        )
        return [to_record(Observation, row) for row in rows]

    async def cases(self, brand: str, limit: int) -> list[ServiceCase]:
        """Service cases, those that are open first, then the newest."""
        rows = await self._database.fetch(
            "SELECT * FROM service_case WHERE brand = $1"
            " ORDER BY CASE WHEN state = 'open' THEN 0 ELSE 1 END, id DESC LIMIT $2",
            [brand, limit],
        )
        return [to_record(ServiceCase, row) for row in rows]

    async def case_of(self, brand: str, name: str) -> ServiceCase | None:
        """The service case of a code."""
        rows = await self._database.fetch(
            "SELECT * FROM service_case WHERE brand = $1 AND name = $2", [brand, name]
        )
        return to_record(ServiceCase, rows[0]) if rows else None

    async def case(self, brand: str, case_id: int) -> ServiceCase | None:
        """A service case by id."""
        rows = await self._database.fetch(
            "SELECT * FROM service_case WHERE brand = $1 AND id = $2", [brand, case_id]
        )
        return to_record(ServiceCase, rows[0]) if rows else None
