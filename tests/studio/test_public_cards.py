"""What a card says about money that has not arrived."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.api import GrantView, Label, Money
from studio.i18n.voice import Voice
from studio.public.cards import prize_card

NOON = datetime(2026, 6, 12, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("reward", "said"), [("red_packet", "On its way"), ("settlement", "Due from the brand")]
)
def test_only_packets_are_on_their_way(reward: str, said: str) -> None:
    """What a shop is owed for a coupon is settled with the brand: no payment channel carries it."""
    grant = GrantView(1, reward, Label("x", "某"), "store", 7, "owed", NOON, amount=Money(800, "CNY"))
    assert prize_card(grant, Voice("en", ZoneInfo("Asia/Shanghai"))).state == said
