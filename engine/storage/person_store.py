"""Reads about one person: what is handed out, and who was deleted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from engine.clock import from_micros
from engine.records import Deletion
from engine.storage.database import Database
from engine.storage.rows import to_record


class PersonStore:
    """Reads, none of which locks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def deletions(self, brand: str | None) -> list[Deletion]:
        """Deletions of a brand, or of all, newest first."""
        where, args = ("", []) if brand is None else (" WHERE brand = $1", [brand])
        rows = await self._database.fetch(f"SELECT * FROM deletion{where} ORDER BY id DESC", args)
        return [to_record(Deletion, row) for row in rows]

    async def living(self, brand: str, accounts: Sequence[int]) -> list[int]:
        """Those of the accounts that are there and not deleted."""
        if not accounts:
            return []
        rows = await self._database.fetch(
            f"SELECT id FROM consumer WHERE brand = $1 AND deleted_us IS NULL AND id IN ({_marks(accounts)})",
            [brand, *accounts],
        )
        return [row["id"] for row in rows]

    async def kinds(self, account: int) -> list[str]:
        """By what kinds of identity an account is known."""
        rows = await self._database.fetch(
            "SELECT kind FROM identity WHERE consumer_id = $1 ORDER BY id", [account]
        )
        return [row["kind"] for row in rows]

    async def claims(self, brand: str, accounts: Sequence[int]) -> list[dict[str, Any]]:
        """Every claim of accounts, oldest first, with what was known of the person then."""
        rows = await self._database.fetch(
            "SELECT id, kind, person_id, campaign_id, region, facts, at_us FROM claim"
            f" WHERE brand = $1 AND person_id IN ({_marks(accounts)}) ORDER BY at_us, id",
            [brand, *accounts],
        )
        return [
            {
                "id": str(row["id"]), "event": row["kind"], "account": str(row["person_id"]),
                "campaign": str(row["campaign_id"]), "region": row["region"],
                "at": from_micros(row["at_us"]).isoformat(), "facts": json.loads(row["facts"]),
            }
            for row in rows
        ]  # fmt: skip

    async def consents(self, accounts: Sequence[int]) -> list[dict[str, Any]]:
        """What accounts agreed to and took back, oldest first."""
        rows = await self._database.fetch(
            f"SELECT purpose, given, at_us FROM consent WHERE consumer_id IN ({_marks(accounts, 0)}) ORDER BY id",
            list(accounts),
        )
        return [
            {
                "purpose": row["purpose"],
                "given": bool(row["given"]),
                "at": from_micros(row["at_us"]).isoformat(),
            }
            for row in rows
        ]


def _marks(values: Sequence[object], before: int = 1) -> str:
    return ", ".join(f"${place}" for place in range(before + 1, before + 1 + len(values)))
