"""What a channel says of a bill: the purchase is paid, or it is let go; and the end of a group.

| answer | purchase | next |
|---|---|---|
| collected | paid; the last place makes the group complete | – |
| closed | closed: place, piece and coupon are free | – |
| not found, its time is over | closed, for no bill of that time can be opened any more | – |
| collected, after it was closed | refunding: nobody pays without a place | the refund |
| anything else | waits on: whether money has moved is open | asked again |
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.group_records import Purchase
from engine.groups.one_place import SAME_PERSON, has_another
from engine.groups.rows import (
    BILL,
    GROUP,
    REFUND,
    all_refunded,
    ask_kept,
    ask_purchase,
    ended,
    formed,
    left_behind,
    let_go,
    members,
    paid_in,
    put_off,
    refunding,
    wait_of,
    waiting,
)
from engine.ledger import purchase_rules
from engine.members.identity import ask_person, person_behind
from engine.records import Wait
from engine.spi.answers import NotFound
from engine.spi.collecting import Closed, CollectAnswer, Collected

#: When a group looks again whose last bills are not settled yet.
_SETTLING: Final = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class BillAnswered:
    """A channel has answered for a purchase's bill. `why` it ends, should it never be paid. Its answer is the state of its wait."""

    purchase_id: int
    group_id: int | None
    answer: CollectAnswer
    now: datetime
    why: str = "unpaid"

    def ask(self, world: World, want: Wants) -> None:
        """The purchase, its group, what is kept for it, and who buys."""
        ask_purchase(world, want, self.purchase_id, self.group_id)
        purchase = world.purchases.get(self.purchase_id)
        if purchase and purchase.group_id is not None:
            ask_person(world, want, purchase.consumer_id)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The state of what waits for the bill."""
        purchase = world.purchases.get(self.purchase_id)
        if purchase is None:
            return "missing", NOTHING
        match self.answer:
            case Collected():
                return self._collected(world, purchase, self.answer)
            case Closed():
                return self._closed(world, purchase)
            case NotFound() if to_micros(self.now) >= purchase.pay_by_us:
                return self._closed(world, purchase)
        wait = wait_of(world, purchase.id, BILL)
        if wait is None:
            return "void", NOTHING
        if to_micros(self.now) < purchase.pay_by_us:
            return "waiting", NOTHING
        tries = replace(purchase, tries=purchase.tries + 1)
        return "waiting", put_off(wait, self.now, purchase.tries) + Changes(changed=(tries,))

    def _collected(self, world: World, purchase: Purchase, answer: Collected) -> tuple[str, Changes]:
        now_us = to_micros(self.now)
        if purchase.state not in {"waiting", "closed"}:
            return "opened", NOTHING
        paid = replace(purchase, paid_us=to_micros(answer.at), receipt=answer.reference[:64], tries=0)
        changes = Changes(new=purchase_rules.collected(paid, now_us))
        if purchase.state == "closed":
            wait = waiting(paid, REFUND, now_us, now_us)
            back = replace(paid, state="refunding", refund_us=now_us)
            return "opened", changes + Changes(
                new=(wait, *purchase_rules.refund_due(paid, now_us)), changed=(back,)
            )
        changes += Changes(changed=(replace(paid, state="paid"),)) + ended(
            world, purchase.id, BILL, "opened", self.now
        )
        person = person_behind(world, purchase.consumer_id) if purchase.group_id is not None else None
        if person and has_another(world, purchase, world.accounts(person)):
            after = world.after(changes)
            changes += refunding(after, after.purchases[purchase.id], SAME_PERSON, self.now)
        return "opened", changes + formed(world.after(changes), purchase.group_id, self.now)

    def _closed(self, world: World, purchase: Purchase) -> tuple[str, Changes]:
        if purchase.state != "waiting":
            return "lapsed", NOTHING
        changes = let_go(world, purchase, self.now)
        changes += Changes(changed=(replace(purchase, state="closed", why=self.why, tries=0),))
        changes += ended(world, purchase.id, BILL, "lapsed", self.now)
        return "lapsed", changes + left_behind(world.after(changes), purchase.group_id, self.now)


@dataclass(frozen=True, slots=True)
class EndGroup:
    """The hours of a group are over: it is complete, or everybody gets the money back."""

    wait: Wait
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The group, all in it, and what is kept for them."""
        want.groups.add(self.wait.subject_id)
        want.abouts.add(self.wait.subject_id)
        for purchase in members(world, self.wait.subject_id):
            ask_kept(world, want, purchase)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        group, now_us = world.groups.get(self.wait.subject_id), to_micros(self.now)
        wait = wait_of(world, self.wait.subject_id, GROUP)
        if group is None or wait is None or group.state != "open" or wait.due_us > now_us:
            return "waiting" if wait else "void", NOTHING
        inside = members(world, group.id)
        if any(one.state == "waiting" for one in inside):  # whether they have paid is being asked
            return "waiting", Changes(changed=(replace(wait, due_us=to_micros(self.now + _SETTLING)),))
        complete = paid_in(world, group.id) >= group.size
        over = replace(group, state="formed" if complete else "expired", ended_us=now_us)
        state = "opened" if complete else "lapsed"
        changes = Changes(changed=(over, replace(wait, state=state, ended_us=now_us)))
        return state, changes if complete else changes + all_refunded(world, inside, "expired", self.now)
