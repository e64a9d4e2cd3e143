"""`together`: everything in it that holds applies."""

from __future__ import annotations

from itertools import product

import pytest

from dsl import check, compile_campaign, format_text, interpret
from dsl.columns.facts import facts_of
from dsl.columns.program import compile_columns
from tests.support.clock import beijing
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Several"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai

"""
_TEXT = (
    _HEAD
    + """on scan
  together
    phase start until 2026-10-07
      give points 1
    when consumer.claims is 0
      give points 2
    when consumer.claims under 3
      give points 4
      when scan.hour under 12
        give points 8
  if spent
    refuse
"""
)


@pytest.mark.parametrize(("day", "claims"), list(product((3, 20), range(4))))
def test_all_that_hold_apply_in_every_evaluator(day: int, claims: int) -> None:
    campaign = check(_TEXT, VOCABULARY).campaign
    assert campaign is not None
    facts = {"event.at": beijing(f"2026-10-{day:02} 10:00"), "consumer.claims": claims, "scan.hour": 10}
    expected = {1} if day == 3 else set()
    expected |= {2} if claims == 0 else set()
    expected |= {4, 8} if claims < 3 else set()

    def never(site: int, scale: int) -> int:
        raise AssertionError("nothing is drawn")

    decision = interpret(campaign, 0, facts, never)
    assert {dict(intent.params)["points"] for intent in decision.intents} == expected
    assert compile_campaign(campaign).decide(0, facts, never) == decision
    columns = compile_columns(campaign)
    (way,) = columns.decide(0, facts_of([facts], campaign.zone), never)  # type: ignore[arg-type]  # never drawn
    assert columns.books[0][int(way)].decision({}) == decision


def test_none_is_hidden_by_another_and_people_left_out_are_found() -> None:
    """Of two conditions of which one holds whenever the other does, both apply: no finding says otherwise."""
    (found,) = check(_TEXT, VOCABULARY).diagnostics
    assert found.code == "BC1105"
    assert "3 claims" in found.message.en


def test_both_languages_keep_it() -> None:
    chinese = format_text(_TEXT, VOCABULARY, "zh")
    assert "  同时\n    阶段 start 截至 2026-10-07\n" in chinese
    assert format_text(chinese, VOCABULARY, "en") == format_text(_TEXT, VOCABULARY)


def test_only_phases_and_conditions_stand_in_it() -> None:
    found = check(_HEAD + "on scan\n  together\n    give points 1\n", VOCABULARY).diagnostics
    assert [one.code for one in found] == ["BC0202"]
    found = check(_HEAD + "on scan\n  together\n", VOCABULARY).diagnostics
    assert [one.code for one in found] == ["BC0204"]
