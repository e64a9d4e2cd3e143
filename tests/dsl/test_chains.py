"""Bonuses for sharing are bounded for one sharer, and coupons bring no coupons for ever."""

from __future__ import annotations

import pytest

from dsl import check
from dsl.analysis.cost import costs
from dsl.analysis.survey import survey
from dsl.values import Money
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Share" / "分享"
  brand "Jinjiu"
  runs 2026-12-01 to 2027-01-31 in Asia/Shanghai
  budget 900.00 CNY
  channel sandbox_wallet
{limit}
coupon "a" "A" / "甲"
  worth 5.00 CNY
  valid 7 days

coupon "b" "B" / "乙"
  worth 5.00 CNY
  valid 7 days

on scan
  give coupon "a"
  give coupon "b"

"""


def _codes(rules: str, limit: str = "") -> list[str]:
    return [one.code for one in check(_HEAD.format(limit=limit) + rules, VOCABULARY).diagnostics]


@pytest.mark.parametrize(
    ("gift", "codes"),
    [
        ("points 50 to referrer", ["BC1115"]),
        ("points 50 to referrer, at most 5 a month", []),
        ("points 50 to referrer, stock 100\n    if spent\n      refuse", []),
        ("red_packet 2.00 CNY to referrer\n    if spent\n      refuse", []),
        ("points 50", []),
    ],
)
@pytest.mark.parametrize("event", ["invitation", 'redemption of "a"'])
def test_what_a_sharer_gets_has_a_bound(event: str, gift: str, codes: list[str]) -> None:
    """A cap, a number, or money, which a budget holds."""
    assert _codes(f"on {event}\n  give {gift}\n") == codes


def test_a_limit_for_each_sharer_bounds_invitations_only() -> None:
    """A redemption is no claim; its bonus needs a cap of its own."""
    limit = "  limit 9 claims per referrer a month\n"
    assert _codes("on invitation\n  give points 50 to referrer\n", limit) == []
    assert _codes('on redemption of "a"\n  give points 50 to referrer\n', limit) == ["BC1115"]


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ('give coupon "b"', 'give coupon "a"', ["BC1116"]),
        ('give coupon "a"', "give points 1", ["BC1116"]),
        ('give coupon "b"', 'give coupon "a", at most 3 in all', []),
        ('give coupon "b"', 'draw\n    50% coupon "a"\n    rest nothing', []),
        ('give coupon "b"', 'draw\n    50% coupon "a"\n    rest coupon "b"', ["BC1116"]),
        ('give coupon "b"\n  give coupon "b"', 'draw\n    50% coupon "a"\n    rest nothing', ["BC1116"]),
        ('give coupon "b"', "give points 1", []),
    ],
)
def test_a_chain_of_coupons_dies_out(first: str, second: str, codes: list[str]) -> None:
    """Fewer than one on average from round to round; exactly one goes on for ever."""
    rules = f'on redemption of "a"\n  {first}\n\non redemption of "b"\n  {second}\n'
    assert [code for code in _codes(rules) if code == "BC1116"] == codes


def test_what_one_sharer_can_get_is_told_with_the_costs() -> None:
    """Times and money, by period."""
    text = _HEAD.format(limit="") + (
        "on invitation\n  give red_packet 2.00 CNY to referrer, at most 5 a month, at most 20 in all\n"
        "  if spent\n    refuse\n"
    )
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None
    (one,) = costs(survey(campaign, VOCABULARY)).sharers
    assert one.each == Money(200, "CNY")
    assert [(cap.limit, cap.period) for cap in one.caps] == [(5, "month"), (20, None)]
