"""What happens to the rows of a purchase and its group, step by step. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from engine.clock import from_micros, to_micros
from engine.commit.changes import BOUNDLESS, NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.stored import takes_of
from engine.group_records import Group, Purchase
from engine.ids import new_id
from engine.ledger import purchase_rules
from engine.records import Coupon, Wait

#: The topics of what waits: a group for its end, a bill to be paid, a refund to arrive, a campaign to be told.
GROUP, BILL, REFUND, SENT = "group", "bill", "refund", "group_sent"
#: How long a coupon lives that comes back after its end.
COUPON_BACK: Final = timedelta(hours=24)
#: When a channel is asked again, by how often it was.
_AGAIN: Final = (30, 60, 60, 120, 300, 600, 1_800)
_AGAIN_LAST: Final = 3_600


def ask_purchase(world: World, want: Wants, purchase_id: int, group_id: int | None) -> None:
    """Name a purchase with its group and its other members, its piece, its coupon, and what waits for it."""
    if group_id is None:
        want.purchases.add(purchase_id)
    else:
        want.groups.add(group_id)
        want.abouts.add(group_id)
    want.abouts.add(purchase_id)
    purchase = world.purchases.get(purchase_id)
    if purchase:
        ask_kept(world, want, purchase)


def ask_kept(world: World, want: Wants, purchase: Purchase) -> None:
    """Name what is kept for a purchase."""
    want.stocks.add((purchase.brand, purchase.outlet_id, purchase.product))
    if purchase.coupon_id is not None:
        want.coupon_ids.add(purchase.coupon_id)
        coupon = world.coupons_by_id.get(purchase.coupon_id)
        if coupon:
            want.consumers.add(coupon.consumer_id)
    if purchase.takes:
        want.exact.update(takes_of(purchase.takes))


def members(world: World, group_id: int) -> list[Purchase]:
    """The purchases of a group that keep a place, in the order of their places."""
    found = (world.purchases[one] for one in world.purchases_in.get(group_id, ()))
    return sorted((one for one in found if one.holds), key=lambda one: one.place or 0)


def wait_of(world: World, subject_id: int, topic: str) -> Wait | None:
    """The wait of a topic about something, while it waits."""
    waits = (one for one in world.waits.values() if (one.subject_id, one.topic) == (subject_id, topic))
    return next((one for one in waits if one.state == "waiting"), None)


def waiting(purchase: Purchase | Group, topic: str, since_us: int, due_us: int) -> Wait:
    """Something that waits until an instant."""
    return Wait(
        id=new_id(), brand=purchase.brand, topic=topic, subject_id=purchase.id,
        cause_id=purchase.group_id or 0 if isinstance(purchase, Purchase) else 0,
        campaign_id=purchase.campaign_id, person_id=0, event="", asked="{}", friend=0, hold="",
        payload="{}", state="waiting", since_us=since_us, until_us=due_us, due_us=due_us,
    )  # fmt: skip


def ended(world: World, subject_id: int, topic: str, state: str, at: datetime) -> Changes:
    """What waited has come to its end."""
    wait = wait_of(world, subject_id, topic)
    return Changes(changed=(replace(wait, state=state, ended_us=to_micros(at)),)) if wait else NOTHING


def put_off(wait: Wait, now: datetime, tries: int) -> Changes:
    """A channel is asked again later, the more often it was asked the later."""
    seconds = _AGAIN[tries] if tries < len(_AGAIN) else _AGAIN_LAST
    due_us = to_micros(now + timedelta(seconds=seconds))
    return Changes(changed=(replace(wait, due_us=due_us),))


def let_go(world: World, purchase: Purchase, now: datetime) -> Changes:
    """The piece is free again, and the coupon comes back: one that has ended meanwhile lives 24 hours more.

    Where its holder has been deleted, or the claim that gave it taken back, it ends.
    """
    stock = world.stocks[purchase.brand, purchase.outlet_id, purchase.product]
    changes = Changes(changed=(replace(stock, held=stock.held - 1),)) + given_back(purchase)
    coupon = world.coupons_by_id.get(purchase.coupon_id or 0)
    if coupon and coupon.state == "aside":
        changes += Changes(changed=(_back(world, coupon, now),))
    return changes


def given_back(purchase: Purchase) -> Changes:
    """What the coupon's bounds counted for it is not counted any more."""
    freed = {key: -amount for key, amount in takes_of(purchase.takes or "[]").items()}
    return Changes(taken=freed, within=dict.fromkeys(freed, BOUNDLESS))


def _back(world: World, coupon: Coupon, now: datetime) -> Coupon:
    holder, expires_us = world.consumers.get(coupon.consumer_id), coupon.expires_us
    if coupon.revoked_us is not None or (holder and holder.deleted_us is not None):
        expires_us = min(expires_us, to_micros(now))
    elif now >= from_micros(expires_us):
        expires_us = to_micros(now + COUPON_BACK)
    return replace(coupon, state="open", expires_us=expires_us)


def refunding(world: World, purchase: Purchase, why: str, now: datetime) -> Changes:
    """A paid purchase ends: its buyer is owed the money, and what was kept for it is free."""
    now_us = to_micros(now)
    back = replace(purchase, state="refunding", why=why, refund_us=now_us, tries=0)
    wait = waiting(purchase, REFUND, now_us, now_us)
    entries = purchase_rules.refund_due(purchase, now_us)
    return let_go(world, purchase, now) + Changes(new=(wait, *entries), changed=(back,))


def left_behind(world: World, group_id: int | None, now: datetime) -> Changes:
    """A group that nobody is in any more is cancelled. `world` is the one after the last has left."""
    group = world.groups.get(group_id or 0)
    if group is None or group.state != "open" or members(world, group.id):
        return NOTHING
    over = Changes(changed=(replace(group, state="cancelled", ended_us=to_micros(now)),))
    return over + ended(world, group.id, GROUP, "void", now)


def formed(world: World, group_id: int | None, now: datetime) -> Changes:
    """A group is complete once each of its places is paid for; one that takes more only at its end."""
    group = world.groups.get(group_id or 0)
    if group is None or group.state != "open" or group.least or paid_in(world, group.id) < group.size:
        return NOTHING
    over = Changes(changed=(replace(group, state="formed", ended_us=to_micros(now)),))
    return over + ended(world, group.id, GROUP, "opened", now)


def paid_in(world: World, group_id: int) -> int:
    """How many places of a group are paid for."""
    return sum(one.state == "paid" for one in members(world, group_id))


def all_refunded(world: World, purchases: Iterable[Purchase], why: str, now: datetime) -> Changes:
    """Each of several gets the money back."""
    changes = NOTHING
    for purchase in purchases:
        changes += refunding(world.after(changes), purchase, why, now)
    return changes
