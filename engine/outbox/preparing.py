"""Before a payout leaves: which channel pays it, with what, and whether it must wait. Committed before anything is sent.

| what stands in the way | the order | told |
|---|---|---|
| the amount is below what any channel pays | small: waits for more of the same payee, and is paid with it | paid once you reach … |
| the payee has had a day's number of orders | due when the channel's next day begins | tomorrow |
| the brand's float with the channel is empty | due when the channel is tried again | a little later |
| the payee is on hold | due again within the hour, at once when released | being checked |
| no channel pays so much | refused: a person decides | – |

What the payee must give back is settled first, out of all that one payment would settle: a single grant, small change that
has added up, or a set that came back. What is then left must be something that the channel pays; until it is, it waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final

from dsl.values import Money
from dsl.zones import local_date, start_of_day
from engine import wording
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.making import payee_of
from engine.grants.stored import takes_json
from engine.ledger import accounts, rules
from engine.members.identity import ask_person, person_behind
from engine.outbox.pausing import ask_pauses, pause_of
from engine.outbox.payouts import amount_of, grants_of, put_off, saying, spread, told
from engine.records import Order
from engine.spi.channels import PaymentChannel

#: Grants that one payment settles at most.
TOGETHER_MAX: Final = 100
#: How often is looked whether a payee is released, should the release itself have been lost.
HELD_AGAIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Prepare:
    """Make a leased order ready to leave. `tries` says for which try."""

    order_no: str
    grant_id: int
    tries: int
    channels: Mapping[str, PaymentChannel]
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The order, what else waits for its payee, the pauses and the day's numbers of its channels."""
        want.grants.add(self.grant_id)
        grant = world.grants.get(self.grant_id)
        order = world.orders.get(self.order_no)
        if grant is None or order is None or order.payee is None:
            return
        ask_pauses(want, order.brand)
        want.grants.update(grants_of(order))
        if order.payee.startswith("consumer-"):
            ask_person(world, want, grant.recipient_id)
        for payee in self._payees(world, order):
            want.payees.add((order.brand, payee))
            want.exact.add(self._debt_key(order, payee))
        carrier = self._carrier(order)
        for mate in self._mates(world, order, carrier) if carrier else ():
            want.grants.update(grants_of(mate))
        for channel in self._able(order):
            if channel.per_day is not None:
                want.exact.update(
                    self._day_key(order.brand, channel, one) for one in self._payees(world, order)
                )

    def apply(self, world: World) -> tuple[Order | None, Changes]:
        """The order as it leaves; None when it must wait, or another worker has it."""
        order = world.orders.get(self.order_no)
        if order is None or order.state != "sending" or order.tries != self.tries:
            return None, NOTHING
        amount = amount_of(order)
        if self._on_hold(world, order):
            again_us = to_micros(self.now + HELD_AGAIN)
            waits = put_off(order, again_us, "person", wording.PAYOUT_ON_HOLD, "the payee is on hold")
            return None, Changes(changed=(waits,))
        channel = self._carrier(order)
        if channel is None:
            aside = put_off(order, order.next_us, None, None, f"no channel can pay {amount}")
            return None, Changes(changed=(replace(aside, state="refused", done_us=to_micros(self.now)),))
        debtor, mates = self._debtor(world, order), self._mates(world, order, channel)
        whole, offset = self._together(world, order, mates, debtor, channel)
        if mates and not _payable(channel, whole, offset):
            mates = []
            whole, offset = self._together(world, order, mates, debtor, channel)
        if debtor and offset == whole.minor:
            return None, self._all_offset(world, order, mates, debtor)
        if not _payable(channel, whole, offset):
            told_from = wording.paid_from(channel.minimum)
            aside = put_off(order, order.next_us, "more", told_from, f"below {channel.minimum}")
            return None, Changes(changed=(replace(aside, state="small"),))
        wait = self._wait(world, order, channel)
        if wait:
            return None, Changes(changed=(wait,))
        payees = self._payees(world, order)
        takes: tuple[tuple[str, int], ...] = ()
        takes += () if channel.per_day is None else ((self._day_key(order.brand, channel, payees[0]), 1),)
        takes += ((self._debt_key(order, debtor), -offset),) if debtor and offset else ()
        leaving = replace(
            order, channel=channel.code, hold=None, payee=payees[0], first_sent_us=to_micros(self.now),
            takes=takes_json(takes) if takes else None,
        )  # fmt: skip
        leaving, joined = self._settling(world, leaving, mates, offset)
        return leaving, Changes(changed=(leaving, *joined), taken=dict(takes))

    def _settling(
        self, world: World, order: Order, mates: list[Order], offset: int
    ) -> tuple[Order, tuple[Order, ...]]:
        """The order over its own grants and those of its mates, less what is offset; the mates as joined to it."""
        amounts = self._amounts(world, order, mates)
        order = saying(order, words=None)
        if offset:
            order = saying(order, offsets=spread(offset, amounts))
        if offset or mates:
            order = saying(order, amount=sum(amounts.values()) - offset)
        if mates:
            order = saying(order, grants=sorted(amounts))
        own = (world.orders[world.orders_of[one]] for mate in mates for one in grants_of(mate))
        joined = (
            replace(
                saying(one, lead=order.grant_id, words=None, grants=None), state="joined", hold=None, lease_by=None,
                lease_us=None,
            )
            for one in own
        )  # fmt: skip
        return order, tuple(joined)

    def _amounts(self, world: World, order: Order, mates: list[Order]) -> dict[int, int]:
        """What each grant is that the order would settle together with its mates."""
        return {grant: world.grants[grant].amount or 0 for one in (order, *mates) for grant in grants_of(one)}

    def _on_hold(self, world: World, order: Order) -> bool:
        if not (order.payee or "").startswith("consumer-"):
            return False
        person = person_behind(world, world.grants[order.grant_id].recipient_id)
        return person is not None and person.held_us is not None

    def _able(self, order: Order) -> list[PaymentChannel]:
        return [self.channels[code] for code in told(order)["channels"] if code in self.channels]

    def _payees(self, world: World, order: Order) -> tuple[str, ...]:
        """The payee as the person is known now, then the person's other accounts."""
        grant = world.grants[order.grant_id]
        person = (
            person_behind(world, grant.recipient_id) if (order.payee or "").startswith("consumer-") else None
        )
        if person is None:
            return (order.payee or "",)
        others = (one for one in world.accounts(person) if one != person.id)
        return tuple(payee_of("consumer", one) for one in (person.id, *others))

    def _carrier(self, order: Order) -> PaymentChannel | None:
        """The channel that pays an order, once more has come to it if it is too small now."""
        amount = amount_of(order)
        return next((one for one in self._able(order) if one.can_pay(amount, gathered=True)), None)

    def _mates(self, world: World, order: Order, channel: PaymentChannel) -> list[Order]:
        """What waits for the same payee to be paid with more, and, if this must wait too, what has just come."""
        amount, payees = amount_of(order), set(self._payees(world, order))
        small, now_us = not channel.can_pay(amount), to_micros(self.now)
        found = [
            one
            for one in world.orders.values()
            if one.brand == order.brand and one.payee in payees and one.id != order.id
            and one.topic == "payout" and one.channel is None
            and (one.state == "small" or (small and one.state in {"due", "sending"} and one.next_us <= now_us))
            and told(one)["channels"] == told(order)["channels"] and amount_of(one).currency == amount.currency
            and self._carrier(one) is channel and not channel.can_pay(amount_of(one))
        ]  # fmt: skip
        oldest = sorted(found, key=lambda one: one.id)
        held = list(accumulate((len(grants_of(one)) for one in oldest), initial=len(grants_of(order))))
        return [one for one, count in zip(oldest, held[1:], strict=True) if count <= TOGETHER_MAX]

    def _wait(self, world: World, order: Order, channel: PaymentChannel) -> Order | None:
        """The order as one that must wait for its channel; None when it may leave."""
        pause = pause_of(world, order.brand, channel.code)
        if pause and pause.state == "waiting" and pause.due_us > to_micros(self.now):
            return put_off(order, pause.due_us, "float", wording.PAYOUT_LATER, "the float is empty")
        if channel.per_day is None:
            return None
        used = sum(world.used(self._day_key(order.brand, channel, one)) for one in self._payees(world, order))
        if used < channel.per_day:
            return None
        return put_off(
            order,
            to_micros(next_day(self.now, channel.zone)),
            "day",
            wording.PAYOUT_TOMORROW,
            f"{used} orders today",
        )

    def _debt_key(self, order: Order, payee: str) -> str:
        return accounts.debt_counter(order.brand, payee, amount_of(order).currency)

    def _debtor(self, world: World, order: Order) -> str | None:
        """The name under which the payee must give something back."""
        payees = self._payees(world, order)
        return next((one for one in payees if world.used(self._debt_key(order, one)) > 0), None)

    def _together(
        self, world: World, order: Order, mates: list[Order], debtor: str | None, channel: PaymentChannel
    ) -> tuple[Money, int]:
        """What an order is with its mates, and how much of that settles the debt: what is left can be paid by the channel."""
        currency = amount_of(order).currency
        whole = amount_of(order).minor + sum(amount_of(one).minor for one in mates)
        debt = world.used(self._debt_key(order, debtor)) if debtor else 0
        if debt >= whole:
            return Money(whole, currency), whole
        least = channel.minimum.minor if channel.minimum.currency == currency else 1
        return Money(whole, currency), max(0, min(debt, whole - least))

    def _all_offset(self, world: World, order: Order, mates: list[Order], debtor: str) -> Changes:
        """All that the order would settle settles what its party must give back: nothing is sent."""
        at_us, amounts = to_micros(self.now), self._amounts(world, order, mates)
        takes = ((self._debt_key(order, debtor), -sum(amounts.values())),)
        over, joined = self._settling(world, order, mates, sum(amounts.values()))
        over = replace(
            over, state="done", done_us=at_us, note="paid", hold=None, takes=takes_json(takes), lease_by=None,
            lease_us=None,
        )  # fmt: skip
        grants = [world.grants[one] for one in sorted(amounts)]
        entries = tuple(entry for one in grants for entry in rules.offset(one, amounts[one.id], at_us))
        paid = (replace(one, state="paid", settled_us=at_us) for one in grants)
        return Changes(new=entries, changed=(over, *joined, *paid), taken=dict(takes))

    def _day_key(self, brand: str, channel: PaymentChannel, payee: str) -> str:
        return f"{brand}|pay|{channel.code}|{payee}|{local_date(self.now, channel.zone)}"


def _payable(channel: PaymentChannel, whole: Money, offset: int) -> bool:
    """Whether something can be done with an amount of which so much is offset: paid by the channel, or nothing is left."""
    left = whole.minor - offset
    return left == 0 or channel.can_pay(Money(left, whole.currency))


def next_day(at: datetime, zone: str) -> datetime:
    """When the next day of a zone begins."""
    return start_of_day(local_date(at, zone) + timedelta(days=1), zone)
