"""Constants and shared texts: one place for what several campaigns mean alike."""

from __future__ import annotations

from dataclasses import replace

from dsl import check, compile_campaign, format_text, render, resolve, run_tests
from tests.support.vocabulary import VOCABULARY

_SHARED = """shared "jinjiu"
constant small_packet  1.88 CNY
constant few           3
constant trial         "B-2026-01"
segment regular  consumer.claims in the last 30 days at least few
segment thrifty  consumer.spent under small_packet
"""
_TEXT = """campaign "Open the cap"
  uses    "jinjiu"
  brand   "Jinjiu"
  runs    2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget  1,000.00 CNY, at most small_packet a day
  channel sandbox_wallet

coupon "cap-5" "5 yuan off" / "减5元"
  worth  small_packet
  valid  7 days

on scan
  when regular or code.batch is trial
    give red_packet small_packet
    give points few
  otherwise
    give coupon "cap-5"
  if spent
    refuse

test "regulars"
  at 2026-10-15 10:00
  scan with claims in the last 30 days few
  expect red_packet small_packet
  expect points few
"""


def test_constants_stand_where_their_values_may() -> None:
    checked = check(_TEXT, VOCABULARY, shared={"jinjiu": _SHARED, "other": "shared"})
    assert checked.campaign is not None, checked.diagnostics
    assert checked.diagnostics == ()
    own, _, segments = _SHARED.partition("segment")
    blank = "#\n" * own.count("\n")
    plain = _TEXT.replace("  uses ", "  # ") + blank + "segment" + segments.replace("segment thrifty", "# ")
    for name, value in (("small_packet", "1.88 CNY"), ("few", "3"), ("trial", '"B-2026-01"')):
        plain = plain.replace(name, value)
    written = check(plain, VOCABULARY).campaign
    assert written is not None
    assert written == replace(checked.campaign, segments=checked.campaign.segments[:1])
    assert all(result.passed for result in run_tests(compile_campaign(checked.campaign)))


def test_the_resolved_text_stands_alone() -> None:
    """What a version keeps means the same without any shared text, and is not resolved again."""
    whole = resolve(_TEXT, {"jinjiu": _SHARED})
    assert whole.text == _TEXT + _SHARED
    alone = check(whole.text, VOCABULARY)
    assert alone.campaign == check(_TEXT, VOCABULARY, shared={"jinjiu": _SHARED}).campaign
    assert resolve(whole.text, {"jinjiu": _SHARED.replace("1.88", "2.88")}).text == whole.text


def test_a_shared_text_is_checked_by_itself_and_formatted() -> None:
    assert check(_SHARED, VOCABULARY).diagnostics == ()
    chinese = format_text(_SHARED, VOCABULARY, "zh")
    assert chinese.startswith('共享 "jinjiu"\n')
    assert "常量 small_packet  1.88 元\n" in chinese
    assert format_text(chinese, VOCABULARY, "en") == format_text(_SHARED, VOCABULARY)
    assert '  共用 "jinjiu"\n' in format_text(_TEXT, VOCABULARY, "zh")
    (found,) = check(_SHARED.replace("spent", "spend"), VOCABULARY).diagnostics
    assert (found.code, found.span.line) == ("BC0402", 6)


def test_a_finding_points_into_the_shared_text() -> None:
    broken = _SHARED.replace("consumer.spent", "consumer.spend")
    (found,) = check(_TEXT, VOCABULARY, shared={"jinjiu": broken}).diagnostics
    assert (found.code, found.where, found.span.line, found.suggestion) == (
        "BC0402",
        "jinjiu",
        6,
        "consumer.spent",
    )
    assert broken[found.span.start : found.span.end] == "consumer.spend"
    told = render([found], _TEXT, "open.cap", shared={"jinjiu": broken})
    assert told.startswith("jinjiu:6:18: error BC0402")
    assert "6 | segment thrifty  consumer.spend under" in told


def test_what_is_missing_is_said() -> None:
    codes = [(one.code, one.where) for one in check(_TEXT, VOCABULARY).diagnostics]
    assert ("BC0446", "") in codes
    twice = check(_TEXT, VOCABULARY, shared={"jinjiu": _SHARED + "constant few 4\n"}).diagnostics
    assert [(one.code, one.where) for one in twice] == [("BC0410", "jinjiu")]
