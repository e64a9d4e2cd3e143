"""Payouts that need a person: open for a day without a definite answer, or refused once too often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Label, Money
from engine.clock import from_micros
from engine.outbox.payouts import amount_of, grants_of, words_of
from engine.records import Order

#: How long an order may stay without a definite answer before somebody is told.
ALARM_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StuckPayout:
    """Money that is still owed and does not arrive by itself.

    `state` is unknown, sent (in progress) or refused; `note` is what the channel last said; `tries` counts
    sends and look-ups under this order number.
    """

    order_no: str
    grant_id: int
    amount: Money
    state: str
    first_sent_at: datetime
    tries: int
    note: str


@dataclass(frozen=True, slots=True)
class HeldPayout:
    """Money that waits for a reason: `hold` as in `engine.records.Order`, `words` as its payee reads it."""

    order_no: str
    grant_ids: tuple[int, ...]
    amount: Money
    hold: str
    words: Label
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class PausedChannel:
    """A channel that waits for the brand's float since an instant, and when it is tried again."""

    channel: str
    label: Label
    since: datetime
    next_at: datetime


def held_payout(order: Order) -> HeldPayout:
    """The order as the brand's back office sees it."""
    due = from_micros(order.next_us) if order.state == "due" else None
    return HeldPayout(
        order.order_no, grants_of(order), amount_of(order), order.hold or "", words_of(order), due
    )


def is_stuck(order: Order, now: datetime) -> bool:
    """Whether a day has passed since the order was first sent, and nothing definite was heard."""
    if order.first_sent_us is None or order.state not in {"sending", "sent", "unknown"}:
        return False
    return now - from_micros(order.first_sent_us) >= ALARM_AFTER


def stuck_payout(order: Order) -> StuckPayout:
    """The order as the brand's back office sees it."""
    return StuckPayout(
        order_no=order.order_no,
        grant_id=order.grant_id,
        amount=amount_of(order),
        state=order.state,
        first_sent_at=from_micros(order.first_sent_us or order.created_us),
        tries=order.tries,
        note=order.note or "",
    )
