"""Drafts that run beside live versions: one for each campaign."""

from __future__ import annotations

from typing import Any

from engine.storage.code_store import raise_revision
from engine.storage.database import Database, Row


class ShadowStore:
    """Shadow runs of brands. Starting and stopping one raises the brand's revision: from then on scans keep what it asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, brand: str, campaign_id: int) -> Row | None:
        """The run of a campaign, also one that was stopped."""
        rows = await self._database.fetch(
            "SELECT * FROM shadow WHERE brand = $1 AND campaign_id = $2", [brand, campaign_id]
        )
        return rows[0] if rows else None

    async def start(self, values: dict[str, Any]) -> None:
        """A new run, in the place of an earlier one."""
        names = ", ".join(values)
        marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        async with self._database.transaction() as transaction:
            await raise_revision(transaction, values["brand"])
            await transaction.execute(
                "DELETE FROM shadow WHERE brand = $1 AND campaign_id = $2",
                [values["brand"], values["campaign_id"]],
            )
            await transaction.execute(f"INSERT INTO shadow ({names}) VALUES ({marks})", list(values.values()))

    async def stop(self, brand: str, campaign_id: int, now_us: int) -> None:
        """End a run; what it has seen can still be looked at."""
        async with self._database.transaction() as transaction:
            await raise_revision(transaction, brand)
            await transaction.execute(
                "UPDATE shadow SET stopped_us = $3 WHERE brand = $1 AND campaign_id = $2 AND stopped_us IS NULL",
                [brand, campaign_id, now_us],
            )
