"""The shop dispatches: the piece leaves the stock, the coupon is redeemed, and campaigns are told of the complete group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from engine import wording
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.taking import Taken, Taking
from engine.group_records import Purchase
from engine.groups.rows import SENT, ask_purchase, given_back, waiting
from engine.ids import new_id
from engine.outcomes import Reason, Refusal
from engine.outlets.identity import Till
from engine.spi.alliances import AllianceType
from engine.spi.rewards import RewardType
from engine.till_records import StockMove


@dataclass(frozen=True, slots=True)
class DispatchPurchase:
    """Send what is paid. A place in a group is sent once the group is complete.

    Until then everything can be called off, so what a coupon or a complete group brings is given now and not before.
    """

    till: Till
    purchase_id: int
    group_id: int | None
    coupon: str | None
    now: datetime
    rewards: Mapping[str, RewardType]
    alliance_types: Mapping[str, AllianceType]

    @property
    def _taking(self) -> Taking:
        return Taking(self.till, self.coupon or "", self.now, self.rewards, self.alliance_types)

    def ask(self, world: World, want: Wants) -> None:
        """The purchase, its group, what is kept for it, and all that its coupon brings."""
        want.brands.add(self.till.brand)
        ask_purchase(world, want, self.purchase_id, self.group_id)
        if self.coupon:
            self._taking.ask(world, want)

    def apply(self, world: World) -> tuple[Refusal | None, Changes]:
        """None when it is on its way; sent again, nothing changes."""
        purchase = world.purchases.get(self.purchase_id)
        if purchase is None or purchase.brand != self.till.brand:
            return self._refuse(Reason.PURCHASE_UNKNOWN)
        if purchase.state == "sent":
            return None, NOTHING
        if purchase.state != "paid":
            waits = purchase.state == "waiting"
            return self._refuse(Reason.PAYMENT_UNDER_WAY if waits else Reason.PURCHASE_OVER)
        group = world.groups.get(purchase.group_id or 0)
        if group and group.state != "formed":
            return self._refuse(Reason.GROUP_INCOMPLETE)
        now_us = to_micros(self.now)
        stock = world.stocks[purchase.brand, purchase.outlet_id, purchase.product]
        left = replace(stock, held=stock.held - 1, on_hand=stock.on_hand - 1)
        move = StockMove(
            new_id(), stock.brand, stock.outlet_id, stock.product, "sold", -1, purchase.id, now_us
        )
        told = (waiting(purchase, SENT, now_us, now_us),) if group else ()
        changes = Changes(new=(move, *told), changed=(left, replace(purchase, state="sent", sent_us=now_us)))
        return None, changes + self._redeemed(world, purchase)

    def _redeemed(self, world: World, purchase: Purchase) -> Changes:
        coupon = world.coupons_by_id.get(purchase.coupon_id or 0)
        if coupon is None or coupon.state != "aside":
            return NOTHING
        changes = given_back(purchase)
        taken = Taken(f"#{purchase.id}", purchase.price, purchase.price - purchase.amount)
        return changes + self._taking.take(world.after(changes), coupon, taken)[1]

    def _refuse(self, reason: Reason) -> tuple[Refusal, Changes]:
        return Refusal(reason, wording.REASONS[reason], self.now), NOTHING
