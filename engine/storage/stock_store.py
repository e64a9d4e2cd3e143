"""Reads prize stock, and what was told of outlets that declined."""

from __future__ import annotations

from collections.abc import Sequence

from engine.storage.database import Database, Row


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

    async def complaints(self, brand: str, outlet_id: int | None, limit: int) -> list[Row]:
        """What was told of outlets, or of one, that declined vouchers, newest first, with what the brand answered."""
        one = "" if outlet_id is None else "AND refusal.outlet_id = $3"
        return await self._database.fetch(
            "SELECT refusal.id, refusal.at_us, refusal.source, refusal.outlet_id, complaint_answer.words,"
            " complaint_answer.answered_us, complaint_answer.answered_by FROM refusal"
            " LEFT JOIN complaint_answer ON complaint_answer.id = refusal.id"
            f" WHERE refusal.brand = $1 AND refusal.kind = 'complaint' {one} ORDER BY refusal.id DESC LIMIT $2",
            [brand, limit] if outlet_id is None else [brand, limit, outlet_id],
        )

    async def has_complaint(self, brand: str, complaint_id: int) -> bool:
        """Whether a brand has such a complaint."""
        return bool(
            await self._database.fetch(
                "SELECT 1 AS one FROM refusal WHERE id = $1 AND brand = $2 AND kind = 'complaint'",
                [complaint_id, brand],
            )
        )

    async def answer(self, brand: str, complaint_id: int, words: str, at_us: int, by: str) -> None:
        """Keep or replace the answer to a complaint."""
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO complaint_answer (id, brand, words, answered_us, answered_by)"
                " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO UPDATE SET words = excluded.words,"
                " answered_us = excluded.answered_us, answered_by = excluded.answered_by",
                [complaint_id, brand, words, at_us, by],
            )

    async def answers_about(self, brand: str, consumer_ids: Sequence[int], source: str) -> list[Row]:
        """What the brand answered to somebody's complaints about one voucher, newest first."""
        marks = ", ".join(f"${place}" for place in range(3, len(consumer_ids) + 3))
        return await self._database.fetch(
            "SELECT complaint_answer.words, complaint_answer.answered_us FROM refusal JOIN complaint_answer"
            f" ON complaint_answer.id = refusal.id WHERE refusal.brand = $1 AND refusal.consumer_id IN ({marks})"
            " AND refusal.kind = 'complaint' AND refusal.source = $2 ORDER BY refusal.id DESC LIMIT 5",
            [brand, source, *consumer_ids],
        )
