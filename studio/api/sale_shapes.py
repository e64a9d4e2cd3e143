"""The published forms of baskets; `studio.api.sale_presenters` makes the values."""

from __future__ import annotations

from typing import Final

from studio.api.records import MONEY, ListOf
from studio.api.schemas import Choice, Flag, Identifier, Instant
from studio.api.shapes import CLERK_COUPON, COUNT, MAYBE_INSTANT, REDEMPTION, TEXT, shape

SALE_LINE: Final = shape(
    "SaleLine",
    "Pieces of one product: `paid` is `amount` less `off`; `refunded` was paid out for the pieces `returned`.",
    "一种商品若干件：paid 为 amount 减 off；refunded 为已退 returned 件所退的款。",
    gtin=TEXT,
    quantity=COUNT,
    unit=MONEY,
    amount=MONEY,
    off=MONEY,
    paid=MONEY,
    returned=COUNT,
    refunded=MONEY,
)
CUT: Final = shape("CouponCut", "What one coupon takes off.", "一张券抵扣的金额。", code=TEXT, off=MONEY)
QUOTE: Final = shape(
    "Quote",
    "What a basket comes to, with coupons in the order in which they are taken. Nothing is changed by it.",
    "一笔购物用券后的金额，券按抵扣先后列出。试算不改变任何内容。",
    lines=ListOf(SALE_LINE),
    cuts=ListOf(CUT),
    total=MONEY,
    to_pay=MONEY,
)
PROPOSAL: Final = shape(
    "Proposal",
    "A member's coupons at this outlet, and the legal choice that takes the most off the basket.",
    "会员在本店的券，以及对这笔购物抵扣最多的合规组合。",
    member_code=TEXT,
    coupons=ListOf(CLERK_COUPON),
    best=QUOTE,
)
SALE: Final = shape(
    "Sale",
    "A purchase that coupons helped to pay for, as it stands now.",
    "一笔用券结算的购物的当前状态。",
    sale_id=Identifier(),
    request_id=TEXT,
    at=Instant(),
    lines=ListOf(SALE_LINE),
    cuts=ListOf(CUT),
    total=MONEY,
    to_pay=MONEY,
    refunded=MONEY,
    redemptions=ListOf(REDEMPTION),
    state=Choice(("done", "cancelled")),
    cancelled_at=MAYBE_INSTANT,
    repeated=Flag(),
)
RETURN: Final = shape(
    "Return",
    "Pieces that came back, what is paid out for them, and the purchase as it stands now.",
    "退回的商品、应退的款项，以及这笔购物的当前状态。",
    return_id=Identifier(),
    request_id=TEXT,
    at=Instant(),
    refund=MONEY,
    sale=SALE,
    repeated=Flag(),
)
