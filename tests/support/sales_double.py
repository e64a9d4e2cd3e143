"""Stands where `engine.sales` stands, for the API: one coupon of 5.00, baskets by request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from engine.api import (
    BasketLine,
    ClerkCoupon,
    ClerkIdentity,
    Money,
    OutletView,
    Reason,
    Refusal,
    RefusedRedemption,
    baskets,
)
from tests.support.engine_double import BRAND, CLERK, MEMBER, NOON, Coupons, coupon, refusal

OFF = 500


@dataclass
class Sales:
    """Purchases are remembered by request."""

    done: dict[str, baskets.SaleAnswer] = field(default_factory=dict)

    async def propose(
        self, clerk: ClerkIdentity, code: str, lines: Sequence[BasketLine], currency: str
    ) -> baskets.Proposal | Refusal:
        if "000" in code:
            return refusal(Reason.COUPON_UNKNOWN)
        return baskets.Proposal(MEMBER, (ClerkCoupon(coupon(), True),), _quote(lines, currency))

    async def quote(
        self, clerk: ClerkIdentity, codes: Sequence[str], lines: Sequence[BasketLine], currency: str
    ) -> baskets.Quote | Refusal:
        return _quote(lines, currency) if len(codes) == 1 else refusal(Reason.COUPONS_CLASH)

    async def checkout(
        self,
        clerk: ClerkIdentity,
        codes: Sequence[str],
        lines: Sequence[BasketLine],
        currency: str,
        request_id: str,
        *,
        taken_at: datetime | None = None,
    ) -> baskets.SaleAnswer | Refusal:
        if request_id in self.done:
            return replace(self.done[request_id], repeated=True)
        if len(codes) > 1:
            return refusal(Reason.COUPONS_CLASH)
        told = _quote(lines, currency)
        sale = baskets.SaleAnswer(
            len(self.done) + 1, request_id, NOON, told.lines, told.cuts, told.total, told.to_pay,
            Money(0, currency), (),
        )  # fmt: skip
        self.done[request_id] = sale
        return sale

    async def cancel(
        self, clerk: ClerkIdentity, sale_id: int, request_id: str
    ) -> baskets.SaleAnswer | Refusal:
        for key, one in self.done.items():
            if one.sale_id == sale_id:
                self.done[key] = replace(one, state="cancelled", cancelled_at=NOON, refunded=one.to_pay)
                return self.done[key]
        return refusal(Reason.SALE_UNKNOWN)

    async def give_back(
        self, clerk: ClerkIdentity, sale_id: int, pieces: Mapping[int, int], request_id: str
    ) -> baskets.ReturnAnswer | Refusal:
        found = next((one for one in self.done.values() if one.sale_id == sale_id), None)
        if found is None:
            return refusal(Reason.SALE_UNKNOWN)
        return baskets.ReturnAnswer(1, request_id, NOON, found.to_pay, replace(found, refunded=found.to_pay))


def _quote(lines: Sequence[BasketLine], currency: str) -> baskets.Quote:
    shown = tuple(
        baskets.SaleLine(
            one.gtin, one.quantity, Money(one.unit, currency), Money(one.amount, currency), Money(OFF, currency),
            Money(one.amount - OFF, currency), 0, Money(0, currency),
        )
        for one in lines[:1]
    )  # fmt: skip
    return baskets.Quote(
        shown, (baskets.CouponCut("K7Q2M9XD", Money(OFF, currency)),), shown[0].amount, shown[0].paid
    )


@dataclass
class ApiCoupons(Coupons):
    """One request of a till that was refused."""

    async def decline(self, clerk: ClerkIdentity, coupon_code: str, request_id: str) -> Refusal:
        return refusal(Reason.STORE_DECLINED)

    async def refused(
        self, brand: str, *, before: int | None = None, limit: int = 50
    ) -> tuple[RefusedRedemption, ...]:
        if brand != BRAND:
            return ()
        outlet, told = (
            OutletView(4, "S1", CLERK.outlet_name, "CN-GD"),
            refusal(Reason.COUPON_REDEEMED_ELSEWHERE),
        )
        return (
            RefusedRedemption(
                88, NOON, outlet, "7", "r9", "K7Q2M9XD", told.reason, told.words, NOON - timedelta(hours=1)
            ),
        )
