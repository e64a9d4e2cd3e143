"""What a payout order carries, read and made as values. Pure.

An order pays one grant, or a fixed set of grants that one payment settles: the order of one of them, the lead, is then
over the sum and names them all, and each other's own order is `joined` and names the lead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from dsl.values import NO_WORDS, Label, Money
from engine.clock import to_micros
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.stored import json_of
from engine.ids import new_id
from engine.ledger import accounts
from engine.outbox.orders import order_number
from engine.records import Grant, Order

#: States in which nothing of the order is under way, so that it may be stopped.
STOPPABLE: Final = frozenset({"small", "refused", "returned"})


def told(order: Order) -> Mapping[str, Any]:
    """What the order says."""
    payload: Mapping[str, Any] = json.loads(order.payload)
    return payload


def amount_of(order: Order) -> Money:
    """What a payout pays."""
    payload = told(order)
    return Money(payload["amount"], payload["currency"])


def grants_of(order: Order) -> tuple[int, ...]:
    """The grants that a payout settles."""
    return tuple(told(order).get("grants", ())) or (order.grant_id,)


def offsets_of(order: Order) -> dict[int, int]:
    """How much of each grant settles what its party must give back, in minor units; grants without any are left out."""
    return {int(grant): minor for grant, minor in told(order).get("offsets", {}).items()}


def offset_of(order: Order) -> int:
    """How much of an order's grants together settles what their party must give back."""
    return sum(offsets_of(order).values())


def spread(offset: int, amounts: Mapping[int, int]) -> dict[str, int]:
    """An offset over grants, given with their amounts: the oldest is settled first, as an order keeps it."""
    shares, left = {}, offset
    for grant in sorted(amounts):
        share = min(left, amounts[grant])
        if share:
            shares[str(grant)] = share
        left -= share
    return shares


def whole(order: Order) -> Order:
    """The order over all of its grants again, with nothing offset."""
    offset = offset_of(order)
    return saying(order, amount=amount_of(order).minor + offset, offsets=None) if offset else order


def words_of(order: Order) -> Label:
    """What the payee was told last."""
    words = told(order).get("words")
    return Label(*words) if words else NO_WORDS


def saying(order: Order, **more: object) -> Order:
    """The order with other content. `words` may be a label; what is None is left out."""
    payload = {**told(order), **more}
    words = payload.get("words")
    if isinstance(words, Label):
        payload["words"] = [words.en, words.zh]
    return replace(
        order, payload=json_of({name: value for name, value in payload.items() if value is not None})
    )


def put_off(order: Order, next_us: int, hold: str | None, words: Label | None, note: str) -> Order:
    """The order as one that has never left: it takes nothing of a channel's limits and may be sent by any."""
    return replace(
        saying(whole(order), words=words), state="due", next_us=next_us, hold=hold, note=note[:255], channel=None,
        takes=None, first_sent_us=None, lease_by=None, lease_us=None,
    )  # fmt: skip


def next_attempt(order: Order, at: datetime, due: datetime, *, state: str = "due", **more: object) -> Order:
    """The same payout under its next number, after the channel has closed the last one."""
    attempt = order.attempt + 1
    return Order(
        id=new_id(),
        brand=order.brand,
        topic=order.topic,
        grant_id=order.grant_id,
        order_no=order_number(order.grant_id, attempt),
        attempt=attempt,
        payload=saying(whole(order), **more).payload,
        state=state,
        tries=0,
        next_us=to_micros(due),
        created_us=to_micros(at),
        trace=order.trace,
        payee=order.payee,
    )


def alone(order: Order, grant: Grant, at: datetime) -> Order:
    """A grant's own payout under its next number, after the set in which it stood is no more."""
    return next_attempt(
        order, at, at, amount=grant.amount, currency=grant.currency, remark=grant.title_zh[:32],
        grants=None, lead=None, words=None,
    )  # fmt: skip


def debt_of(grant: Grant) -> str:
    """The counter of what the party of a grant must give back."""
    payee = f"{accounts.party(grant.recipient_kind)}-{grant.recipient_id}"
    return accounts.debt_counter(grant.brand, payee, grant.currency or "")


def payout_of(world: World, grant_id: int) -> Order | None:
    """The order that pays a grant: its own, or the lead's."""
    own = world.orders.get(world.orders_of.get(grant_id, ""))
    if own is None or own.state != "joined":
        return own
    return world.orders.get(world.orders_of.get(told(own)["lead"], ""))


def ask_payout(world: World, want: Wants, grant_id: int) -> None:
    """Name a grant, the order that pays it, and the grants that it pays."""
    want.grants.add(grant_id)
    own = world.orders.get(world.orders_of.get(grant_id, ""))
    if own is not None and own.state == "joined":
        want.grants.add(told(own)["lead"])
    order = payout_of(world, grant_id)
    if order is not None:
        want.grants.update(grants_of(order))
