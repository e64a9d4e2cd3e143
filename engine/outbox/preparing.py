"""Before a payout leaves: which channel pays it, with what, and whether it must wait. Committed before anything is sent.

| what stands in the way | the order | told |
|---|---|---|
| the amount is below what any channel pays | small: waits for more of the same payee, and is paid with it | paid once you reach … |
| the payee has had a day's number of orders | due when the channel's next day begins | tomorrow |
| the brand's float with the channel is empty | due when the channel is tried again | a little later |
| no channel pays so much | refused: a person decides | – |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
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
from engine.outbox.payouts import amount_of, grants_of, put_off, saying, told
from engine.records import Order
from engine.spi.channels import PaymentChannel

#: Grants that one payment settles at most.
TOGETHER_MAX: Final = 100


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
        if order.payee.startswith("consumer-"):
            ask_person(world, want, grant.recipient_id)
        for payee in self._payees(world, order):
            want.payees.add((order.brand, payee))
            want.exact.add(self._debt_key(order, payee))
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
        channel = self._carrier(order)
        if channel is None:
            aside = put_off(order, order.next_us, None, None, f"no channel can pay {amount}")
            return None, Changes(changed=(replace(aside, state="refused", done_us=to_micros(self.now)),))
        debtor = self._debtor(world, order)
        mates = [] if debtor else self._mates(world, order, channel)
        whole = Money(amount.minor + sum(amount_of(one).minor for one in mates), amount.currency)
        if not channel.can_pay(whole):
            mates, whole = [], amount
        offset = self._offset(world, order, debtor, channel) if debtor else 0
        if offset == amount.minor:
            return None, self._all_offset(world, order, debtor or "")
        if not channel.can_pay(whole):
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
        leaving = saying(leaving, words=None)
        if offset:
            leaving = saying(leaving, amount=amount.minor - offset, offset=offset)
        if mates:
            members = sorted({*grants_of(order), *(one.grant_id for one in mates)})
            leaving = saying(leaving, amount=whole.minor, grants=members)
        joined = (
            replace(saying(one, lead=order.grant_id, words=None), state="joined", hold=None, lease_by=None, lease_us=None)
            for one in mates
        )  # fmt: skip
        return leaving, Changes(changed=(leaving, *joined), taken=dict(takes))

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
        if len(grants_of(order)) > 1:
            return []
        amount, payees = amount_of(order), set(self._payees(world, order))
        small, now_us = not channel.can_pay(amount), to_micros(self.now)
        found = [
            one
            for one in world.orders.values()
            if one.brand == order.brand and one.payee in payees and one.id != order.id
            and one.topic == "payout" and one.channel is None and len(grants_of(one)) == 1
            and (one.state == "small" or (small and one.state in {"due", "sending"} and one.next_us <= now_us))
            and told(one)["channels"] == told(order)["channels"] and amount_of(one).currency == amount.currency
            and self._carrier(one) is channel and not channel.can_pay(amount_of(one))
        ]  # fmt: skip
        return sorted(found, key=lambda one: one.id)[: TOGETHER_MAX - 1]

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
        """The name under which the payee must give something back; nobody where one payment settles several grants."""
        if len(grants_of(order)) > 1:
            return None
        payees = self._payees(world, order)
        return next((one for one in payees if world.used(self._debt_key(order, one)) > 0), None)

    def _offset(self, world: World, order: Order, debtor: str, channel: PaymentChannel) -> int:
        """How much of the amount settles the debt: what is left must be something that the channel can pay."""
        amount, debt = amount_of(order).minor, world.used(self._debt_key(order, debtor))
        if debt >= amount:
            return amount
        least = channel.minimum.minor if channel.minimum.currency == amount_of(order).currency else 1
        return max(0, min(debt, amount - least))

    def _all_offset(self, world: World, order: Order, debtor: str) -> Changes:
        """The whole grant settles what its party must give back: nothing is sent."""
        at_us, grant, amount = to_micros(self.now), world.grants[order.grant_id], amount_of(order).minor
        takes = ((self._debt_key(order, debtor), -amount),)
        over = replace(
            saying(order, words=None, offset=amount, amount=0), state="done", done_us=at_us, note="paid", hold=None,
            takes=takes_json(takes), lease_by=None, lease_us=None,
        )  # fmt: skip
        paid = replace(grant, state="paid", settled_us=at_us)
        return Changes(new=rules.offset(grant, amount, at_us), changed=(over, paid), taken=dict(takes))

    def _day_key(self, brand: str, channel: PaymentChannel, payee: str) -> str:
        return f"{brand}|pay|{channel.code}|{payee}|{local_date(self.now, channel.zone)}"


def next_day(at: datetime, zone: str) -> datetime:
    """When the next day of a zone begins."""
    return start_of_day(local_date(at, zone) + timedelta(days=1), zone)
