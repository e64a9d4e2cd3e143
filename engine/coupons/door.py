"""The clerk's side of coupons: what a member holds, redeeming, calling off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from dsl.values import NO_WORDS, Label, Money
from engine.clock import from_micros
from engine.core import Core
from engine.coupons.answers import MemberView, RefusedRedemption
from engine.coupons.asking import objection
from engine.coupons.cancel import CancelRedemption
from engine.coupons.declining import WHYS, DeclineCoupon
from engine.coupons.held import held_by
from engine.coupons.redeem import Redeem
from engine.coupons.refusing import CLERK, REQUEST, TAKEN_AT
from engine.coupons.sale_door import product_number
from engine.coupons.tills import check_request, till_of, typed_code
from engine.errors import Invalid, NotFound
from engine.outcomes import (
    ClerkIdentity,
    OutletView,
    Reason,
    RedemptionAnswer,
    Refusal,
)
from engine.outlets.day import outlet_view
from engine.outlets.identity import Till
from engine.records import Refused
from engine.scanning.facts import facts_of
from engine.stock.door import StockDoor
from engine.storage.member_store import MemberStore
from engine.storage.outlet_store import OutletStore

#: Minor units; far above any basket, far below what the table holds.
BASKET_MAX = 10**15


class CouponDoor:
    """Coupons at the till."""

    def __init__(self, core: Core, members: MemberStore, outlets: OutletStore, stocks: StockDoor) -> None:
        self._core = core
        self._members = members
        self._outlets = outlets
        self._stocks = stocks

    async def member(self, clerk: ClerkIdentity, code: str) -> MemberView | Refusal:
        """The coupons of a member, or a single coupon, as this outlet may take them. No history, no phone number."""
        found = await held_by(self._core, self._members, self._outlets, clerk, code)
        if isinstance(found, Refusal):
            return found
        return MemberView(found.member_code, clerk.brand, tuple(one.shown for one in found.coupons))

    async def redeem(
        self,
        clerk: ClerkIdentity,
        coupon_code: str,
        request_id: str,
        basket: Money | None = None,
        *,
        taken_at: datetime | None = None,
        product: str | None = None,
    ) -> RedemptionAnswer | Refusal:
        """Take a coupon. The same request number again gives the first answer.

        `basket` is the purchase's total; of a coupon for goods what was paid for them, `product` (a GTIN) the goods.
        `taken_at` tells when a till that was offline took it; the instant of receipt decides all the same.
        """
        check_request(request_id)
        if basket is not None and not 0 <= basket.minor <= BASKET_MAX:
            raise Invalid("basket", Label("enter an amount of zero or more", "请填写不小于零的金额"))
        till, code = await till_of(self._outlets, clerk, taken_at), typed_code(coupon_code)
        scanned, now = None if product is None else product_number(product), self._core.clock.now()
        coupon = await self._members.coupon(clerk.brand, code) if code else None
        command = Redeem(
            till,
            code,
            request_id,
            now,
            basket,
            self._core.catalog.rewards,
            self._core.catalog.alliances,
            scanned,
            await self._stocks.nearest(coupon, clerk.outlet_id),
            await objection(self._core.catalog, coupon, till, scanned, basket, now),
        )
        return await self._core.settle(command)

    async def cancel(
        self, clerk: ClerkIdentity, redemption_id: int, request_id: str
    ) -> RedemptionAnswer | Refusal:
        """Call a redemption off on its day."""
        check_request(request_id)
        command = CancelRedemption(
            await till_of(self._outlets, clerk), redemption_id, request_id, self._core.clock.now()
        )
        return await self._core.settle(command)

    async def call_off(self, brand: str, redemption_id: int, request_id: str) -> RedemptionAnswer | Refusal:
        """Call a redemption off as the brand, also after its day. What was paid out for it is owed back. Raises `NotFound`."""
        check_request(request_id)
        found = (await self._members.redemptions([redemption_id])).get(redemption_id)
        outlet = await self._outlets.outlet(found.outlet_id) if found and found.brand == brand else None
        if found is None or outlet is None:
            raise NotFound(f"there is no redemption {redemption_id}")
        owner = await self._outlets.owner_of(outlet.id)
        till = Till(brand, outlet.id, found.clerk_id, owner, None, outlet.code, outlet.region)
        now = self._core.clock.now()
        return await self._core.settle(CancelRedemption(till, redemption_id, request_id, now, by_brand=True))

    async def decline(
        self, clerk: ClerkIdentity, coupon_code: str, request_id: str, why: str = ""
    ) -> Refusal:
        """The till does not take a coupon that is good: noted for the brand and its partner, and the coupon stays good.

        `why` is one of `WHYS`, or empty when nobody said. Raises `Invalid`.
        The refusal is for the customer; a coupon that could not be taken anyway is refused for its own reason.
        """
        check_request(request_id)
        till = await till_of(self._outlets, clerk)
        if why and why not in WHYS:
            raise Invalid("why", Label(f"use one of {', '.join(WHYS)}", f"请使用 {'、'.join(WHYS)} 之一"))
        command = DeclineCoupon(
            till, typed_code(coupon_code), request_id, self._core.clock.now(), WHYS.get(why, NO_WORDS)
        )
        return await self._core.settle(command)

    async def refused(
        self, brand: str, *, before: int | None = None, limit: int = 50
    ) -> tuple[RefusedRedemption, ...]:
        """What tills asked for and were refused, newest first, with ids below `before`."""
        outlets = {row.id: outlet_view(row) for row in await self._outlets.outlets(brand)}
        numbers = {row.id: row.number for row in await self._outlets.clerks(brand)}
        found = await self._members.refused_redemptions(brand, before, max(1, min(limit, 200)))
        return tuple(_refused(row, outlets[row.outlet_id or 0], numbers) for row in found)


def _refused(row: Refused, outlet: OutletView, numbers: Mapping[int, str]) -> RefusedRedemption:
    asked = facts_of(row.facts)
    taken_at = asked.get(TAKEN_AT)
    return RefusedRedemption(
        id=row.id,
        at=from_micros(row.at_us),
        outlet=outlet,
        clerk=numbers.get(int(str(asked.get(CLERK, 0))), ""),
        request_id=str(asked.get(REQUEST, "")),
        coupon_code=row.source.removeprefix("k:"),
        reason=Reason(row.reason),
        words=Label(row.words_en, row.words_zh),
        taken_at=taken_at if isinstance(taken_at, datetime) else None,
    )
