"""What tills are answered about a member's coupons and about baskets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dsl.values import Label, Money
from engine.outcomes import CouponView, OutletView, Reason, RedemptionAnswer


@dataclass(frozen=True, slots=True)
class ClerkCoupon:
    """A coupon at the till: usable here, or the words why not.

    `goods` (GTIN-14) is the product that the coupon is good for, `price` what is paid for it.
    """

    coupon: CouponView
    usable: bool
    why_not: Label | None = None
    goods: str | None = None
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class MemberView:
    """What a clerk may see of a member: coupons usable and not, no history, no phone number."""

    member_code: str
    brand: str
    coupons: tuple[ClerkCoupon, ...]


@dataclass(frozen=True, slots=True)
class RefusedRedemption:
    """A redemption that a till asked for and was refused. The brand settles with the outlet what that means.

    `taken_at` is when a till that was offline took the coupon, by its own clock; it never decides anything.
    """

    id: int
    at: datetime
    outlet: OutletView
    clerk: str
    request_id: str
    coupon_code: str
    reason: Reason
    words: Label
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class SaleLine:
    """Pieces of one product in a basket. `paid` is their price less `off`; `returned` pieces brought back `refunded`."""

    gtin: str
    quantity: int
    unit: Money
    amount: Money
    off: Money
    paid: Money
    returned: int
    refunded: Money


@dataclass(frozen=True, slots=True)
class CouponCut:
    """What one coupon takes off a basket."""

    code: str
    off: Money


@dataclass(frozen=True, slots=True)
class Quote:
    """What a basket comes to with certain coupons, in the order in which they are taken. Nothing is changed by it."""

    lines: tuple[SaleLine, ...]
    cuts: tuple[CouponCut, ...]
    total: Money
    to_pay: Money


@dataclass(frozen=True, slots=True)
class Proposal:
    """A member's coupons for a basket, each usable or with the words why not, and the choice that takes the most off."""

    member_code: str
    coupons: tuple[ClerkCoupon, ...]
    best: Quote


@dataclass(frozen=True, slots=True)
class SaleAnswer:
    """A basket in which coupons were taken, as it stands now. `repeated`: the same request was answered before."""

    sale_id: int
    request_id: str
    at: datetime
    lines: tuple[SaleLine, ...]
    cuts: tuple[CouponCut, ...]
    total: Money
    to_pay: Money
    refunded: Money
    redemptions: tuple[RedemptionAnswer, ...]
    state: Literal["done", "cancelled"] = "done"
    cancelled_at: datetime | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ReturnAnswer:
    """Pieces that came back: what is paid out for them, and the purchase as it stands now."""

    return_id: int
    request_id: str
    at: datetime
    refund: Money
    sale: SaleAnswer
    repeated: bool = False
