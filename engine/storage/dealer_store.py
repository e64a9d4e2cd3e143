"""Dealers. A new one raises the brand's revision, for claims know dealers by what is in memory."""

from __future__ import annotations

from collections.abc import Sequence

from engine.ids import new_id
from engine.storage.code_store import raise_revision
from engine.storage.database import Database
from engine.storage.models import DealerRow


class DealerStore:
    """Plain reads and writes of dealers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def dealers(self, brand: str) -> Sequence[DealerRow]:
        """A brand's dealers by code."""
        with self._database.orm():
            return await DealerRow.filter(brand=brand).order_by("code")

    async def add(self, brand: str, code: str, name_en: str, name_zh: str, now_us: int) -> int | None:
        """Insert a dealer; the id, or None when the code is taken."""
        made = new_id()
        async with self._database.transaction() as transaction:
            await raise_revision(transaction, brand)  # first: the brand's row orders those who come at once
            if await transaction.fetch("SELECT id FROM dealer WHERE brand = $1 AND code = $2", [brand, code]):
                return None
            await transaction.execute(
                "INSERT INTO dealer (id, brand, code, name_en, name_zh, created_us)"
                " VALUES ($1, $2, $3, $4, $5, $6)",
                [made, brand, code, name_en, name_zh, now_us],
            )
        return made
