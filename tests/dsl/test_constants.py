"""A constant stands wherever its value could: as stock, cap, limit, odds, share, days and budget, in both languages."""

from __future__ import annotations

import pytest

from dsl import check, complete, format_text
from dsl.service import Document, edited, rename
from tests.support.vocabulary import VOCABULARY

_CONSTANTS = {
    "total": "1,000.00 CNY",
    "daily": "500.00 CNY",
    "few": "3",
    "tries": "10",
    "jackpot": "10,000",
    "win_rate": "5",
    "week": "7",
}
_TEXT = """campaign "Open the cap"
  brand    "Jinjiu"
  runs     2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget   total, at most daily a day
  limit    few claims per consumer a day
  channel  sandbox_wallet
  contact  "400-820-0000"

coupon "cap-5" "5 yuan off" / "减5元"
  worth  5.00 CNY
  valid  week days

segment quiet    consumer.last_claim over week days ago
segment regular  consumer.claims in the last week days at least few

on scan
  phase start for the first jackpot claims
    draw
      1 in jackpot  red_packet 8.88 CNY, stock tries
      win_rate%     red_packet 1.88 CNY, at most few a month
      by try tries  points 50
      rest          points few
  when quiet
    give red_packet 1.00 CNY, unlocked by scan within week days
  when regular
    give coupon "cap-5"
  otherwise
    experiment offer
      group with_coupon win_rate%
        give coupon "cap-5"
      group holdout rest
        give points few
  if spent
    refuse

on scan of batch "B-2026-01"
  deal jackpot codes
    1     points 100
    rest  points few

population "usual"
  consumers jackpot
"""


def _with_values(text: str) -> str:
    for name, value in _CONSTANTS.items():
        text = text.replace(name, value)
    return text


def _with_names(text: str) -> str:
    return text + "".join(f"constant {name} {value}\n" for name, value in _CONSTANTS.items())


def test_a_constant_means_its_value_wherever_it_stands() -> None:
    named, plain = check(_with_names(_TEXT), VOCABULARY), check(_with_values(_TEXT), VOCABULARY)
    assert named.campaign is not None, named.diagnostics
    assert named.campaign == plain.campaign


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_formatter_keeps_names_and_both_languages_mean_the_same(language: str) -> None:
    printed = format_text(_with_names(_TEXT), VOCABULARY, language)  # type: ignore[arg-type]  # one of the two
    for name in _CONSTANTS:
        assert printed.count(name) == _with_names(_TEXT).count(name), name
    assert format_text(printed, VOCABULARY) == printed
    assert check(printed, VOCABULARY).campaign == check(_with_names(_TEXT), VOCABULARY).campaign


def test_chinese_keywords_written_on_are_no_constants() -> None:
    """`每人每天3次` needs no spaces, though a constant might stand behind `限领`."""
    text = format_text(_with_values(_TEXT), VOCABULARY, "zh").replace("限领 每人每天 3 次", "限领每人每天3次")
    assert "限领每人每天3次" in text.replace("    ", "")
    assert check(text, VOCABULARY).campaign == check(_with_values(_TEXT), VOCABULARY).campaign


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("give points 1, stock total", "BC0449"),
        ("give points 1, at most fw a month", "BC0448"),
        ("give points total", "BC0449"),
        ("give red_packet few", "BC0449"),
        ("when consumer.claims is total\n    give points 1", "BC0702"),
        ("draw\n    total%  points 1\n    rest  points 2", "BC0449"),
        ("draw\n    1 in nothing_such  points 1\n    rest  points 2", "BC0448"),
        ("when consumer.claims in the last total days over 3\n    give points 1", "BC0449"),
    ],
)
def test_a_constant_of_another_kind_or_none_is_one_finding_at_its_place(line: str, code: str) -> None:
    head = _TEXT.partition("coupon")[0]
    found = check(_with_names(f"{head}on scan\n  {line}\n  if spent\n    refuse\n"), VOCABULARY)
    assert [one.code for one in found.diagnostics if one.severity == "error"] == [code]


def test_every_place_of_a_constant_is_renamed() -> None:
    text = _with_names(_TEXT)
    for name in _CONSTANTS:
        after = edited(text, rename(Document(text, VOCABULARY), text.index(name), "another").edits)
        assert after.count("another") == text.count(name)
        assert check(after, VOCABULARY).campaign == check(text, VOCABULARY).campaign


def test_constants_are_offered_where_numbers_stand() -> None:
    offers = [
        one.text for one in complete("constant few 3\non scan\n  give points 5, stock ", 47, VOCABULARY)
    ]
    assert "few" in offers


@pytest.mark.parametrize(
    ("value", "gift", "kind", "wanted"),
    [
        ("1.88 CNY", "points total", "an amount of money", "a whole number"),
        ('"ten"', "points total", "a text in quotes", "a whole number"),
        ("5", "red_packet total", "a whole number", "an amount of money"),
        ("1.88 CNY", "coupon total", "an amount of money", "a text in quotes"),
    ],
)
def test_behind_a_reward_a_constant_of_another_kind_is_called_by_its_name(
    value: str, gift: str, kind: str, wanted: str
) -> None:
    text = (
        'campaign "Open the cap"\n  brand "Jinjiu"\n  runs 2026-10-01 to 2026-10-07 in Asia/Shanghai\n'
        f"constant total {value}\non scan\n  give {gift}\n"
    )
    [found] = [one for one in check(text, VOCABULARY).diagnostics if one.severity == "error"]
    assert (found.code, found.span.line) == ("BC0449", 6)
    assert found.message.en == f"the constant `total` is {kind}; here {wanted} is needed"
