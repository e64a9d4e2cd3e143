"""The campaign's head: what people read, in both languages."""

from __future__ import annotations

from dsl import check, format_text
from dsl.values import Label
from tests.support.vocabulary import VOCABULARY

_REST = """
  brand "Jinjiu"
  runs 2026-12-01 to 2027-01-31 in Asia/Shanghai

on scan
  give points 10
"""


def test_a_title_may_stand_in_both_languages() -> None:
    """English first; the formatter keeps both in either language."""
    text = 'campaign "Open the cap" / "开盖有礼"' + _REST
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None
    assert campaign.title == Label("Open the cap", "开盖有礼")
    chinese = format_text(text, VOCABULARY, "zh")
    assert chinese.startswith('活动 "Open the cap" / "开盖有礼"\n')
    assert check(chinese, VOCABULARY).campaign == campaign


def test_one_title_serves_both_languages() -> None:
    """As with every text for people."""
    campaign = check('campaign "开盖有礼"' + _REST, VOCABULARY).campaign
    assert campaign is not None
    assert campaign.title == Label("开盖有礼", "开盖有礼")


def test_half_a_title_is_refused() -> None:
    """A language that is announced says something."""
    found = check('campaign "Open the cap" / " "' + _REST, VOCABULARY).diagnostics
    assert [one.code for one in found] == ["BC0917"]
