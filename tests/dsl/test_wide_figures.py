"""Digits as wide as a Chinese character are figures like any other."""

from __future__ import annotations

import pytest

from dsl import check, format_text
from tests.support.vocabulary import VOCABULARY

_TEXT = """campaign "A"
  brand    "B"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   %s CNY
  limit    %s claims per consumer a day
  channel  sandbox_wallet

on scan
  give points %s
"""


def test_wide_digits_mean_the_same_and_are_written_plain() -> None:
    plain, wide = _TEXT % ("1,000.00", "3", "10"), _TEXT % ("１,０００.００", "３", "１０")
    assert check(wide, VOCABULARY).campaign == check(plain, VOCABULARY).campaign is not None
    assert format_text(wide, VOCABULARY) == format_text(plain, VOCABULARY)


@pytest.mark.parametrize("date", ["２０２６-06-01", "2026-０６-01"])
def test_dates_keep_to_plain_digits(date: str) -> None:
    found = check((_TEXT % ("1.00", "3", "10")).replace("2026-06-01", date), VOCABULARY).diagnostics
    assert any(one.severity == "error" for one in found)
