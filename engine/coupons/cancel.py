"""A redemption is called off: the coupon is good again, unless its holder has been deleted or the claim that gave it was
false, and everything it brought is reversed.

A till does so on the day; the brand also later, and what was paid out by then is owed back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from engine import wording
from engine.clock import from_micros, to_micros
from engine.commit.changes import BOUNDLESS, NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.coupons.kept_terms import kept_by
from engine.coupons.redeem import redemption_answer
from engine.grants.clawing_back import clawed_back
from engine.grants.making import end_of_day
from engine.grants.reversing import ask_reversal, reverse, why_not_reversible
from engine.grants.stored import takes_of
from engine.ledger import rules
from engine.members.deleting import DELETED
from engine.members.identity import ask_person
from engine.outbox.payouts import debt_of
from engine.outcomes import Reason, RedemptionAnswer, Refusal
from engine.outlets.identity import Till
from engine.records import Coupon, Redemption
from engine.scanning.refusing import refused_row
from engine.stock.book import ask_stock, brought_back
from engine.waits.locks import unkeyed

_WHY: Final = "redemption cancelled"
#: Why a coupon ends that a till gives back after the claim behind it was taken back.
REVOKED: Final = "its claim was taken back"


@dataclass(frozen=True, slots=True)
class CancelRedemption:
    """Call a redemption off, by the outlet that made it: on its day; goods and partners' coupons later too, while nothing is paid out.

    `whole`: with the purchase that it was part of. `by_brand`: the brand says so, on whatever day.
    """

    till: Till
    redemption_id: int
    request_id: str
    at: datetime
    whole: bool = False
    by_brand: bool = False

    def ask(self, world: World, want: Wants) -> None:
        """The redemption, its coupon, all that it caused, and the counters that it frees."""
        want.brands.add(self.till.brand)
        want.redemptions.add(self.redemption_id)
        want.causes.add(self.redemption_id)
        want.ended.add(self.redemption_id)
        held = (wait for wait in world.waits.values() if wait.event_id == self.redemption_id)
        want.grants.update(wait.subject_id for wait in held)
        for grant_id in world.grants_of.get(self.redemption_id, ()):
            ask_reversal(world, want, world.grants[grant_id])
            if self.by_brand and world.grants[grant_id].amount is not None:
                want.counters.add(debt_of(world.grants[grant_id]))
        redemption = world.redemptions.get(self.redemption_id)
        if redemption:
            ask_stock(world, want, world.coupons_by_id[redemption.coupon_id], redemption.outlet_id)
        if redemption and redemption.takes:
            want.exact.update(takes_of(redemption.takes))
        coupon = world.coupons_by_id.get(redemption.coupon_id) if redemption else None
        if coupon:
            want.brands.add(coupon.brand)
            self._ask_holder(world, want, coupon)

    def _ask_holder(self, world: World, want: Wants, coupon: Coupon) -> None:
        """Whose the coupon is; of one that ends, the grant behind it too."""
        ask_person(world, want, coupon.consumer_id)
        if _why_over(world, coupon) is None:
            return
        want.holdings.add((coupon.brand, coupon.consumer_id))
        for grant_id in world.holdings.get((coupon.brand, coupon.consumer_id), ()):
            want.grants.add(grant_id)
            if grant_id in world.grants:
                ask_reversal(world, want, world.grants[grant_id])

    def apply(self, world: World) -> tuple[RedemptionAnswer | Refusal, Changes]:
        """The stored answer to the same request, a refusal, or the way back."""
        brand = world.brands[self.till.brand]
        redemption = world.redemptions.get(self.redemption_id)
        if redemption is None or (redemption.brand, redemption.outlet_id) != (
            brand.slug,
            self.till.outlet_id,
        ):
            return self._refuse(Reason.REDEMPTION_UNKNOWN)
        if redemption.sale_id is not None and not self.whole:
            return self._refuse(Reason.PART_OF_SALE)
        if redemption.state == "cancelled":
            if redemption.cancel_request == self.request_id:
                return redemption_answer(world, redemption, self.at, repeated=True), NOTHING
            return self._refuse(Reason.ALREADY_CANCELLED)
        late = self.at >= end_of_day(from_micros(redemption.at_us), brand.zone)
        coupon = world.coupons_by_id[redemption.coupon_id]
        if _is_settled_for_good(world, coupon) or (late and not self.by_brand and not _stays_open(coupon)):
            return self._refuse(Reason.CANCEL_TOO_LATE)
        grants = [world.grants[grant_id] for grant_id in world.grants_of.get(redemption.id, ())]
        open_grants = [grant for grant in grants if grant.state != "reversed"]
        paid = [grant for grant in open_grants if self.by_brand and grant.state == "paid"]
        open_grants = [grant for grant in open_grants if grant not in paid]
        obstacles = {why_not_reversible(world, grant) for grant in open_grants} - {None}
        if obstacles:
            used = Reason.COUPON_USED in obstacles
            return self._refuse(Reason.COUPON_USED if used else Reason.CANCEL_TOO_LATE)
        changes = reverse(world, open_grants, to_micros(self.at), _WHY)
        for grant in paid:
            changes += clawed_back(grant, self.at, _WHY)
        changes += self._undo(world, redemption) + unkeyed(world, redemption.id)
        return redemption_answer(
            world.after(changes), self._cancelled(redemption), self.at, repeated=False
        ), changes

    def _undo(self, world: World, redemption: Redemption) -> Changes:
        at_us = to_micros(self.at)
        coupon = world.coupons_by_id[redemption.coupon_id]
        taken = takes_of(redemption.takes) if redemption.takes else {}
        changes = Changes(
            changed=(self._cancelled(redemption), replace(coupon, state="open", redemption_id=None)),
            taken={key: -amount for key, amount in taken.items()},
            within=dict.fromkeys(taken, BOUNDLESS),
        )
        changes += brought_back(world, coupon, redemption, self.at)
        funding = world.fundings.get(redemption.id)
        if funding:
            entries = rules.alliance_redeemed(funding, coupon.campaign_id, at_us, sign=-1)
            called_off = replace(funding, state="cancelled", cancelled_us=at_us)
            changes += Changes(new=entries, changed=(called_off,))
        over = _why_over(world, coupon)
        if over is None:
            return changes
        held = (world.grants[one] for one in world.holdings[coupon.brand, coupon.consumer_id])
        given = [grant for grant in held if grant.coupon_id == coupon.id and grant.state == "given"]
        return changes + reverse(world.after(changes), given, at_us, over)

    def _cancelled(self, redemption: Redemption) -> Redemption:
        at_us = to_micros(self.at)
        return replace(redemption, state="cancelled", cancel_request=self.request_id, cancelled_us=at_us)

    def _refuse(self, reason: Reason) -> tuple[Refusal, Changes]:
        return refuse_cancelling(self.till, f"x:{self.redemption_id}", reason, self.at)


def _why_over(world: World, coupon: Coupon) -> str | None:
    """Why the coupon cannot become good again: its holder has been deleted, or the claim that gave it taken back."""
    holder = world.consumers.get(coupon.consumer_id)
    if holder is not None and holder.deleted_us is not None:
        return DELETED
    return REVOKED if coupon.revoked_us is not None else None


def _stays_open(coupon: Coupon) -> bool:
    """Goods may come back later, and so may a partner's coupon: the brands' next statement tells it."""
    return kept_by(coupon).till.goods is not None or coupon.alliance_id is not None


def _is_settled_for_good(world: World, coupon: Coupon) -> bool:
    """Whether two brands have made their last statement, so that no further one could tell a change."""
    issuer = world.brands.get(coupon.brand)
    partner = issuer.alliance(coupon.alliance_id) if issuer and coupon.alliance_id is not None else None
    return partner is not None and partner.settled is not None


def refuse_cancelling(till: Till, source: str, reason: Reason, at: datetime) -> tuple[Refusal, Changes]:
    """The refusal to take something back, and its record."""
    words = wording.REASONS[reason]
    refused = refused_row(
        till.brand, "cancellation", source, reason, words, at, None, None, outlet_id=till.outlet_id
    )
    return Refusal(reason, words, at), Changes(new=(refused,))
