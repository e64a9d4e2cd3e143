"""Money that its payee cannot or does not take is owed for 30 days after it was granted, then it goes back to the brand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.reversing import reverse
from engine.grants.stored import takes_of
from engine.ids import new_id
from engine.outbox.payouts import ask_payout, grants_of, payout_of
from engine.records import Grant, Order, Wait

TOPIC: Final = "payout"
KEPT: Final = timedelta(days=30)
#: Why a reward was taken back that could not be paid, and one that nobody asked to be sent again.
NOT_PAYABLE: Final = "lapsed: the account could not be paid"
NOT_ASKED_FOR: Final = "lapsed: came back and was not asked for again"


def lapse_wait(order: Order, grants: Sequence[Grant], at: datetime) -> Wait:
    """What waits until a payout that nobody can carry out is taken back: 30 days after the last of its grants."""
    until_us = max(grant.at_us for grant in grants) + KEPT // timedelta(microseconds=1)
    lead = next(grant for grant in grants if grant.id == order.grant_id)
    return Wait(
        id=new_id(),
        brand=order.brand,
        topic=TOPIC,
        subject_id=order.grant_id,
        cause_id=lead.cause_id,
        campaign_id=lead.campaign_id,
        person_id=lead.recipient_id,
        event=order.hold or "",
        asked="{}",
        friend=0,
        hold="",
        payload="{}",
        state="waiting",
        since_us=to_micros(at),
        until_us=until_us,
        due_us=max(until_us, to_micros(at)),
    )


@dataclass(frozen=True, slots=True)
class LapsePayout:
    """The 30 days are over. What has been asked for again meanwhile, or is taken back already, stays as it is."""

    brand: str
    wait_id: int
    grant_id: int
    person_id: int
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The wait, the grants and the counters that they give back."""
        want.waits.add((self.brand, self.person_id))
        ask_payout(world, want, self.grant_id)
        order = payout_of(world, self.grant_id)
        for grant_id in grants_of(order) if order else ():
            if grant_id in world.grants:
                want.counters.update(takes_of(world.grants[grant_id].takes))

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        wait = world.waits.get(self.wait_id)
        if wait is None or wait.state != "waiting" or wait.due_us > to_micros(self.now):
            return wait.state if wait else "missing", NOTHING
        order = payout_of(world, self.grant_id)
        if order is None or order.state not in {"refused", "returned"}:
            return "opened", Changes(changed=(replace(wait, state="opened", ended_us=wait.due_us),))
        grants = [world.grants[one] for one in grants_of(order)]
        reason = NOT_PAYABLE if order.state == "refused" else NOT_ASKED_FOR
        return "lapsed", reverse(world, grants, wait.due_us, reason, wait="lapsed")
