"""Alliances and the versions of what was agreed. Whatever both sides see raises the revisions of both brands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.alliances.agreement import Alliance
from engine.ids import new_id
from engine.records import Wait
from engine.storage.alliance_rows import alliance_of
from engine.storage.code_store import raise_revision
from engine.storage.database import Database, Row, Transaction
from engine.storage.rows import write_records


class AllianceStore:
    """Reads and writes behind agreements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, alliance: dict[str, Any], agreement: dict[str, Any]) -> int:
        """Insert an alliance with its first version; its id. Raises `Collision` when the issuer has one of that name."""
        alliance_id = new_id()
        async with self._database.transaction() as transaction:
            await _insert(transaction, "alliance", {"id": alliance_id, **alliance})
            await _insert(
                transaction, "agreement",
                {"id": new_id(), "brand": alliance["brand"], "alliance_id": alliance_id, "number": 1, **agreement},
            )  # fmt: skip
            await _told(transaction, alliance["brand"], alliance["honourer"])
        return alliance_id

    async def add_version(self, alliance_id: int, agreement: dict[str, Any]) -> int:
        """Insert a further version; its number. Raises LookupError where there is no such alliance."""
        async with self._database.transaction() as transaction:
            row = await _locked(transaction, alliance_id)
            last = await transaction.fetch(
                "SELECT max(number) AS number FROM agreement WHERE alliance_id = $1", [alliance_id]
            )
            number = int(last[0]["number"]) + 1
            await _insert(
                transaction, "agreement",
                {"id": new_id(), "brand": row["brand"], "alliance_id": alliance_id, "number": number, **agreement},
            )  # fmt: skip
        return number

    async def accept(self, alliance_id: int, number: int, side: str, now_us: int, first: Wait) -> bool:
        """Note that a side accepts a version; False where a newer one is agreed by both already.

        `first` is what closes the first month: written once, with the first version that both accept.
        """
        async with self._database.transaction() as transaction:
            await _locked(transaction, alliance_id)
            newer = await transaction.fetch(
                "SELECT 1 AS one FROM agreement WHERE alliance_id = $1 AND number > $2"
                " AND accepted_issuer_us IS NOT NULL AND accepted_honourer_us IS NOT NULL",
                [alliance_id, number],
            )
            if newer:
                return False
            await transaction.execute(
                f"UPDATE agreement SET accepted_{side}_us = coalesce(accepted_{side}_us, $3)"
                " WHERE alliance_id = $1 AND number = $2",
                [alliance_id, number, now_us],
            )
            agreed = await transaction.fetch(
                "SELECT 1 AS one FROM agreement WHERE alliance_id = $1 AND accepted_issuer_us IS NOT NULL"
                " AND accepted_honourer_us IS NOT NULL",
                [alliance_id],
            )
            waits = await transaction.fetch(
                "SELECT 1 AS one FROM wait WHERE subject_id = $1 AND topic = $2", [alliance_id, first.topic]
            )
            if agreed and not waits:
                await write_records(transaction, [first])
        return True

    async def give_notice(self, alliance_id: int, brand: str, ends_us: int, now_us: int) -> bool:
        """From an instant on nothing is issued; False where notice was given before."""
        async with self._database.transaction() as transaction:
            row = await _locked(transaction, alliance_id)
            if row["ends_us"] is not None:
                return False
            await transaction.execute(
                "UPDATE alliance SET ends_us = $2, noticed_us = $3, noticed_by = $4 WHERE id = $1",
                [alliance_id, ends_us, now_us, brand],
            )
        return True

    async def of(self, brand: str) -> list[tuple[Alliance, str | None]]:
        """Alliances in which the brand issues or takes coupons, the newest first, each with who has given notice."""
        rows = await self._database.fetch(
            "SELECT * FROM alliance WHERE brand = $1 OR honourer = $1 ORDER BY id DESC", [brand]
        )
        return [(await self._whole(row), row["noticed_by"]) for row in rows]

    async def one(self, brand: str, alliance_id: int) -> tuple[Alliance, str | None] | None:
        """An alliance of which the brand is a side."""
        rows = await self._database.fetch(
            "SELECT * FROM alliance WHERE id = $1 AND (brand = $2 OR honourer = $2)", [alliance_id, brand]
        )
        return (await self._whole(rows[0]), rows[0]["noticed_by"]) if rows else None

    async def _whole(self, row: Row) -> Alliance:
        agreed = await self._database.fetch(
            "SELECT * FROM agreement WHERE alliance_id = $1 ORDER BY number", [row["id"]]
        )
        return alliance_of(row, agreed)


async def _locked(transaction: Transaction, alliance_id: int) -> Row:
    """The alliance, held until the end: both brands' rows, which are always taken in one order, stand for it."""
    rows = await transaction.fetch("SELECT * FROM alliance WHERE id = $1", [alliance_id])
    if not rows:
        raise LookupError(f"there is no alliance {alliance_id}")
    await _told(transaction, rows[0]["brand"], rows[0]["honourer"])
    return (await transaction.fetch("SELECT * FROM alliance WHERE id = $1", [alliance_id]))[0]


async def _told(transaction: Transaction, *brands: str) -> None:
    for brand in sorted(brands):
        await raise_revision(transaction, brand)


async def _insert(transaction: Transaction, table: str, values: dict[str, Any]) -> None:
    columns = ", ".join(values)
    marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
    arguments: Sequence[Any] = list(values.values())
    await transaction.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", arguments)
