"""A coupon is taken at a till: once, whoever tries at the same instant; the outlet's request number names it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dsl.values import NO_WORDS, Label, Money
from engine import wording
from engine.clock import from_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.basket import BasketLine, Offer, Short, priced
from engine.coupons.kept_terms import kept_by
from engine.coupons.refusing import PASSING, refuse_at_till
from engine.coupons.taking import Taken, Taking
from engine.coupons.why_not import Why, first_at, lines_needed, short, why_not_goods, why_not_here
from engine.errors import Invalid
from engine.grants.views import coupon_view, grant_views
from engine.outcomes import Reason, RedemptionAnswer, Refusal
from engine.outlets.identity import Till
from engine.records import Coupon, Grant, Redemption
from engine.spi.alliances import AllianceType
from engine.spi.rewards import RewardType

OTHER_REQUEST: Final = Label(
    "this number stands for another coupon's redemption: give each its own",
    "此请求号已用于另一张券的核销，每次核销请使用新的请求号",
)


@dataclass(frozen=True, slots=True)
class Redeem:
    """Take one coupon at a till. `objection` is what the reward that issued it says against it.

    `basket` is the purchase's total, needed where the coupon has a minimum or a percentage; for goods it is what was paid
    for them. `product` (GTIN-14) is what the clerk scanned, for coupons for goods.
    """

    till: Till
    code: str
    request_id: str
    at: datetime
    basket: Money | None
    rewards: Mapping[str, RewardType]
    alliance_types: Mapping[str, AllianceType]
    product: str | None = None
    nearest: Label = NO_WORDS
    objection: Why | None = None

    @property
    def _taking(self) -> Taking:
        return Taking(self.till, self.code, self.at, self.rewards, self.alliance_types, self.nearest)

    @property
    def _request(self) -> RequestKey:
        """Under which a refusal is kept: sent again it is the same; with another coupon or basket it is a new one."""
        basket = "" if self.basket is None else f"{self.basket.minor} {self.basket.currency}"
        told = f"{self.code}|{basket}" + (f"|{self.product}" if self.product else "")
        content = hashlib.sha256(told.encode()).hexdigest()
        return RequestKey(f"till|{self.till.outlet_id}|{self.request_id}|{content[:16]}", content)

    def ask(self, world: World, want: Wants) -> None:
        """The coupon, earlier redemptions of it, and what its issuing version could give."""
        brand, outlet = self.till.brand, self.till.outlet_id
        ask_request(want, brand, self._request)
        want.redemption_requests.add((brand, outlet, self.request_id))
        earlier = world.redemption_requests.get((brand, outlet, self.request_id))
        if earlier:
            want.brands.add(brand)
            want.coupons.add((brand, self.code))
            want.causes.add(earlier.id)
            return
        self._taking.ask(world, want)

    def apply(self, world: World) -> tuple[RedemptionAnswer | Refusal, Changes]:
        """The stored answer, a refusal, or the redemption with all that is owed for it."""
        brand = world.brands[self.till.brand]
        earlier = world.redemption_requests.get((brand.slug, self.till.outlet_id, self.request_id))
        if earlier:
            if world.coupons_by_id[earlier.coupon_id].code != self.code:
                raise Invalid("request_id", OTHER_REQUEST)
            return redemption_answer(world, earlier, self.at, repeated=True), NOTHING
        refused = earlier_answer(world, brand.slug, self._request)
        if isinstance(refused, Refusal):
            return refused, NOTHING
        coupon = self._taking.coupon(world)
        if coupon is None:
            return self._refuse((Reason.COUPON_UNKNOWN, wording.REASONS[Reason.COUPON_UNKNOWN]))
        found = world.redemptions.get(coupon.redemption_id or 0)
        why = why_not_here(coupon, found, self.till, brand.zone, self.at)
        if why:
            return self._refuse(why, first_at(coupon, found))
        if self.basket is not None and self.basket.currency != coupon.currency:
            raise Invalid("basket", wording.other_currency(coupon.currency))
        off = self._taken_off(coupon)
        if not isinstance(off, int | None):
            return self._refuse(off)
        now = self._taking.why_not_now(world, coupon)
        if now:
            return self._refuse(now)
        if self.objection:
            return self._refuse(self.objection)
        taken = Taken(self.request_id, self.basket.minor if self.basket else None, off)
        redemption, changes = self._taking.take(world, coupon, taken)
        return taken_answer(redemption, coupon, changes, self.at), changes

    def _taken_off(self, coupon: Coupon) -> int | Why | None:
        """What the coupon takes off the basket, None where no basket is told; or why it cannot be taken."""
        terms, basket = kept_by(coupon).till, self.basket
        if terms.goods is not None:
            return why_not_goods(coupon, self.product, basket)
        if lines_needed(terms):
            return Reason.LINES_NEEDED, wording.REASONS[Reason.LINES_NEEDED]
        if basket is None:
            if coupon.minimum is None and terms.percent is None:
                return None
            return Reason.BASKET_NEEDED, wording.REASONS[Reason.BASKET_NEEDED]
        if coupon.minimum is None and terms.percent is None:
            return min(coupon.worth, basket.minor)
        found = priced(
            [BasketLine("", 1, basket.minor)], [Offer(coupon.code, coupon.worth, coupon.minimum, terms)]
        )
        if isinstance(found, Short):
            return short(coupon, found)
        assert isinstance(found, tuple), "one coupon clashes with none"
        return found[0].off

    def _refuse(self, why: Why, at_first: datetime | None = None) -> tuple[Refusal, Changes]:
        request = None if why[0] in PASSING else self._request
        return refuse_at_till(self.till, self.code, self.request_id, request, why, self.at, at_first)


def to_pay(redemption: Redemption, coupon: Coupon) -> Money | None:
    """What the customer still pays; a discount never takes more than the basket holds."""
    if redemption.basket is None:
        return None
    off = coupon.worth if redemption.discount is None else redemption.discount
    if kept_by(coupon).till.goods is not None:
        off = 0
    return Money(max(0, redemption.basket - off), coupon.currency)


def redemption_answer(
    world: World, redemption: Redemption, now: datetime, *, repeated: bool
) -> RedemptionAnswer:
    """The answer to a redemption from its rows, in their present state."""
    grants = (world.grants[grant_id] for grant_id in world.grants_of.get(redemption.id, ()))
    return redemption_view(
        redemption, world.coupons_by_id[redemption.coupon_id], grants, now, repeated=repeated
    )


def taken_answer(redemption: Redemption, coupon: Coupon, changes: Changes, now: datetime) -> RedemptionAnswer:
    """The answer to a redemption that these changes make."""
    grants = (row for row in changes.new if isinstance(row, Grant) and row.cause_id == redemption.id)
    taken = replace(coupon, state="redeemed", redemption_id=redemption.id)
    return redemption_view(redemption, taken, grants, now, repeated=False)


def redemption_view(
    redemption: Redemption, coupon: Coupon, grants: Iterable[Grant], now: datetime, *, repeated: bool
) -> RedemptionAnswer:
    """A redemption as the till sees it."""
    at = from_micros(redemption.at_us)
    return RedemptionAnswer(
        redemption.id,
        redemption.request_id,
        at,
        coupon_view(coupon, now, redeemed_at=at if redemption.state == "done" else None),
        to_pay(redemption, coupon),
        grant_views(grants, {}, now),
        "done" if redemption.state == "done" else "cancelled",
        None if redemption.cancelled_us is None else from_micros(redemption.cancelled_us),
        repeated,
        None if redemption.discount is None else Money(redemption.discount, coupon.currency),
        redemption.sale_id,
    )
