"""A claim that is found to be false is taken back with all that followed from it, also after it was paid.

| what followed | what becomes of it |
|---|---|
| money that is owed, locked or held for small change | reversed: its budget, stock and caps are free |
| money that was paid | reversed, and its party owes it: offset against what it is owed next |
| money that is on its way | the same as soon as its channel has said what became of it |
| points, and other rewards that can be called off | reversed |
| a coupon that is open | withdrawn |
| a coupon that was used, a thing that was handed over | noted: it stays as it is, and so does what the outlet is owed; called off later, the coupon is not good again |
| what the rules gave for the coupon's redemption | like the rest |

The code stays used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine.clock import to_micros
from engine.commit.changes import BOUNDLESS, NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import NotFound
from engine.grants.reversing import ask_reversal, reverse, why_not_reversible
from engine.grants.stored import takes_of
from engine.grants.views import grant_views
from engine.ids import new_id
from engine.ledger import accounts, rules
from engine.outbox.payouts import ask_payout, debt_of, payout_of
from engine.outcomes import ClaimReversal
from engine.records import Grant, Wait
from engine.spi.rewards import RewardType

TOPIC: Final = "clawback"
#: How often money that is on its way is looked at again.
AGAIN_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ReverseClaim:
    """Take a claim back with all that followed. It still counts for the clerk's scan: nobody moves up into the freed place.

    Taken back already, it stays as it is.
    """

    brand: str
    claim_id: int
    reason: str
    at: datetime
    rewards: Mapping[str, RewardType]

    def ask(self, world: World, want: Wants) -> None:
        """The claim, its grants with their orders, what their coupons' redemptions gave, and the counters freed."""
        want.causes.add(self.claim_id)
        for grant in _followed(world, self.claim_id):
            coupon = world.coupons_by_id.get(grant.coupon_id or 0)
            if coupon and coupon.redemption_id:
                want.causes.add(coupon.redemption_id)
            ask_payout(world, want, grant.id)
            ask_reversal(world, want, grant)
            want.counters.add(debt_of(grant))

    def apply(self, world: World) -> tuple[ClaimReversal, Changes]:
        """What became of all that the claim gave. Raises `NotFound`."""
        followed = [one for one in _followed(world, self.claim_id) if one.brand == self.brand]
        if not followed:
            raise NotFound(f"there is no claim {self.claim_id} that gave anything")
        grants = [one for one in followed if one.state != "reversed"]
        changes, kept, pending = NOTHING, list[Grant](), list[Grant]()
        plain = [one for one in grants if why_not_reversible(world, one, self.rewards) is None]
        for grant in grants:
            if grant in plain:
                continue
            if grant.state == "paid":
                changes += clawed_back(grant, self.at, self.reason)
            elif grant.state == "owed":
                pending.append(grant)
                changes += _watched(world, grant, self.at, self.reason)
            else:
                kept.append(grant)
                changes += _revoked(world, grant, self.at)
        changes += reverse(world, plain, to_micros(self.at), self.reason)
        after = world.after(changes).grants
        told = [
            grant_views(rows, world.coupons_by_id, self.at)
            for rows in (
                (after[one.id] for one in followed),
                kept,
                pending,
                [one for one in grants if one.state == "paid"],
            )
        ]
        return ClaimReversal(self.claim_id, told[0], told[1], told[2], told[3]), changes


def _followed(world: World, claim_id: int) -> Iterator[Grant]:
    """What a claim gave, and what the rules gave for the redemption of its coupons; never what an outlet is owed."""
    for grant_id in world.grants_of.get(claim_id, ()):
        grant = world.grants[grant_id]
        yield grant
        coupon = world.coupons_by_id.get(grant.coupon_id or 0)
        for other in world.grants_of.get(coupon.redemption_id or 0, ()) if coupon else ():
            if world.grants[other].fund not in {accounts.COUPONS, accounts.ALLIANCE}:
                yield world.grants[other]


def clawed_back(grant: Grant, at: datetime, reason: str) -> Changes:
    """A paid grant is taken back: what it took is free, and its party owes it."""
    at_us = to_micros(at)
    freed = {key: -amount for key, amount in takes_of(grant.takes).items()}
    taken = {**freed, debt_of(grant): grant.amount or 0}
    back = replace(grant, state="reversed", settled_us=at_us, reason=reason[:255])
    return Changes(
        new=rules.clawed_back(grant, at_us),
        changed=(back,),
        taken=taken,
        within=dict.fromkeys(taken, BOUNDLESS),
    )


def _revoked(world: World, grant: Grant, at: datetime) -> Changes:
    """A coupon that is used can only be kept from ever being good again."""
    coupon = world.coupons_by_id.get(grant.coupon_id or 0)
    if coupon is None or coupon.revoked_us is not None:
        return NOTHING
    return Changes(changed=(replace(coupon, revoked_us=to_micros(at)),))


def _watched(world: World, grant: Grant, at: datetime, reason: str) -> Changes:
    """What waits until the money of a grant has arrived or not."""
    known = (
        wait for wait in world.waits.values()
        if wait.topic == TOPIC and wait.subject_id == grant.id and wait.state == "waiting"
    )  # fmt: skip
    if next(known, None):
        return NOTHING
    at_us, due_us = to_micros(at), to_micros(at + AGAIN_AFTER)
    wait = Wait(
        id=new_id(), brand=grant.brand, topic=TOPIC, subject_id=grant.id, cause_id=grant.cause_id,
        campaign_id=grant.campaign_id, person_id=grant.recipient_id, event="", asked="{}", friend=0, hold="",
        payload=json.dumps({"reason": reason}), state="waiting", since_us=at_us, until_us=due_us, due_us=due_us,
    )  # fmt: skip
    return Changes(new=(wait,))


@dataclass(frozen=True, slots=True)
class ClawBack:
    """Money that was on its way when its claim was taken back: its channel has answered, or is asked again later."""

    wait: Wait
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The grant with its order, and the counters."""
        want.abouts.add(self.wait.subject_id)
        ask_payout(world, want, self.wait.subject_id)
        grant = world.grants.get(self.wait.subject_id)
        if grant:
            want.counters.update((*takes_of(grant.takes), debt_of(grant)))

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        wait, grant = world.waits.get(self.wait.id), world.grants.get(self.wait.subject_id)
        if wait is None or grant is None or wait.state != "waiting" or wait.due_us > to_micros(self.now):
            return wait.state if wait else "missing", NOTHING
        reason, at_us = str(json.loads(wait.payload)["reason"]), to_micros(self.now)
        over = Changes(changed=(replace(wait, state="opened", ended_us=at_us),))
        if grant.state == "reversed":
            return "opened", over
        if grant.state == "paid":
            return "opened", over + clawed_back(grant, self.now, reason)
        if payout_of(world, grant.id) and why_not_reversible(world, grant) is None:
            return "opened", over + reverse(world, [grant], at_us, reason)
        due_us = to_micros(self.now + AGAIN_AFTER)
        return "waiting", Changes(changed=(replace(wait, due_us=due_us, until_us=due_us),))
