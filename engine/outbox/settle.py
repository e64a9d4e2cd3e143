"""What an answer from outside does to an order and its grant. The table below is the whole rule.

| answer | order | grant | next |
|---|---|---|---|
| paid | done | paid, money leaves the owed account | – |
| in progress | sent | owed | look up again |
| unknown (time-out, bad signature, lost) | unknown | owed | look up, then send the same number again |
| not found, first sent less than a day ago | due | owed | send the same number again |
| not found, later: the channel is definite | done (void) | owed | a new number, attempt + 1 |
| refused, the payee's fault | refused | owed | a new number a day later, three times; then a person decides |
| refused, not the payee's fault | due | owed | the same number again in an hour |

Sources: the WeChat Pay and Alipay rules that an order keeps its number until a look-up says that it failed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine.clock import from_micros, to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.making import payout_order
from engine.ledger import rules
from engine.records import Grant, Order, Record
from engine.spi.answers import Delivered, InProgress, NotFound, Paid, Refused, Unknown

Answer = Paid | InProgress | Refused | NotFound | Unknown | Delivered

#: Pauses between look-ups of an order that is not settled; the last one repeats. The first three stay within
#: two minutes of the silence, which is how long people are told to wait for a packet.
PAUSES: Final = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 29, 120, 600, 3_600))
DEFINITE_AFTER: Final = timedelta(hours=24)
PAYEE_RETRY: Final = timedelta(hours=24)
PAYEE_ATTEMPTS_MAX: Final = 4
FLOAT_RETRY: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SettleOrder:
    """Record what the world outside answered to a try of an order: `tries` says to which."""

    order_no: str
    grant_id: int
    tries: int
    answer: Answer
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The grant and its orders."""
        want.grants.add(self.grant_id)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The order's new state. An order already done stays as it is.

        So does one that another worker has taken since, because this one's lease ran out: the other's call is
        under way, and what was not found or refused before it says nothing any more. That value has moved
        stays true for ever.
        """
        order = world.orders.get(self.order_no)
        if order is None or order.state in {"done", "stopped"}:
            return order.state if order else "missing", NOTHING
        if order.tries != self.tries and not isinstance(self.answer, Paid | Delivered):
            return order.state, NOTHING
        grant = world.grants[order.grant_id]
        settled, rows = self._settle(replace(order, lease_by=None, lease_us=None), grant)
        return settled.state, Changes(new=rows[1], changed=(settled, *rows[0]))

    def _settle(
        self, order: Order, grant: Grant
    ) -> tuple[Order, tuple[tuple[Record, ...], tuple[Record, ...]]]:
        at_us = to_micros(self.at)
        none: tuple[tuple[Record, ...], tuple[Record, ...]] = ((), ())
        match self.answer:
            case Paid(at=paid_at):
                channel = json.loads(order.payload)["channel"]
                paid = replace(grant, state="paid", settled_us=to_micros(paid_at))
                done = replace(order, state="done", done_us=at_us, note="paid")
                return done, ((paid,), rules.paid(grant, channel, at_us))
            case Delivered(reference=reference):
                return replace(order, state="done", done_us=at_us, note=reference[:255]), none
            case InProgress():
                return self._later(order, "sent", "in progress"), none
            case Unknown(reason=reason):
                return self._later(order, "unknown", reason), none
            case NotFound():
                return self._not_found(order, grant)
            case Refused():
                return self._refused(order, grant, self.answer)

    def _later(self, order: Order, state: str, note: str) -> Order:
        pause = PAUSES[min(order.tries, len(PAUSES)) - 1]
        return replace(order, state=state, next_us=to_micros(self.at + pause), note=note[:255])

    def _not_found(
        self, order: Order, grant: Grant
    ) -> tuple[Order, tuple[tuple[Record, ...], tuple[Record, ...]]]:
        first = from_micros(order.first_sent_us) if order.first_sent_us is not None else self.at
        if self.at - first < DEFINITE_AFTER:
            return replace(order, state="due", next_us=to_micros(self.at), note="not found: sent again"), (
                (),
                (),
            )
        void = replace(
            order, state="done", done_us=to_micros(self.at), note="void: the channel has no such order"
        )
        return void, ((), (self._next_attempt(order, grant, self.at),))

    def _refused(
        self, order: Order, grant: Grant, refused: Refused
    ) -> tuple[Order, tuple[tuple[Record, ...], tuple[Record, ...]]]:
        note = f"{refused.code}: {refused.words.en}"[:255]
        if not refused.payee_fault:
            again = to_micros(self.at + FLOAT_RETRY)
            return replace(order, state="due", next_us=again, first_sent_us=None, note=note), ((), ())
        if order.attempt >= PAYEE_ATTEMPTS_MAX or order.topic != "payout":
            return replace(order, state="refused", done_us=to_micros(self.at), note=note), ((), ())
        void = replace(order, state="done", done_us=to_micros(self.at), note=note)
        return void, ((), (self._next_attempt(order, grant, self.at + PAYEE_RETRY),))

    def _next_attempt(self, order: Order, grant: Grant, at: datetime) -> Order:
        channel = json.loads(order.payload)["channel"]
        following = payout_order(grant, channel, order.attempt + 1, next_us=to_micros(at))
        return replace(following, created_us=to_micros(self.at))
