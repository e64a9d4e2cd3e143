"""Taking a grant back: its postings the other way, its counters and held goods freed, what was still to be sent
stopped. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from engine.clock import from_micros
from engine.commit.changes import BOUNDLESS, NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.stored import takes_of
from engine.ids import new_id
from engine.ledger import rules
from engine.outbox.payouts import STOPPABLE, alone, grants_of, payout_of
from engine.outcomes import Reason
from engine.parcels.rows import ParcelMove
from engine.records import Grant, Wait
from engine.spi.rewards import RewardType
from engine.stock.book import all_unheld, ask_hold, hold_of

#: A prize that travels can be taken back in these states.
_AT_HOME: Final = ("asked", "to_pack", "returned")
NO_REWARDS: Final[Mapping[str, RewardType]] = MappingProxyType({})


def why_not_reversible(
    world: World, grant: Grant, rewards: Mapping[str, RewardType] = NO_REWARDS
) -> Reason | None:
    """Money that is on its way or paid cannot be taken back here, nor a coupon that was used; None when it can.

    What was delivered stays, unless its reward says that people can still call it off. An order that is due again because nobody has found it may still have paid, as long as look-ups may lag.
    """
    if grant.state == "reversed":
        return Reason.ALREADY_REVERSED
    if grant.state == "paid":
        return Reason.PAYMENT_UNDER_WAY
    coupon = world.coupons_by_id.get(grant.coupon_id or 0)
    if coupon and coupon.state in {"redeemed", "aside"}:
        return Reason.COUPON_USED
    parcel = world.parcels.get(grant.id)
    if parcel:
        return None if parcel.state in _AT_HOME else Reason.PAYMENT_UNDER_WAY
    order = payout_of(world, grant.id)
    if order is None:
        return Reason.PAYMENT_UNDER_WAY if grant.id in world.orders_of else None
    if order.state == "stopped" or order.state in STOPPABLE:
        return None
    if order.topic == "delivery" and order.state == "done" and grant.reward in rewards:
        return None if rewards[grant.reward].recallable else Reason.PAYMENT_UNDER_WAY
    return None if order.state == "due" and order.first_sent_us is None else Reason.PAYMENT_UNDER_WAY


def ask_reversal(world: World, want: Wants, grant: Grant) -> None:
    """Name what taking a grant back gives free: its counters, and the goods that are held for its voucher."""
    want.counters.update(takes_of(grant.takes))
    want.parcels.add(grant.id)
    parcel = world.parcels.get(grant.id)
    if parcel and parcel.wait_id is not None:
        want.abouts.add(parcel.wait_id)
    coupon = world.coupons_by_id.get(grant.coupon_id or 0)
    if coupon:
        ask_hold(world, want, coupon)


def reverse(world: World, grants: Iterable[Grant], at_us: int, reason: str, *, wait: str = "void") -> Changes:
    """The changes that take the grants back. They must be reversible. `wait` is how their locks end."""
    grants = tuple(grants)
    changes, holds = _stopped(world, grants, at_us), list[Wait]()
    for grant in grants:
        opened_us = None if grant.state == "locked" else grant.opens_us
        back = replace(grant, state="reversed", settled_us=at_us, reason=reason[:255], opens_us=opened_us)
        freed = {key: -amount for key, amount in takes_of(grant.takes).items()}
        changes += Changes(
            new=rules.taken_back(grant, at_us),
            changed=(back,),
            taken=freed,
            within=dict.fromkeys(freed, BOUNDLESS),
        )
        changes += _unsent(world, grant, at_us, wait)
        lock = world.waits.get(world.wait_about.get(grant.id, 0))
        if lock and lock.state in {"waiting", "held"}:
            changes += Changes(changed=(replace(lock, state=wait, ended_us=at_us),))
        coupon = world.coupons_by_id.get(grant.coupon_id or 0)
        if coupon and coupon.state == "open":
            changes += Changes(changed=(replace(coupon, state="cancelled"),))
            hold = hold_of(world, coupon)
            holds += [hold] if hold else []
    return changes + all_unheld(world, holds, "void", at_us)


def _unsent(world: World, grant: Grant, at_us: int, ends: str) -> Changes:
    """A prize that did not leave, or is back, is not sent any more; its address is forgotten."""
    parcel = world.parcels.get(grant.id)
    if parcel is None or parcel.state not in _AT_HOME:
        return NOTHING
    state = "lapsed" if ends == "lapsed" else "cancelled"
    changes = Changes(
        new=(ParcelMove(new_id(), grant.brand, parcel.id, state, "", at_us),),
        changed=(replace(parcel, state=state, address=None),),
    )
    wait = world.waits.get(parcel.wait_id or 0)
    if wait and wait.state == "waiting":
        changes += Changes(changed=(replace(wait, state=ends, ended_us=at_us),))
    return changes


def _stopped(world: World, grants: Iterable[Grant], at_us: int) -> Changes:
    """What was still to be sent for grants is stopped; what was to be paid together with them is sent by itself."""
    ids = {grant.id for grant in grants}
    orders = {order.id: order for one in ids if (order := payout_of(world, one))}
    changes = NOTHING
    for order in orders.values():
        if order.state != "due" and order.state not in STOPPABLE:
            continue
        changes += Changes(changed=(replace(order, state="stopped", done_us=at_us),))
        wait = world.waits.get(world.wait_about.get(order.grant_id, 0))
        if wait and wait.topic == "payout" and wait.state == "waiting" and order.grant_id not in ids:
            changes += Changes(changed=(replace(wait, state="void", ended_us=at_us),))
        for left in (one for one in grants_of(order) if one not in ids):
            own = world.orders[world.orders_of[left]]
            if own.id != order.id:
                changes += Changes(changed=(replace(own, state="stopped", done_us=at_us),))
            following = alone(own, world.grants[left], from_micros(at_us))
            changes += Changes(new=(following,))
    return changes
