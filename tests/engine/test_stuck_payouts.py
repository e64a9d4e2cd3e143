"""Which payouts need a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.clock import to_micros
from engine.outbox.stuck import is_stuck
from engine.records import Order

SENT = datetime(2026, 11, 5, 10, 46, 1, tzinfo=UTC)
A_DAY = timedelta(hours=24)


def order(state: str, *, sent: bool = True) -> Order:
    us = to_micros(SENT)
    first = us if sent else None
    return Order(1, "d", "payout", 2, "B2A1", 1, "{}", state, 3, us, us, first_sent_us=first)


@pytest.mark.parametrize("state", ["sending", "sent", "unknown"])
def test_an_order_without_a_definite_answer_is_stuck_after_a_day(state: str) -> None:
    """To the microsecond."""
    assert is_stuck(order(state), SENT + A_DAY)
    assert not is_stuck(order(state), SENT + A_DAY - timedelta(microseconds=1))


@pytest.mark.parametrize("state", ["due", "done", "stopped", "refused"])
def test_an_order_with_a_definite_answer_is_not(state: str) -> None:
    """However old it is."""
    assert not is_stuck(order(state), SENT + 30 * A_DAY)


def test_an_order_that_was_never_sent_is_not() -> None:
    """Nobody waits for an answer."""
    assert not is_stuck(order("unknown", sent=False), SENT + 30 * A_DAY)
