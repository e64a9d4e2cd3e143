"""Reads and writes of the brand's own themes, pictures, licences and page schedules. What decisions read raises the revision."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from typing import Any, Final

from engine.ids import new_id
from engine.pages.licence import Licence
from engine.pages.own_theme import OwnTheme
from engine.pages.page_book import PageBook
from engine.spi.themes import Theme
from engine.storage.code_store import raise_revision
from engine.storage.database import Database, Row
from engine.storage.page_reading import VERSIONS, read_book, read_licences, theme_of

#: The part of this process, so that processes that count do not wait for each other.
_PART: Final = os.getpid() % 16


class PageStore:
    """What the studio keeps of pages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def book(self, brand: str, themes: Mapping[str, Theme]) -> PageBook:
        """The pages as of now."""
        return await read_book(self._database, brand, themes)

    async def add(self, table: str, values: dict[str, Any], *, revise: bool = True) -> int:
        """Insert a row of one of these tables and tell every process; the row's id. Raises `Collision`."""
        return (await self.add_all([(table, values)], revise=revise))[0]

    async def add_all(self, rows: list[tuple[str, dict[str, Any]]], *, revise: bool = True) -> list[int]:
        """Insert rows together; their ids. A row may name its own id."""
        ids = []
        async with self._database.transaction() as transaction:
            for table, values in rows:
                named = {"id": new_id(), **values}
                columns = ", ".join(named)
                marks = ", ".join(f"${place}" for place in range(1, len(named) + 1))
                await transaction.execute(
                    f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(named.values())
                )
                ids.append(int(named["id"]))
            if revise:
                await raise_revision(transaction, rows[0][1]["brand"])
        return ids

    async def rows(self, table: str, brand: str, order: str = "id") -> list[Row]:
        """All rows of a brand in one of these tables."""
        return await self._database.fetch(f"SELECT * FROM {table} WHERE brand = $1 ORDER BY {order}", [brand])

    async def versions(self, brand: str, themes: Mapping[str, Theme]) -> list[tuple[OwnTheme, Row]]:
        """Every version of the brand's own themes, the oldest first, with its row."""
        rows = await self._database.fetch(
            f"{VERSIONS} WHERE own_theme_version.brand = $1 ORDER BY own_theme_version.id", [brand]
        )
        return [(theme_of(row, themes), row) for row in rows]

    async def licences(self, brand: str) -> dict[int, Licence]:
        """The brand's licences by id."""
        return await read_licences(self._database, brand)

    async def call_off(self, brand: str, plan_id: int, now_us: int) -> bool:
        """Take back a plan that has not begun; whether there was one."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch(
                "UPDATE page_plan SET called_off_us = $3 WHERE brand = $1 AND id = $2 AND called_off_us IS NULL"
                " AND starts_us > $3 RETURNING id",
                [brand, plan_id, now_us],
            )
            await raise_revision(transaction, brand)
        return bool(rows)

    async def file(self, brand: str, picture_id: int, media_type: str) -> bytes | None:
        """A rendition's bytes."""
        rows = await self._database.fetch(
            "SELECT data FROM picture_file WHERE brand = $1 AND picture_id = $2 AND media_type = $3",
            [brand, picture_id, media_type],
        )
        return base64.b64decode(rows[0]["data"]) if rows else None

    async def count_views(self, brand: str, licences: tuple[int, ...], day: int) -> None:
        """One page more with pictures under these licences."""
        for licence in sorted(licences):
            await self._database.execute(
                "INSERT INTO page_view (id, brand, licence_id, day, part, views) VALUES ($1, $2, $3, $4, $5, 1)"
                " ON CONFLICT (brand, licence_id, day, part) DO UPDATE SET views = page_view.views + 1",
                [new_id(), brand, licence, day, _PART],
            )

    async def views(self, brand: str, licence_id: int) -> list[Row]:
        """How many pages were shown under a licence on each day."""
        return await self._database.fetch(
            "SELECT day, sum(views) AS views FROM page_view WHERE brand = $1 AND licence_id = $2"
            " GROUP BY day ORDER BY day",
            [brand, licence_id],
        )
