"""The clerk's side of coupons: what a member holds, redeeming, calling off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from dsl.values import Label, Money
from engine import wording
from engine.clock import from_micros, to_micros
from engine.codes.alphabet import SYMBOLS
from engine.core import Core
from engine.coupons.cancel import CancelRedemption
from engine.coupons.redeem import CLERK, REQUEST, TAKEN_AT, Redeem
from engine.errors import Invalid
from engine.grants.views import coupon_view
from engine.outcomes import (
    ClerkCoupon,
    ClerkIdentity,
    MemberView,
    OutletView,
    Reason,
    RedemptionAnswer,
    Refusal,
    RefusedRedemption,
)
from engine.outlets.day import outlet_view
from engine.outlets.identity import Till
from engine.records import Coupon, Refused
from engine.scanning.facts import facts_of
from engine.storage.member_store import MemberStore
from engine.storage.outlet_store import OutletStore

_FOLD = str.maketrans({"I": "1", "L": "1", "O": "0"})
REQUEST_MAX = 64
#: Minor units; far above any basket, far below what the table holds.
BASKET_MAX = 10**15


def typed_code(text: str) -> str:
    """A member or coupon code from what was typed or scanned: an address gives its last part."""
    tail = urlsplit(text.strip()).path.rstrip("/").rsplit("/", 1)[-1] if "/" in text else text
    upper = "".join(tail.upper().translate(_FOLD).split()).replace("-", "")[:32]
    return upper if upper and all(symbol in SYMBOLS for symbol in upper) else ""


class CouponDoor:
    """Coupons at the till."""

    def __init__(self, core: Core, members: MemberStore, outlets: OutletStore) -> None:
        self._core = core
        self._members = members
        self._outlets = outlets

    async def _till(self, clerk: ClerkIdentity) -> Till:
        return Till(clerk.brand, clerk.outlet_id, clerk.id, await self._outlets.owner_of(clerk.outlet_id))

    async def member(self, clerk: ClerkIdentity, code: str) -> MemberView | Refusal:
        """The coupons of a member, or a single coupon, as this outlet may take them. No history, no phone number."""
        now = self._core.clock.now()
        wanted = typed_code(code)
        person = await self._members.by_member_code(clerk.brand, wanted) if wanted else None
        coupons: list[Coupon] = []
        if person:
            for account in await self._members.accounts_of(person.id):
                coupons += await self._members.coupons(clerk.brand, account.id)
            coupons = [coupon for coupon in coupons if coupon.honourer == clerk.brand]
        elif wanted:
            single = await self._members.coupon(clerk.brand, wanted)
            coupons = [single] if single else []
        if person is None and not coupons:
            return Refusal(Reason.COUPON_UNKNOWN, wording.REASONS[Reason.COUPON_UNKNOWN], now)
        shown = [await self._shown(clerk, coupon, now) for coupon in coupons]
        shown.sort(key=lambda one: (not one.usable, one.coupon.expires_at))
        return MemberView(person.member_code if person else "", clerk.brand, tuple(shown))

    async def _shown(self, clerk: ClerkIdentity, coupon: Coupon, now: datetime) -> ClerkCoupon:
        why: Label | None = None
        redeemed_at = None
        if coupon.state == "redeemed" and coupon.redemption_id:
            redemption = (await self._members.redemptions([coupon.redemption_id]))[coupon.redemption_id]
            redeemed_at = from_micros(redemption.at_us)
            zone = (await self._core.brand(clerk.brand)).zone
            why = wording.redeemed(redeemed_at, zone, here=redemption.outlet_id == clerk.outlet_id)
        elif coupon.state == "cancelled":
            why = wording.REASONS[Reason.COUPON_CANCELLED]
        elif coupon.accepted_at == "online":
            why = wording.REASONS[Reason.COUPON_ONLINE_ONLY]
        elif to_micros(now) >= coupon.expires_us:
            zone = (await self._core.brand(clerk.brand)).zone
            why = wording.expired(from_micros(coupon.expires_us) - timedelta(microseconds=1), zone)
        return ClerkCoupon(coupon_view(coupon, now, redeemed_at=redeemed_at), why is None, why)

    async def redeem(
        self,
        clerk: ClerkIdentity,
        coupon_code: str,
        request_id: str,
        basket: Money | None = None,
        *,
        taken_at: datetime | None = None,
    ) -> RedemptionAnswer | Refusal:
        """Take a coupon. The same request number again gives the first answer.

        `taken_at` tells when a till that was offline took it; the instant of receipt decides all the same.
        """
        _check_request(request_id)
        if basket is not None and not 0 <= basket.minor <= BASKET_MAX:
            raise Invalid("basket", Label("enter an amount of zero or more", "请填写不小于零的金额"))
        command = Redeem(
            replace(await self._till(clerk), taken_at=taken_at),
            typed_code(coupon_code),
            request_id,
            self._core.clock.now(),
            basket,
            self._core.catalog.rewards,
            self._core.catalog.alliances,
        )
        return await self._core.settle(command)

    async def cancel(
        self, clerk: ClerkIdentity, redemption_id: int, request_id: str
    ) -> RedemptionAnswer | Refusal:
        """Call a redemption off on its day."""
        _check_request(request_id)
        command = CancelRedemption(await self._till(clerk), redemption_id, request_id, self._core.clock.now())
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


def _check_request(request_id: str) -> None:
    if not (1 <= len(request_id) <= REQUEST_MAX and request_id.isprintable()):
        raise Invalid(
            "request_id",
            Label(f"use 1 to {REQUEST_MAX} printable characters", f"请使用 1 至 {REQUEST_MAX} 个可显示字符"),
        )
