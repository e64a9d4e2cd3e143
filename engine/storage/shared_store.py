"""A brand's shared texts: every version is kept, the newest of each name counts."""

from __future__ import annotations

from collections.abc import Sequence

from engine.ids import new_id
from engine.storage.database import Database
from engine.storage.models import SharedTextRow


class SharedStore:
    """Reads and writes behind shared texts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, brand: str) -> Sequence[SharedTextRow]:
        """The newest version of each text, by name."""
        with self._database.orm():
            rows = await SharedTextRow.filter(brand=brand).order_by("name", "number")
        return list({row.name: row for row in rows}.values())

    async def versions(self, brand: str, name: str) -> Sequence[SharedTextRow]:
        """Every version of a text, oldest first."""
        with self._database.orm():
            return await SharedTextRow.filter(brand=brand, name=name).order_by("number")

    async def add(self, brand: str, name: str, number: int, text: str, by: str, now_us: int) -> None:
        """Insert a version. Raises `Collision` when the number is taken."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO shared_text (id, brand, name, number, text, saved_by, saved_us)"
                " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                [new_id(), brand, name, number, text, by, now_us],
            )
