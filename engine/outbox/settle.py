"""What an answer from outside does to an order and its grants. The table below is the whole rule.

| answer | order | grants | next |
|---|---|---|---|
| paid | done | paid, money leaves the owed account | – |
| paid, unless it goes back | handed | paid | look up when it would go back |
| returned | done | owed again | a new number, once the payee asks for it; a second return takes it back |
| in progress | sent | owed | look up again |
| unknown (time-out, bad signature, lost) | unknown | owed | look up, then send the same number again |
| not found, first sent less than a day ago | due | owed | send the same number again |
| not found, later: the channel is definite | done (void) | owed | a new number, attempt + 1 |
| refused, the payee's fault | done | owed | a new number a day later, three times |
| refused so for the fourth time | refused | owed | a new number, once the payee asks for it; 30 days after the grant it is taken back |
| refused, the brand's float is empty | due | owed | the channel is paused; then the same number again |
| refused, the payee's day is full | due | owed | the same number on the channel's next day |
| refused, anything else | due | owed | the same number again in an hour |

Sources: the WeChat Pay and Alipay rules that an order keeps its number until a look-up says that it failed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine import wording
from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.reversing import reverse
from engine.grants.stored import takes_of
from engine.ledger import rules
from engine.outbox.lapsing import lapse_wait
from engine.outbox.pausing import ask_pauses, paused, resumed
from engine.outbox.payouts import (
    ask_payout,
    debt_of,
    grants_of,
    next_attempt,
    offsets_of,
    put_off,
    saying,
    told,
)
from engine.outbox.preparing import next_day
from engine.records import Grant, Order
from engine.spi.answers import Delivered, InProgress, NotFound, Paid, Refused, Returned, Unknown

Answer = Paid | Returned | InProgress | Refused | NotFound | Unknown | Delivered

#: Pauses between look-ups of an order that is not settled; the last one repeats. The first three stay within
#: two minutes of the silence, which is how long people are told to wait for a packet.
PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 29, 120, 600, 3_600))
DEFINITE_AFTER: Final = timedelta(hours=24)
PAYEE_RETRY: Final = timedelta(hours=24)
PAYEE_REFUSALS_MAX: Final = 4
RETURNS_MAX: Final = 2
LATER: Final = timedelta(hours=1)
#: Why a payout was taken back that came back twice.
RETURNED_TWICE: Final = "returned twice"


@dataclass(frozen=True, slots=True)
class SettleOrder:
    """Record what the world outside answered to a try of an order: `tries` says to which."""

    order_no: str
    grant_id: int
    tries: int
    answer: Answer
    at: datetime
    zone: str = "UTC"

    def ask(self, world: World, want: Wants) -> None:
        """The grants and their orders, the channel's pause, and what a second return gives back."""
        ask_payout(world, want, self.grant_id)
        order = world.orders.get(self.order_no)
        if order is not None and order.topic == "payout":
            ask_pauses(want, order.brand)
            if isinstance(self.answer, Returned):
                for grant in self._grants(world, order):
                    want.counters.update(takes_of(grant.takes))

    def apply(self, world: World) -> tuple[str, Changes]:
        """The order's new state, or `paused` when its refusal has just paused its channel.

        An order already done stays as it is. So does one that another worker has taken since, because this one's lease
        ran out: the other's call is under way, and what was not found or refused before it says nothing any more. That
        value has moved stays true for ever.
        """
        order = world.orders.get(self.order_no)
        if order is None or order.state in {"done", "stopped"}:
            return order.state if order else "missing", NOTHING
        if order.tries != self.tries and not isinstance(self.answer, Paid | Returned | Delivered):
            return order.state, NOTHING
        free = replace(order, lease_by=None, lease_us=None)
        return self._handed(world, free) if order.state == "handed" else self._settled(world, free)

    def _settled(self, world: World, order: Order) -> tuple[str, Changes]:
        match self.answer:
            case Paid():
                return self._paid(world, order, self.answer)
            case Returned():
                paid = self._paid(world, order, Paid(self.answer.at, self.answer.reference))[1]
                after = world.after(paid)
                state, changes = self._returned(after, order)
                return state, paid + changes
            case Delivered(reference=reference):
                return self._so(
                    replace(order, state="done", done_us=to_micros(self.at), note=reference[:255])
                )
            case InProgress(words=words):
                waiting = replace(saying(order, words=words), hold="confirm" if words else None)
                return self._so(self._later(waiting, "sent", "in progress"))
            case Unknown(reason=reason):
                return self._so(self._later(order, "unknown", reason))
            case NotFound():
                return self._not_found(order)
            case Refused():
                return self._refused(world, order, self.answer)

    def _handed(self, world: World, order: Order) -> tuple[str, Changes]:
        """What has reached the payee and may go back: it stays so until the channel says what became of it."""
        match self.answer:
            case Paid(returns_by=None):
                return self._so(replace(order, state="done", done_us=to_micros(self.at), note="paid"))
            case Returned():
                return self._returned(world, order)
            case Paid(returns_by=datetime() as until):
                return self._so(replace(order, next_us=to_micros(max(until, self.at + LATER))))
            case _:
                return self._so(replace(order, next_us=to_micros(self.at + LATER)))

    def _so(self, order: Order) -> tuple[str, Changes]:
        return order.state, Changes(changed=(order,))

    def _grants(self, world: World, order: Order) -> list[Grant]:
        return [world.grants[one] for one in grants_of(order) if one in world.grants]

    def _paid(self, world: World, order: Order, paid: Paid) -> tuple[str, Changes]:
        at_us, channel = to_micros(self.at), order.channel or ""
        grants, offsets = self._grants(world, order), offsets_of(order)
        settled = tuple(replace(grant, state="paid", settled_us=to_micros(paid.at)) for grant in grants)
        entries = tuple(
            entry for grant in grants for entry in rules.paid(grant, channel, at_us, offsets.get(grant.id, 0))
        )
        if paid.returns_by is None:
            over = replace(order, state="done", done_us=at_us, note="paid", hold=None)
        else:
            over = replace(order, state="handed", next_us=to_micros(paid.returns_by), note="paid", hold=None)
        changes = Changes(new=entries, changed=(saying(over, words=None), *settled))
        return over.state, changes + resumed(world, order.brand, channel, at_us)

    def _returned(self, world: World, order: Order) -> tuple[str, Changes]:
        at_us, channel = to_micros(self.at), order.channel or ""
        paid = [grant for grant in self._grants(world, order) if grant.state == "paid"]
        owed = tuple(replace(grant, state="owed", settled_us=None) for grant in paid)
        offsets = offsets_of(order)
        entries = tuple(
            entry
            for grant in paid
            for entry in rules.returned(grant, channel, at_us, offsets.get(grant.id, 0))
        )
        freed = {key: -taken for key, taken in takes_of(order.takes or "[]").items()}
        closed = replace(order, state="done", done_us=at_us, note="returned", hold=None, takes=None)
        back = Changes(new=entries, changed=(closed, *owed), taken=freed)
        back += self._came_back(world, order, channel, at_us)
        if not owed:
            return "done", back
        returns = told(order).get("returns", 0) + 1
        if returns >= RETURNS_MAX:
            return "done", back + reverse(world.after(back), owed, at_us, RETURNED_TWICE)
        if len(owed) < len(grants_of(order)):
            left = [grant.id for grant in owed]
            order = saying(order, grants=left, amount=sum(grant.amount or 0 for grant in owed), offsets=None)
        waiting = next_attempt(
            order, self.at, self.at, state="returned", returns=returns, words=wording.PAYOUT_RETURNED
        )
        waiting = replace(waiting, hold="tap")
        return "done", back + Changes(new=(waiting, lapse_wait(waiting, owed, self.at)))

    def _came_back(self, world: World, order: Order, channel: str, at_us: int) -> Changes:
        """What was taken back meanwhile need not be given back any more."""
        changes, offsets = NOTHING, offsets_of(order)
        for grant in self._grants(world, order):
            if grant.state == "reversed":
                changes += Changes(
                    new=rules.came_back_after(grant, channel, at_us, offsets.get(grant.id, 0)),
                    taken={debt_of(grant): -(grant.amount or 0)},
                )
        return changes

    def _later(self, order: Order, state: str, note: str) -> Order:
        pause = PAUSES[min(order.tries, len(PAUSES)) - 1]
        return replace(order, state=state, next_us=to_micros(self.at + pause), note=note[:255])

    def _not_found(self, order: Order) -> tuple[str, Changes]:
        first = from_micros(order.first_sent_us) if order.first_sent_us is not None else self.at
        if self.at - first < DEFINITE_AFTER:
            return self._so(
                replace(order, state="due", next_us=to_micros(self.at), note="not found: sent again")
            )
        return self._closed(
            order, "void: the channel has no such order", next_attempt(order, self.at, self.at)
        )

    def _closed(self, order: Order, note: str, following: Order) -> tuple[str, Changes]:
        """The channel will never pay this number: what it took of the day's orders is free again."""
        freed = {key: -taken for key, taken in takes_of(order.takes or "[]").items()}
        void = replace(
            order, state="done", done_us=to_micros(self.at), note=note[:255], takes=None, hold=None
        )
        return "done", Changes(new=(following,), changed=(void,), taken=freed)

    def _refused(self, world: World, order: Order, refused: Refused) -> tuple[str, Changes]:
        note, at_us = f"{refused.code}: {refused.words.en}"[:255], to_micros(self.at)
        freed = {key: -taken for key, taken in takes_of(order.takes or "[]").items()}
        if not refused.payee_fault:
            return self._again(world, order, refused, note, freed)
        refusals = told(order).get("refusals", 0) + 1
        if order.topic != "payout":
            return self._so(replace(order, state="refused", done_us=at_us, note=note))
        if refusals < PAYEE_REFUSALS_MAX:
            following = next_attempt(
                order, self.at, self.at + PAYEE_RETRY, refusals=refusals, words=refused.words
            )
            return self._closed(order, note, replace(following, hold="payee"))
        over = replace(
            saying(order, refusals=refusals, words=refused.words), state="refused", done_us=at_us, note=note,
            hold="payee", takes=None,
        )  # fmt: skip
        wait = lapse_wait(over, self._grants(world, order), self.at)
        return "refused", Changes(new=(wait,), changed=(over,), taken=freed)

    def _again(
        self, world: World, order: Order, refused: Refused, note: str, freed: dict[str, int]
    ) -> tuple[str, Changes]:
        """The channel does not take it now: the same number later."""
        if order.topic != "payout":
            due_us = to_micros(self.at + LATER)
            return self._so(replace(order, state="due", next_us=due_us, first_sent_us=None, note=note))
        state, changes = "due", NOTHING
        hold: str | None
        match refused.until:
            case "float":
                pause, changes = paused(world, order, order.channel or "", self.at)
                due_us, hold, state = pause.due_us, "float", "paused" if changes.new else "due"
            case "day":
                due_us, hold = to_micros(next_day(self.at, self.zone)), "day"
            case "later":
                due_us, hold = to_micros(self.at + LATER), None
        again = put_off(order, due_us, hold, refused.words, note)
        return state, changes + Changes(changed=(again,), taken=freed)
