"""A basket is paid for with coupons: all of them are taken or none; the outlet's request number names the purchase."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from dsl.values import Label, Money
from engine import wording
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.answers import CouponCut, Quote, SaleAnswer
from engine.coupons.basket import BasketLine, Clash, Cut, Offer, Short, priced
from engine.coupons.kept_terms import kept_by
from engine.coupons.redeem import redemption_answer, taken_answer
from engine.coupons.refusing import PASSING, refuse_at_till
from engine.coupons.sale_lines import after_cuts, lines_json, lines_of, quote_of, sale_lines
from engine.coupons.taking import Taken, Taking
from engine.coupons.why_not import Why, clash, first_at, short, why_not_goods, why_not_here
from engine.errors import Invalid
from engine.ids import new_id
from engine.outcomes import Reason, RedemptionAnswer, Refusal
from engine.outlets.identity import Till
from engine.records import Coupon
from engine.spi.alliances import AllianceType
from engine.spi.rewards import RewardType
from engine.till_records import Sale

OTHER_SALE: Final = Label(
    "this number stands for another purchase: give each its own",
    "此请求号已用于另一笔购物，每笔请使用新的请求号",
)


@dataclass(frozen=True, slots=True)
class Checkout:
    """Take coupons for a basket. With `dry`, say what would come of it and change nothing."""

    till: Till
    codes: tuple[str, ...]
    lines: tuple[BasketLine, ...]
    currency: str
    request_id: str
    at: datetime
    rewards: Mapping[str, RewardType]
    alliance_types: Mapping[str, AllianceType]
    dry: bool = False
    objections: Mapping[str, Why] = field(default_factory=dict)

    def _takings(self) -> tuple[Taking, ...]:
        return tuple(
            Taking(self.till, code, self.at, self.rewards, self.alliance_types) for code in self.codes
        )

    @property
    def _told(self) -> str:
        """The basket and its coupons, whatever order they are named in."""
        lines = ";".join(f"{one.gtin}*{one.quantity}@{one.unit}" for one in self.lines)
        return f"{','.join(sorted(self.codes))}|{lines}|{self.currency}"

    @property
    def _request(self) -> RequestKey:
        content = hashlib.sha256(self._told.encode()).hexdigest()
        return RequestKey(f"sale|{self.till.outlet_id}|{self.request_id}|{content[:16]}", content)

    @property
    def _name(self) -> tuple[str, int, str]:
        return self.till.brand, self.till.outlet_id, self.request_id

    def ask(self, world: World, want: Wants) -> None:
        """The coupons with all they need, and an earlier answer to this request."""
        want.brands.add(self.till.brand)
        if not self.dry:
            ask_request(want, self.till.brand, self._request)
            want.sale_requests.add(self._name)
            earlier = world.sale_requests.get(self._name)
            if earlier:
                want.causes.update(world.redemptions_in.get(earlier.id, ()))
                return
        for taking in self._takings():
            taking.ask(world, want)

    def apply(self, world: World) -> tuple[SaleAnswer | Quote | Refusal, Changes]:
        """The stored answer, a refusal, or the purchase with all that its coupons bring."""
        if not self.dry:
            sale = world.sale_requests.get(self._name)
            if sale:
                self._must_be_same(world, sale)
                return sale_answer(world, sale, self.at, repeated=True), NOTHING
            refused = earlier_answer(world, self.till.brand, self._request)
            if isinstance(refused, Refusal):
                return refused, NOTHING
        coupons: list[Coupon] = []
        for taking in self._takings():
            coupon = taking.coupon(world)
            why = self._why_not(world, taking, coupon)
            if why:
                taken = world.redemptions.get(coupon.redemption_id or 0) if coupon else None
                return self._refuse(taking.code, why, first_at(coupon, taken) if coupon else None)
            assert coupon is not None
            coupons.append(coupon)
        cuts = self._cuts(coupons)
        if not isinstance(cuts, tuple):
            return self._refuse(cuts.coupon.code, cuts.why)
        if self.objections:
            return self._refuse(*next(iter(self.objections.items())))
        if self.dry:
            return quote_of(self.lines, cuts, self.currency), NOTHING
        return self._sell(world, coupons, cuts)

    def _why_not(self, world: World, taking: Taking, coupon: Coupon | None) -> Why | None:
        if coupon is None:
            return Reason.COUPON_UNKNOWN, wording.REASONS[Reason.COUPON_UNKNOWN]
        if coupon.currency != self.currency:
            raise Invalid("currency", wording.other_currency(coupon.currency))
        zone = world.brands[self.till.brand].zone
        why = why_not_here(coupon, world.redemptions.get(coupon.redemption_id or 0), self.till, zone, self.at)
        return why or taking.why_not_now(world, coupon)

    def _cuts(self, coupons: list[Coupon]) -> tuple[Cut, ...] | _Fault:
        """What each coupon takes off, or which cannot be taken and why."""
        by_code = {coupon.code: coupon for coupon in coupons}
        offers = [offer_of(coupon) for coupon in coupons]
        goods = next((coupon for coupon in coupons if kept_by(coupon).till.goods), None)
        if goods is not None:
            return _Fault(goods, clash(goods)) if len(coupons) > 1 else self._goods(goods)
        found = priced(self.lines, offers)
        match found:
            case Clash(key):
                return _Fault(by_code[key], clash(by_code[key]))
            case Short(key):
                return _Fault(by_code[key], short(by_code[key], found))
        return found

    def _goods(self, coupon: Coupon) -> tuple[Cut, ...] | _Fault:
        """One piece of the goods: what it costs more than is paid for it is taken off."""
        pieces = sum(line.quantity for line in self.lines)
        gtin = self.lines[0].gtin
        terms = kept_by(coupon).till
        price = terms.price.minor if terms.price else 0
        why = why_not_goods(coupon, gtin, terms.price)
        if why is None and (pieces != 1 or self.lines[0].unit < price):
            why = Reason.WRONG_PRODUCT, wording.REASONS[Reason.WRONG_PRODUCT]
        if why:
            return _Fault(coupon, why)
        off = self.lines[0].unit - price
        return (Cut(coupon.code, off, (off,)),)

    def _sell(self, world: World, coupons: list[Coupon], cuts: tuple[Cut, ...]) -> tuple[SaleAnswer, Changes]:
        kept = after_cuts(self.lines, cuts)
        sale = Sale(
            id=new_id(),
            brand=self.till.brand,
            outlet_id=self.till.outlet_id,
            clerk_id=self.till.clerk_id,
            request_id=self.request_id,
            at_us=to_micros(self.at),
            currency=self.currency,
            lines=lines_json(kept),
            total=sum(line.amount for line in kept),
            paid=sum(line.paid for line in kept),
            refunded=0,
            state="done",
        )
        changes, seen = Changes(new=(sale,)), world
        answers: dict[str, RedemptionAnswer] = {}
        by_code = {coupon.code: coupon for coupon in coupons}
        takings = {taking.code: taking for taking in self._takings()}
        for place, cut in enumerate(cuts, 1):
            taken = Taken(f"#{sale.id}.{place}", sale.total, cut.off, sale.id)
            coupon = by_code[cut.key]
            redemption, more = takings[cut.key].take(seen, coupon, taken)
            answers[cut.key] = taken_answer(redemption, coupon, more, self.at)
            changes += more
            seen = world.after(changes) if place < len(cuts) else seen
        told = tuple(answers[cut.key] for cut in cuts)
        return _answer(sale, told, repeated=False), changes

    def _must_be_same(self, world: World, sale: Sale) -> None:
        """Raises `Invalid` when the number stands for another basket or other coupons."""
        redemptions = [world.redemptions[one] for one in world.redemptions_in.get(sale.id, ())]
        codes = sorted(world.coupons_by_id[one.coupon_id].code for one in redemptions)
        before = [(line.gtin, line.quantity, line.unit) for line in lines_of(sale.lines)]
        if codes != sorted(self.codes) or before != [
            (line.gtin, line.quantity, line.unit) for line in self.lines
        ]:
            raise Invalid("request_id", OTHER_SALE)

    def _refuse(self, code: str, why: Why, at_first: datetime | None = None) -> tuple[Refusal, Changes]:
        if self.dry:
            return Refusal(*why, self.at, at_first), NOTHING
        request = None if why[0] in PASSING else self._request
        return refuse_at_till(self.till, code, self.request_id, request, why, self.at, at_first)


@dataclass(frozen=True, slots=True)
class _Fault:
    """The coupon that cannot be taken, and why."""

    coupon: Coupon
    why: Why


def offer_of(coupon: Coupon) -> Offer:
    """What the arithmetic must know of a coupon."""
    return Offer(coupon.code, coupon.worth, coupon.minimum, kept_by(coupon).till)


def sale_answer(world: World, sale: Sale, now: datetime, *, repeated: bool) -> SaleAnswer:
    """The answer to a purchase from its rows, in their present state."""
    redemptions = sorted(
        (world.redemptions[one] for one in world.redemptions_in.get(sale.id, ())), key=lambda one: one.id
    )
    told = tuple(redemption_answer(world, one, now, repeated=repeated) for one in redemptions)
    return _answer(sale, told, repeated=repeated)


def _answer(sale: Sale, redemptions: tuple[RedemptionAnswer, ...], *, repeated: bool) -> SaleAnswer:
    cuts = (CouponCut(one.coupon.code, one.off or Money(0, sale.currency)) for one in redemptions)
    return SaleAnswer(
        sale.id,
        sale.request_id,
        from_micros(sale.at_us),
        sale_lines(lines_of(sale.lines), sale.currency),
        tuple(cuts),
        Money(sale.total, sale.currency),
        Money(sale.paid, sale.currency),
        Money(sale.refunded, sale.currency),
        redemptions,
        "done" if sale.state == "done" else "cancelled",
        None if sale.cancelled_us is None else from_micros(sale.cancelled_us),
        repeated,
    )
