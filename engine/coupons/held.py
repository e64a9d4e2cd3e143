"""What a member holds, as an outlet may take it."""

from __future__ import annotations

from dataclasses import dataclass

from engine import wording
from engine.clock import from_micros
from engine.core import Core
from engine.coupons.answers import ClerkCoupon
from engine.coupons.kept_terms import kept_by
from engine.coupons.tills import till_of, typed_code
from engine.coupons.why_not import why_not_here
from engine.grants.views import coupon_view
from engine.outcomes import ClerkIdentity, Reason, Refusal
from engine.records import Coupon
from engine.storage.member_store import MemberStore
from engine.storage.outlet_store import OutletStore


@dataclass(frozen=True, slots=True)
class Held:
    """A coupon, and as a clerk sees it."""

    coupon: Coupon
    shown: ClerkCoupon


@dataclass(frozen=True, slots=True)
class HeldCoupons:
    """A member's coupons, usable ones first, then by their end; or a single coupon of nobody named."""

    member_code: str
    coupons: tuple[Held, ...]


async def held_by(
    core: Core, members: MemberStore, outlets: OutletStore, clerk: ClerkIdentity, code: str
) -> HeldCoupons | Refusal:
    """The coupons behind a member code or a coupon's code. No history, no phone number."""
    now, wanted = core.clock.now(), typed_code(code)
    person = await members.by_member_code(clerk.brand, wanted) if wanted else None
    coupons: list[Coupon] = []
    if person:
        for account in await members.accounts_of(person.id):
            coupons += await members.coupons(clerk.brand, account.id)
        coupons = [coupon for coupon in coupons if coupon.honourer == clerk.brand]
    elif wanted:
        single = await members.coupon(clerk.brand, wanted)
        coupons = [single] if single else []
    if person is None and not coupons:
        return Refusal(Reason.COUPON_UNKNOWN, wording.REASONS[Reason.COUPON_UNKNOWN], now)
    till, zone = await till_of(outlets, clerk), (await core.brand(clerk.brand)).zone
    redemptions = await members.redemptions(one.redemption_id for one in coupons if one.redemption_id)
    held = []
    for coupon in coupons:
        taken = redemptions.get(coupon.redemption_id or 0)
        why = why_not_here(coupon, taken, till, zone, now)
        at = from_micros(taken.at_us) if taken and coupon.state == "redeemed" else None
        terms = kept_by(coupon).till
        shown = ClerkCoupon(
            coupon_view(coupon, now, redeemed_at=at), why is None, why[1] if why else None,
            terms.goods, terms.price,
        )  # fmt: skip
        held.append(Held(coupon, shown))
    held.sort(key=lambda one: (not one.shown.usable, one.coupon.expires_us, one.coupon.id))
    return HeldCoupons(person.member_code if person else "", tuple(held))
