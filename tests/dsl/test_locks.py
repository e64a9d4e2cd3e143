"""Locked rewards in the language: one meaning in both languages, bounded costs, and what may change while they wait."""

from __future__ import annotations

import pytest

from dsl import Days, Hours, Until, check, compile_campaign, format_text, run_tests
from dsl.campaign import Campaign
from dsl.difference import compare
from dsl.intents import intents_of
from tests.support.vocabulary import VOCABULARY

TEXT = """campaign "Two bottles"
  brand    "D"
  runs     2026-08-01 to 2026-08-31 in Asia/Shanghai
  budget   9,000.00 CNY
  channel  sandbox_wallet

coupon "five" "5 yuan off" / "减5元"
  worth  5.00 CNY off 20.00 CNY
  valid  7 days

on scan of 9521000100015
  give coupon "five"
  give red_packet 4.00 CNY, unlocked by scan of 9521000100015 within 7 days
    if it lapses
      give points 5
  draw
    10%   red_packet 3.00 CNY, unlocked by redemption of "five" by a friend until 2026-09-30 then waits 24 hours
    rest  points 1
  if spent
    refuse

test "set aside"
  at 2026-08-02 10:00
  scan of 9521000100015
  draw 1 of 100
  expect coupon "five"
  expect red_packet 4.00 CNY, locked
  expect red_packet 3.00 CNY, locked
"""


def campaign(text: str = TEXT) -> Campaign:
    found = check(text, VOCABULARY)
    assert found.campaign, found.diagnostics
    return found.campaign


def test_what_is_written_is_what_is_decided() -> None:
    locks = [intent.lock for intent in intents_of(campaign().triggers[0].rules) if intent.lock]
    first, second = locks
    assert (first.event, dict(first.asked), first.by_friend) == ("scan", {"gtin": "09521000100015"}, False)
    assert (first.term, first.wait, [one.params for one in first.lapsed]) == (
        Days(7),
        None,
        [(("points", 5),)],
    )
    assert (second.event, dict(second.asked), second.by_friend) == ("redemption", {"coupon": "five"}, True)
    assert isinstance(second.term, Until)
    assert second.wait == Hours(24)


def test_chinese_says_the_same() -> None:
    chinese = format_text(TEXT, VOCABULARY, "zh")
    assert "红包 4.00 元，解锁需 扫码 9521000100015 限时 7 天" in chinese
    assert '解锁需 核销 "five" 由好友 截至 2026-09-30 再等 24 小时' in chinese
    assert "期望 红包 4.00 元，待解锁" in chinese
    assert campaign(chinese) == campaign(format_text(TEXT, VOCABULARY, "en"))
    assert format_text(chinese, VOCABULARY, "en") == format_text(TEXT, VOCABULARY, "en")
    assert check("".join(chinese.split(" 限时 ")) + "", VOCABULARY).campaign is None, "a deadline is needed"


def test_a_test_tells_locked_from_given() -> None:
    [held] = run_tests(compile_campaign(campaign()))
    assert held.passed
    [failed] = run_tests(compile_campaign(campaign(TEXT.replace("4.00 CNY, locked", "4.00 CNY"))))
    assert not failed.passed
    assert "locked" in failed.message.en
    assert "待解锁" in failed.message.zh


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ("within 7 days", "within 8 days", True),
        ("within 7 days", "within 6 days", False),
        ("within 7 days", "within 192 hours", True),
        ("within 7 days", "within 191 hours", False),
        ("within 7 days", "until 2026-09-30", False),
        ("until 2026-09-30", "until 2026-10-01", True),
        ("until 2026-09-30", "until 2026-09-29", False),
        ("then waits 24 hours", "then waits 23 hours", True),
        ("then waits 24 hours", "then waits 25 hours", False),
        ("unlocked by scan of 9521000100015", "unlocked by scan", True),
        ("by scan of 9521000100015 within", "by redemption within", False),
        (" by a friend", "", False),
        ("give points 5\n", "give points 6\n", True),
        ("give points 5\n", "give points 4\n", False),
        (
            ", unlocked by scan of 9521000100015 within 7 days\n    if it lapses\n      give points 5",
            "",
            True,
        ),
    ],
)
def test_while_it_runs_a_key_may_only_become_easier(old: str, new: str, allowed: bool) -> None:
    after = TEXT[: TEXT.index("test ")].replace(old, new)
    assert after != TEXT[: TEXT.index("test ")]
    found = compare(campaign(TEXT), campaign(after), VOCABULARY)
    assert found.changes
    assert found.allowed == allowed, found.changes
    back = compare(campaign(after), campaign(TEXT), VOCABULARY)
    assert not (found.allowed and back.allowed)


def test_a_lock_on_what_was_given_at_once_is_a_loss_and_said_so() -> None:
    plain = TEXT.replace(
        ", unlocked by scan of 9521000100015 within 7 days\n    if it lapses\n      give points 5", ""
    )
    plain = plain[: plain.index("test ")]
    [change] = compare(campaign(plain), campaign(TEXT), VOCABULARY).losses
    assert change.what.en == (
        "red_packet 4.00 CNY is given: at once → after a scan of 09521000100015 within 7 days, else points 5"
    )
    assert change.what.zh == "红包 4.00 元的发放：立即发放 → 7 天内扫码 09521000100015后，否则积分 5"
