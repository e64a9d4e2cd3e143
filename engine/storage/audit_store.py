"""Reads the whole book for the auditor, a page at a time, in one consistent snapshot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from engine.archive.carrying import own_key
from engine.records import Record
from engine.storage.database import Database, Row, Transaction
from engine.storage.rows import columns_of, to_record

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Archived:
    """Campaigns of which grants have been archived, and from which id to which those lay."""

    campaigns: frozenset[int] = frozenset()
    spans: tuple[tuple[int, int], ...] = ()

    def may_hold(self, grant_id: int) -> bool:
        """Whether a grant of this id can have been archived."""
        return any(first <= grant_id <= last for first, last in self.spans)


@dataclass(frozen=True, slots=True)
class Book:
    """An open snapshot."""

    transaction: Transaction
    brand: str | None

    async def every(self, record_type: type[Record]) -> AsyncIterator[Record]:
        """All rows of a table, in the order of their key."""
        key, kind = columns_of(record_type)[0]
        last: object = -1 if kind == "bigint" else ""
        while True:
            where, args = (
                ("", [last, _PAGE]) if self.brand is None else (" AND brand = $3", [last, _PAGE, self.brand])
            )
            rows = await self.transaction.fetch(
                f"SELECT * FROM {record_type.TABLE} WHERE {key} > $1{where} ORDER BY {key} LIMIT $2", args
            )
            for row in rows:
                yield to_record(record_type, row)
            if len(rows) < _PAGE:
                return
            last = rows[-1][key]

    async def figures(self, table: str, column: str) -> dict[str, int]:
        """All counters or balances by key."""
        where, args = ("", []) if self.brand is None else (" WHERE brand = $1", [self.brand])
        rows: list[Row] = await self.transaction.fetch(
            f"SELECT key, {column} AS figure FROM {table}{where}", args
        )
        return {row["key"]: row["figure"] for row in rows}

    async def carried(self, table: str) -> dict[str, int]:
        """The part of each balance, counter or tally whose rows have been archived."""
        found = {own_key(key): amount for key, amount in (await self.figures("carried", "amount")).items()}
        return {key: amount for (own, key), amount in found.items() if own == table}

    async def archived(self) -> Archived:
        """What has been archived."""
        where, args = ("", []) if self.brand is None else (" AND brand = $1", [self.brand])
        rows = await self.transaction.fetch(
            f"SELECT campaign_id, first_id, last_id FROM archive_file WHERE kind = 'grants'{where} ORDER BY first_id",
            args,
        )
        spans = tuple((row["first_id"], row["last_id"]) for row in rows)
        return Archived(frozenset(row["campaign_id"] for row in rows), spans)

    async def exposures(self) -> dict[str, int]:
        """Pages opened, by the name of their campaign's tally."""
        where, args = ("", []) if self.brand is None else (" AND brand = $1", [self.brand])
        rows = await self.transaction.fetch(
            "SELECT brand, campaign_id, count(*) AS n FROM exposure WHERE campaign_id IS NOT NULL"
            f"{where} GROUP BY brand, campaign_id",
            args,
        )
        return {f"{row['brand']}|c{row['campaign_id']}|scans": row["n"] for row in rows}


class AuditStore:
    """Opens the book."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def open(self, brand: str | None) -> AsyncIterator[Book]:
        """The book of a brand, or of all, as of one instant."""
        async with self._database.snapshot() as transaction:
            yield Book(transaction, brand)
