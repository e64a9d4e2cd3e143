"""The terms that consumers read are sentences from the rules, for their own code only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

import plugins
from dsl.conditions import Ago, Compare, Comparison
from dsl.values import Label
from engine.api import load_language
from engine.campaigns.live import LiveCampaign, Ruling, Version
from engine.plugin_host import PluginHost
from engine.scanning.conditions_in_words import in_words
from engine.scanning.terms import Terms

TEXT = """campaign "Lids"
  brand    "Jinjiu"
  runs     2026-11-01 to 2026-12-31 in Asia/Shanghai
  budget   9,000.00 CNY, at most 500.00 CNY a day
  limit    3 claims per consumer a day
  channel  sandbox_wallet

on scan of 9521000200012
  phase launch until 2026-11-20
    give red_packet 3.00 CNY
  when code.region in CN-GD
    draw
      1 in 200  red_packet 88.00 CNY, stock 20
      rest      red_packet 8.88 CNY
  when code.region in CN-BJ and consumer.claims is 0
    give red_packet 1.88 CNY
    give points 18
  otherwise
    give points 5
  if spent
    give points 5
"""


def lines(locale: str, at: datetime = datetime(2026, 12, 1, tzinfo=UTC), **known: object) -> list[str]:
    """The terms of the text above for a code with these facts."""
    program = load_language(plugins.BUILTIN, installed=False).compile(TEXT)
    assert program is not None
    version = Version(1, 1, 1, "", b"", at, program)
    ruling = Ruling(LiveCampaign(1, "lids", (version,)), version, program, 0)
    rewards = PluginHost.load(plugins.BUILTIN, ()).catalog.rewards
    facts = {name.replace("_", "."): value for name, value in known.items()}
    return [line[locale] for line in Terms(ruling, rewards, {}, at, facts).lines()]


def test_a_codes_own_region_decides_which_prizes_are_promised() -> None:
    """A Guangdong bottle lists Guangdong's draw with its odds and numbers, and no other region's prize."""
    assert lines("en", code_region="CN-GD") == [
        "Open from 1 November 2026 to the end of 31 December 2026.",
        "One of 88.00 yuan red packet, 20 in all (0.5%), 8.88 yuan red packet (99.5%).",
        "Each person may claim at most 3 times a day.",
        "9,000.00 yuan in all, at most 500.00 yuan a day, first come, first served.",
    ]


def test_conditions_on_the_person_are_told_in_words() -> None:
    """A Beijing bottle tells what a first claim brings, and what everybody else gets."""
    told = lines("en", code_region="CN-BJ")
    assert told[1:3] == [
        "Your first claim with the brand: 1.88 yuan red packet, 18 points.",
        "Otherwise: 5 points.",
    ]
    assert lines("zh", code_region="CN-BJ")[1:3] == [
        "首次参与本品牌活动：1.88元红包、18积分。",
        "其他情况：5积分。",
    ]


@pytest.mark.parametrize(
    ("comparison", "back", "en", "zh"),
    [
        ("over", Ago(30, "days"), "over 30 days", "超过 30 天"),
        ("under", Ago(10, "minutes"), "under 10 minutes", "少于 10 分钟"),
        ("at_least", Ago(1, "hours"), "at least 1 hour", "至少 1 小时"),
    ],
)
def test_the_time_since_the_last_claim_is_told_in_each_language(
    comparison: Comparison, back: Ago, en: str, zh: str
) -> None:
    told = in_words(Compare("consumer.last_claim", "instant", comparison, (back,)), {}, {})
    assert told == Label(f"Your last claim is {en} ago", f"距上次参与{zh}")


def test_a_phase_is_promised_until_it_is_over() -> None:
    """Before its end a phase is listed with its last day; afterwards it is gone."""
    during = lines("en", datetime(2026, 11, 2, tzinfo=UTC), code_region="CN-GD")
    assert during[1] == "Until the end of 20 November 2026: 3.00 yuan red packet."
    assert not any("3.00" in line for line in lines("en", code_region="CN-GD"))
