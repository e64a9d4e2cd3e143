"""A till says that it does not take a coupon that is good: noted against it, and the coupon stays good."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dsl.values import NO_WORDS, Label
from engine import wording
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.refusing import refuse_at_till
from engine.coupons.why_not import first_at, why_not_here
from engine.outcomes import Reason, Refusal
from engine.outlets.identity import Till

#: Why an outlet does not take a coupon that is good.
WHYS: Final = {
    "none_left": Label("nothing left of what it is for", "适用商品缺货"),
    "till": Label("the till cannot book it", "收银系统无法入账"),
    "doubt": Label("doubt that it is genuine", "对券的真实性存疑"),
    "other": Label("another reason", "其他原因"),
}


@dataclass(frozen=True, slots=True)
class DeclineCoupon:
    """Note that a coupon was declined, and why if it was said. One that could not be taken anyway is refused for its own reason."""

    till: Till
    code: str
    request_id: str
    at: datetime
    said: Label = NO_WORDS

    @property
    def _request(self) -> RequestKey:
        content = hashlib.sha256(f"decline|{self.code}".encode()).hexdigest()
        return RequestKey(f"till|{self.till.outlet_id}|{self.request_id}|{content[:16]}", content)

    def ask(self, world: World, want: Wants) -> None:
        """The coupon, and the answer to the same request."""
        ask_request(want, self.till.brand, self._request)
        want.brands.add(self.till.brand)
        want.coupons.add((self.till.brand, self.code))
        coupon = world.coupons.get((self.till.brand, self.code))
        if coupon and coupon.redemption_id:
            want.redemptions.add(coupon.redemption_id)

    def apply(self, world: World) -> tuple[Refusal, Changes]:
        """The refusal that the customer is told."""
        earlier = earlier_answer(world, self.till.brand, self._request)
        if isinstance(earlier, Refusal):
            return earlier, NOTHING
        coupon = world.coupons.get((self.till.brand, self.code))
        why = Reason.STORE_DECLINED, wording.store_declined(self.said)
        first = None
        if coupon is None:
            why = Reason.COUPON_UNKNOWN, wording.REASONS[Reason.COUPON_UNKNOWN]
        else:
            taken = world.redemptions.get(coupon.redemption_id or 0)
            zone = world.brands[self.till.brand].zone
            why = why_not_here(coupon, taken, self.till, zone, self.at) or why
            first = first_at(coupon, taken)
        return refuse_at_till(self.till, self.code, self.request_id, self._request, why, self.at, first)
