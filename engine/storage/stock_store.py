"""Reads prize stock, and what was told of outlets that declined."""

from __future__ import annotations

from engine.records import Refused
from engine.storage.database import Database, Row
from engine.storage.rows import to_record


class StockStore:
    """Plain reads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def with_stock(self, brand: str, product: str) -> list[Row]:
        """Outlets that have had a product in their prize stock, with what is free and where they are."""
        return await self._database.fetch(
            "SELECT outlet.*, prize_stock.on_hand - prize_stock.held AS free FROM prize_stock"
            " JOIN outlet ON outlet.id = prize_stock.outlet_id"
            " WHERE prize_stock.brand = $1 AND prize_stock.product = $2",
            [brand, product],
        )

    async def book(self, brand: str, outlet_id: int) -> list[Row]:
        """An outlet's stock by product, with how much of it was handed over for vouchers."""
        return await self._database.fetch(
            "SELECT prize_stock.product, on_hand, held, COALESCE((SELECT -sum(pieces) FROM stock_move"
            " WHERE stock_move.brand = prize_stock.brand AND stock_move.outlet_id = prize_stock.outlet_id"
            " AND stock_move.product = prize_stock.product AND stock_move.kind IN ('handed', 'back')), 0)"
            " AS handed FROM prize_stock WHERE brand = $1 AND outlet_id = $2 ORDER BY product",
            [brand, outlet_id],
        )

    async def complaints(self, brand: str, outlet_id: int, limit: int) -> list[Refused]:
        """What was told of an outlet that declined vouchers, newest first."""
        rows = await self._database.fetch(
            "SELECT * FROM refusal WHERE brand = $1 AND outlet_id = $2 AND kind = 'complaint'"
            " ORDER BY id DESC LIMIT $3",
            [brand, outlet_id, limit],
        )
        return [to_record(Refused, row) for row in rows]
