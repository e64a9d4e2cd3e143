"""Reports that people keep under a name."""

from __future__ import annotations

from typing import Any

from engine.storage.database import Database, Row


class ViewStore:
    """Kept reports of brands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, brand: str) -> list[Row]:
        """A brand's kept reports by name."""
        return await self._database.fetch("SELECT * FROM saved_view WHERE brand = $1 ORDER BY name", [brand])

    async def one(self, brand: str, view_id: int) -> Row | None:
        """A kept report."""
        rows = await self._database.fetch(
            "SELECT * FROM saved_view WHERE brand = $1 AND id = $2", [brand, view_id]
        )
        return rows[0] if rows else None

    async def add(self, values: dict[str, Any]) -> None:
        """Keep one more. Raises `Collision` for a name that is taken."""
        names = ", ".join(values)
        marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        async with self._database.transaction() as transaction:
            await transaction.execute(
                f"INSERT INTO saved_view ({names}) VALUES ({marks})", list(values.values())
            )

    async def send_to(self, brand: str, view_id: int, every: str, address: str, locale: str) -> None:
        """How often a report goes where; nowhere with no `every`."""
        await self._database.execute(
            "UPDATE saved_view SET every = $3, address = $4, locale = $5, fault_en = NULL, fault_zh = NULL"
            " WHERE brand = $1 AND id = $2",
            [brand, view_id, every, address, locale],
        )

    async def sent(self, view_id: int, at_us: int | None, fault: tuple[str, str] | None) -> None:
        """A report was sent at an instant, or why not."""
        en, zh = fault or (None, None)
        await self._database.execute(
            "UPDATE saved_view SET sent_us = COALESCE($2, sent_us), fault_en = $3, fault_zh = $4 WHERE id = $1",
            [view_id, at_us, en, zh],
        )

    async def remove(self, brand: str, view_id: int) -> None:
        """Keep a report no more."""
        await self._database.execute("DELETE FROM saved_view WHERE brand = $1 AND id = $2", [brand, view_id])
