"""Several payment channels in the order in which they are tried, and segments that stand guard over scans."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from dsl import check
from dsl.facts_read import campaign_facts
from dsl.guards import guard_of, is_guarded
from dsl.values import Label
from dsl.vocabulary import Vocabulary, Word
from tests.support.vocabulary import VOCABULARY

TEXT: Final = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-07 in Asia/Shanghai
  budget 100,000.00 CNY
  channel bank
  channel sandbox_wallet

segment {name}  consumer.claims at least 3

on scan
  give red_packet 1.00 CNY
  if spent
    refuse
"""


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    bank = Word("bank", Label("bank", "银行"))
    return replace(VOCABULARY, channels=(*VOCABULARY.channels, bank))


def test_channels_are_tried_in_the_order_of_the_text(words: Vocabulary) -> None:
    campaign = check(TEXT.format(name="review"), words).campaign
    assert campaign is not None
    assert campaign.channels == ("bank", "sandbox_wallet")


def test_a_channel_named_twice_is_a_finding(words: Vocabulary) -> None:
    again = TEXT.format(name="review").replace("  channel bank\n", "  channel bank\n  channel bank\n")
    assert "BC0904" in [found.code for found in check(again, words).diagnostics]


@pytest.mark.parametrize(
    ("name", "guard"), [("review", "review"), ("待审核", "review"), ("watch", "watch"), ("观察", "watch")]
)
def test_a_guard_is_no_unused_segment_and_its_facts_are_read(
    words: Vocabulary, name: str, guard: str
) -> None:
    checked = check(TEXT.format(name=name), words)
    assert checked.campaign is not None
    assert [found.code for found in checked.diagnostics] == []
    assert "consumer.claims" in campaign_facts(checked.campaign)
    now = {"event.at": datetime(2026, 10, 2, tzinfo=UTC)}
    assert guard_of(checked.campaign, now | {"consumer.claims": 3}) == guard
    assert guard_of(checked.campaign, now | {"consumer.claims": 2}) is None
    assert guard_of(checked.campaign, now) is None, "what is unknown does not hold"
    assert is_guarded(checked.campaign) is (guard == "review")


def test_any_other_segment_that_no_rule_uses_is_still_told(words: Vocabulary) -> None:
    assert "BC0911" in [found.code for found in check(TEXT.format(name="regular"), words).diagnostics]
