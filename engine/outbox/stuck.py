"""Payouts that need a person: open for a day without a definite answer, or refused once too often."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Money
from engine.clock import from_micros
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


def is_stuck(order: Order, now: datetime) -> bool:
    """Whether a day has passed since the order was first sent, and nothing definite was heard."""
    if order.first_sent_us is None or order.state not in {"sending", "sent", "unknown"}:
        return False
    return now - from_micros(order.first_sent_us) >= ALARM_AFTER


def stuck_payout(order: Order) -> StuckPayout:
    """The order as the brand's back office sees it."""
    payload = json.loads(order.payload)
    return StuckPayout(
        order_no=order.order_no,
        grant_id=order.grant_id,
        amount=Money(payload["amount"], payload["currency"]),
        state=order.state,
        first_sent_at=from_micros(order.first_sent_us or order.created_us),
        tries=order.tries,
        note=order.note or "",
    )
