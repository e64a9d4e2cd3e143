"""Reads groups of buyers and purchases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.group_records import Group, Purchase
from engine.storage.database import Database, Row
from engine.storage.rows import to_record


class GroupStore:
    """Plain reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_token(self, token: str) -> Group | None:
        """The group behind a link."""
        found = await self._groups("token = $1", [token])
        return found[0] if found else None

    async def group(self, group_id: int) -> Group | None:
        """A group by id."""
        found = await self._groups("id = $1", [group_id])
        return found[0] if found else None

    async def groups(self, brand: str, limit: int) -> list[Group]:
        """A brand's groups, newest first."""
        return await self._groups("brand = $1 ORDER BY id DESC LIMIT $2", [brand, limit])

    async def purchase(self, purchase_id: int) -> Purchase | None:
        """A purchase by id."""
        found = await self._purchases("id = $1", [purchase_id])
        return found[0] if found else None

    async def purchases_in(self, group_ids: Sequence[int]) -> list[Purchase]:
        """All that was bought in groups, oldest first."""
        if not group_ids:
            return []
        marks = ", ".join(f"${place}" for place in range(1, len(group_ids) + 1))
        return await self._purchases(f"group_id IN ({marks}) ORDER BY id", list(group_ids))

    async def purchases_of(self, brand: str, accounts: Sequence[int], limit: int) -> list[Purchase]:
        """What a person has bought, newest first."""
        if not accounts:
            return []
        marks = ", ".join(f"${place}" for place in range(3, 3 + len(accounts)))
        where = f"brand = $1 AND consumer_id IN ({marks}) ORDER BY id DESC LIMIT $2"
        return await self._purchases(where, [brand, limit, *accounts])

    async def purchases(self, brand: str, limit: int) -> list[Purchase]:
        """What was bought from a brand's shops, newest first."""
        return await self._purchases("brand = $1 ORDER BY id DESC LIMIT $2", [brand, limit])

    async def shops(self, brand: str) -> list[Row]:
        """The brand's outlets on the net with what each has free, by product; a shop without any stock once."""
        return await self._database.fetch(
            "SELECT outlet.id, outlet.code, outlet.region, prize_stock.product,"
            " COALESCE(prize_stock.on_hand - prize_stock.held, 0) AS free FROM outlet"
            " LEFT JOIN prize_stock ON prize_stock.outlet_id = outlet.id"
            " WHERE outlet.brand = $1 AND outlet.sells = 'online' ORDER BY outlet.code",
            [brand],
        )

    async def _groups(self, where: str, args: list[Any]) -> list[Group]:
        rows = await self._database.fetch(f"SELECT * FROM buyer_group WHERE {where}", args)
        return [to_record(Group, row) for row in rows]

    async def _purchases(self, where: str, args: list[Any]) -> list[Purchase]:
        rows = await self._database.fetch(f"SELECT * FROM purchase WHERE {where}", args)
        return [to_record(Purchase, row) for row in rows]
