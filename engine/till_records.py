"""The rows of what tills do with baskets and prize stock, as frozen values like those of `engine.records`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Sale:
    """A basket in which an outlet took coupons. `lines` (JSON) are products with what was paid for them; `paid` is their
    sum, `refunded` what has come back of it."""

    TABLE: ClassVar = "sale"
    id: int
    brand: str
    outlet_id: int
    clerk_id: int
    request_id: str
    at_us: int
    currency: str
    lines: str
    total: int
    paid: int
    refunded: int
    state: str
    cancel_request: str | None = None
    cancelled_us: int | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Pieces of a sale that came back, and what was paid out for them. `lines` (JSON): place of a line, pieces, refund."""

    TABLE: ClassVar = "sale_return"
    id: int
    brand: str
    outlet_id: int
    clerk_id: int
    sale_id: int
    request_id: str
    at_us: int
    lines: str
    refund: int


@dataclass(frozen=True, slots=True)
class Stock:
    """An outlet's prize stock of one product: pieces on hand, and how many of them are held for somebody."""

    TABLE: ClassVar = "prize_stock"
    id: int
    brand: str
    outlet_id: int
    product: str
    on_hand: int
    held: int


@dataclass(frozen=True, slots=True)
class StockMove:
    """Pieces that came to an outlet's prize stock or, negative, left it. Kind: delivered, sold (for the purchase `cause_id`), handed (for the redemption
    `cause_id`), or back (its cancellation)."""

    TABLE: ClassVar = "stock_move"
    id: int
    brand: str
    outlet_id: int
    product: str
    kind: str
    pieces: int
    cause_id: int | None
    at_us: int
