"""Stands where `engine.stocks` stands, for the API: one outlet with 24 bottles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.api import ConsumerKey, Label, NotFound, OutletView, Reason, Refusal, prize_stock
from tests.support.engine_double import BRAND, CLERK, NOON

GTIN = "09521000100015"


@dataclass
class Stocks:
    """Remembers what was asked."""

    changes: list[Any] = field(default_factory=list)

    async def deliver(
        self, brand: str, outlet_id: int, gtin: str, pieces: int, request_id: str
    ) -> prize_stock.StockView | Refusal:
        _own(brand, outlet_id)
        self.changes.append(("stock", outlet_id, gtin, pieces))
        return prize_stock.StockView(GTIN, pieces, 0)

    async def book(self, brand: str, outlet_id: int) -> tuple[prize_stock.StockView, ...]:
        _own(brand, outlet_id)
        return (prize_stock.StockView(GTIN, 24, 1, 2),)

    async def stores(
        self, brand: str, code: str, near: int | None = None
    ) -> tuple[prize_stock.NearbyStock, ...] | Refusal:
        return (prize_stock.NearbyStock(OutletView(4, "S1", CLERK.outlet_name, "CN-GD"), 23, 0),)

    async def hold(
        self, brand: str, who: ConsumerKey, code: str, outlet_id: int, until: datetime
    ) -> prize_stock.HoldView | Refusal:
        self.changes.append(("hold", code, outlet_id))
        return prize_stock.HoldView(code, outlet_id, until)

    async def let_go(self, brand: str, who: ConsumerKey, code: str) -> Refusal | None:
        if brand != BRAND:
            return Refusal(Reason.COUPON_UNKNOWN, Label("unknown", "未知"), NOON)
        self.changes.append(("let go", code))
        return None

    async def declined(self, brand: str, who: ConsumerKey, code: str, outlet_id: int) -> Refusal | None:
        self.changes.append(("declined", code, outlet_id))
        return None

    async def complaints(self, brand: str, outlet_id: int) -> tuple[prize_stock.Complaint, ...]:
        _own(brand, outlet_id)
        return (prize_stock.Complaint(9, NOON, "K7Q2M9XD"),)


def _own(brand: str, outlet_id: int) -> None:
    if (brand, outlet_id) != (BRAND, 4):
        raise NotFound(f"there is no outlet {outlet_id}")
