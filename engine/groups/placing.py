"""A person opens a group, joins one, or buys alone: piece, place and coupon are kept until it is paid, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Label, Money
from engine import wording
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.requests import RequestKey, ask_request, earlier_answer, stored_request
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.basket import BasketLine, Clash, Short, priced
from engine.coupons.checkout import offer_of
from engine.coupons.kept_terms import PLAIN, kept_by
from engine.coupons.taking import Taking
from engine.coupons.why_not import Why, clash, short, why_not_here
from engine.grants.stored import takes_json
from engine.group_records import Group, Purchase
from engine.groups.offers import offered
from engine.groups.rows import BILL, GROUP, members, waiting
from engine.ids import new_id
from engine.members.identity import ask_person, person_behind
from engine.outcomes import Reason, Refusal
from engine.outlets.identity import Till
from engine.records import Coupon
from engine.scanning.refusing import refused_row
from engine.spi.alliances import AllianceType
from engine.spi.rewards import RewardType

#: How long a place is kept for somebody who has not paid.
PAY_WITHIN: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is about to be bought. `until`: the end of the group."""

    campaign_id: int
    version_id: int
    offer: str
    name: Label
    product: str
    price: Money
    group: Group | None
    opens: bool
    until: datetime | None

    @property
    def place(self) -> bool:
        """Whether it is a place in a group."""
        return self.group is not None


@dataclass(frozen=True, slots=True)
class TakePlace:
    """Keep a piece, and with `group_id` or `token` (of a new group) a place, for a person until it is paid.

    `channel` will collect. The same request gives the same purchase.
    """

    till: Till
    consumer_id: int
    campaign_id: int
    offer: str
    channel: str
    request: RequestKey
    at: datetime
    rewards: Mapping[str, RewardType]
    alliance_types: Mapping[str, AllianceType]
    group_id: int | None = None
    token: str | None = None
    coupon: str | None = None

    @property
    def _taking(self) -> Taking:
        return Taking(self.till, self.coupon or "", self.at, self.rewards, self.alliance_types)

    def ask(self, world: World, want: Wants) -> None:
        """The buyer, the group with all in it, the stock of the shop, the coupon, and an earlier answer."""
        brand = self.till.brand
        want.brands.add(brand)
        ask_request(want, brand, self.request)
        ask_person(world, want, self.consumer_id)
        if self.group_id is not None:
            want.groups.add(self.group_id)
        group = world.groups.get(self.group_id or 0)
        if group:
            want.stocks.add((brand, group.outlet_id, group.product))
        elif brand in world.brands:
            found = offered(world.brands[brand], self.campaign_id, self.offer, self.at)
            if not isinstance(found, Reason):
                want.stocks.add((brand, self.till.outlet_id, found.terms.gtin))
        if self.coupon:
            self._taking.ask(world, want)

    def apply(self, world: World) -> tuple[int | Refusal, Changes]:
        """The id of the purchase, or why there is none: then nothing is kept and nobody is charged."""
        earlier = earlier_answer(world, self.till.brand, self.request)
        if earlier is not None:
            return earlier, NOTHING
        wanted = self._wanted(world)
        if isinstance(wanted, Reason):
            return self._refuse(world, (wanted, wording.REASONS[wanted]))
        stock = world.stocks.get((self.till.brand, self.till.outlet_id, wanted.product))
        if stock is None or stock.on_hand <= stock.held:
            return self._refuse(world, (Reason.SOLD_OUT, wording.REASONS[Reason.SOLD_OUT]))
        coupon, off = self._coupon(world, wanted)
        if not isinstance(off, int):
            return self._refuse(world, off)
        purchase = self._purchase(world, wanted, coupon, off)
        opened = (wanted.group,) if wanted.group and wanted.opens else ()
        waits = [waiting(purchase, BILL, purchase.at_us, purchase.pay_by_us)]
        waits += [waiting(one, GROUP, purchase.at_us, one.until_us) for one in opened]
        uses = self._taking.uses(world, coupon) if coupon else {}
        changes = Changes(
            new=(
                *opened,
                purchase,
                *waits,
                *stored_request(self.till.brand, self.request, purchase.id, self.at),
            ),
            changed=(replace(stock, held=stock.held + 1),),
            taken=uses,
        )
        if coupon:
            changes += Changes(changed=(replace(coupon, state="aside"),))
        return purchase.id, changes

    def _wanted(self, world: World) -> _Wanted | Reason:
        """What is to be bought at which price, or why it cannot be."""
        if self.group_id is not None:
            return self._joining(world)
        found = offered(world.brands[self.till.brand], self.campaign_id, self.offer, self.at)
        if isinstance(found, Reason):
            return found
        terms, version = found.terms, found.version
        if self.token is None:
            if terms.single is None:
                return Reason.NO_CAMPAIGN
            return _Wanted(
                self.campaign_id, version.id, terms.id, terms.name, terms.gtin, terms.single, None, opens=False,
                until=None,
            )  # fmt: skip
        until = self.at + timedelta(hours=terms.hours)
        group = Group(
            new_id(), self.till.brand, self.token, self.campaign_id, version.id, terms.id, terms.name.en,
            terms.name.zh, self.till.outlet_id, terms.gtin, terms.size, int(terms.least), terms.together.minor,
            terms.together.currency, "open", to_micros(self.at), to_micros(until),
        )  # fmt: skip
        return _of_group(group, opens=True)

    def _joining(self, world: World) -> _Wanted | Reason:
        group = world.groups.get(self.group_id or 0)
        if group is None or group.brand != self.till.brand:
            return Reason.GROUP_UNKNOWN
        inside = members(world, group.id)
        if self._own(world).intersection(one.consumer_id for one in inside):
            return Reason.ONE_PLACE
        if group.state == "formed":
            return Reason.GROUP_FULL
        if group.state != "open" or to_micros(self.at) >= group.until_us:
            return Reason.GROUP_EXPIRED
        if not group.least and len(inside) >= group.size:
            return Reason.GROUP_FULL
        return _of_group(group, opens=False)

    def _own(self, world: World) -> set[int]:
        """Every account of the buyer."""
        person = person_behind(world, self.consumer_id)
        return {self.consumer_id, *(world.accounts(person) if person else ())}

    def _coupon(self, world: World, wanted: _Wanted) -> tuple[Coupon | None, int | Why]:
        """The coupon with what it takes off, or why it is not taken."""
        if not self.coupon:
            return None, 0
        coupon = self._taking.coupon(world)
        if coupon is None or coupon.consumer_id not in self._own(world) or coupon.brand != self.till.brand:
            return None, (Reason.COUPON_UNKNOWN, wording.REASONS[Reason.COUPON_UNKNOWN])
        taken = world.redemptions.get(coupon.redemption_id or 0)
        why = why_not_here(coupon, taken, self.till, world.brands[self.till.brand].zone, self.at)
        why = why or self._taking.why_not_now(world, coupon)
        if why:
            return None, why
        terms = kept_by(coupon)
        if terms.till.goods or terms.reward != PLAIN or coupon.currency != wanted.price.currency:
            return None, clash(coupon)
        if wanted.place and terms.till.lane is None:
            return None, (Reason.COUPONS_CLASH, _not_with_groups(coupon))
        found = priced([BasketLine(wanted.product, 1, wanted.price.minor)], [offer_of(coupon)])
        match found:
            case Clash():
                return None, clash(coupon)
            case Short():
                return None, short(coupon, found)
        off = found[0].off
        return (
            (coupon, off)
            if off < wanted.price.minor
            else (None, (Reason.COUPONS_CLASH, _nothing_left(coupon)))
        )

    def _purchase(self, world: World, wanted: _Wanted, coupon: Coupon | None, off: int) -> Purchase:
        group, at_us = wanted.group, to_micros(self.at)
        pay_by = self.at + PAY_WITHIN
        if wanted.until:
            pay_by = min(pay_by, wanted.until)
        uses = self._taking.uses(world, coupon) if coupon else {}
        return Purchase(
            new_id(), self.till.brand, wanted.campaign_id, wanted.version_id, wanted.offer, wanted.name.en,
            wanted.name.zh, group.id if group else None, self._free_place(world, group) if group else None,
            self.till.outlet_id, wanted.product, self.consumer_id, coupon.id if coupon else None,
            takes_json(uses.items()) if uses else None, wanted.price.minor, wanted.price.minor - off,
            wanted.price.currency, self.channel, "waiting", at_us, to_micros(pay_by),
        )  # fmt: skip

    def _free_place(self, world: World, group: Group) -> int:
        """The first place that nobody has."""
        taken = {one.place for one in members(world, group.id)}
        return next(place for place in range(1, len(taken) + 2) if place not in taken)

    def _refuse(self, world: World, why: Why) -> tuple[Refusal, Changes]:
        source = f"g:{self.group_id}" if self.group_id else f"o:{self.campaign_id}:{self.offer}"
        person = person_behind(world, self.consumer_id)
        row = refused_row(
            self.till.brand, "order", source, why[0], why[1], self.at, person, self.campaign_id or None,
            outlet_id=self.till.outlet_id,
        )  # fmt: skip
        refusal = Refusal(*why, self.at)
        return refusal, Changes(new=(row, *stored_request(self.till.brand, self.request, refusal, self.at)))


def _of_group(group: Group, *, opens: bool) -> _Wanted:
    return _Wanted(
        group.campaign_id, group.version_id, group.offer, Label(group.name_en, group.name_zh), group.product,
        Money(group.price, group.currency), group, opens, from_micros(group.until_us),
    )  # fmt: skip


def _not_with_groups(coupon: Coupon) -> Label:
    return Label(
        f"“{coupon.name_en}” does not join the price of a group.", f"“{coupon.name_zh}”不能与拼团价同用。"
    )


def _nothing_left(coupon: Coupon) -> Label:
    return Label(
        f"“{coupon.name_en}” would leave nothing to pay.", f"用“{coupon.name_zh}”后没有需要支付的金额。"
    )
