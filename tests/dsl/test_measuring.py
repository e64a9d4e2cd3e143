"""What tests in the text try, and tests that would try the rest."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

from dsl import Campaign, check, compile_campaign, format_text, run_tests
from dsl.analysis.survey import survey
from dsl.testing import measure, propose
from dsl.testing.candidates import candidates_of
from dsl.testing.coverage import Goal, covered
from tests.support.random_campaigns import RandomCampaign
from tests.support.vocabulary import VOCABULARY

_SAMPLES = sorted((Path(__file__).parent / "campaigns").glob("*.cap"))
_HEAD = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget 1,000.00 CNY
  channel sandbox_wallet

on scan
  when consumer.claims at least 3
    draw
      10%  red_packet 8.00 CNY, stock 5
      rest points 5
  otherwise
    give red_packet 0.50 CNY
      if spent
        refuse
  if spent
    give points 1
"""
_TEST = """
test "keen people draw"
  at 2026-10-02 10:00
  scan with claims 3
  draw 1 of 10
  expect red_packet 8.00 CNY
"""


def _campaign(text: str) -> Campaign:
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, checked.diagnostics
    return checked.campaign


def test_each_line_counts_once_and_each_condition_twice() -> None:
    """The event, a condition met and not met, two outcomes, `otherwise`, what it gives, a refusal in its place."""
    found = measure(compile_campaign(_campaign(_HEAD + _TEST)), _HEAD + _TEST, VOCABULARY)
    assert (found.goals, found.reached) == (8, 3)
    assert found.share == Fraction(3, 8)
    assert [(one.line, one.passed, one.words) for one in found.untried] == [
        (8, True, "when consumer.claims at least 3"),
        (11, False, "rest points 5"),
        (12, False, "otherwise"),
        (13, False, "give red_packet 0.50 CNY"),
        (15, False, "refuse"),
    ]


def test_the_test_named_for_a_line_tries_it() -> None:
    text = _HEAD + _TEST
    for one in measure(compile_campaign(_campaign(text)), text, VOCABULARY).untried:
        assert one.test
        after = text + "\n" + one.test
        program = compile_campaign(_campaign(after))
        assert all(result.passed for result in run_tests(program))
        assert (one.line, one.passed) not in [
            (left.line, left.passed) for left in measure(program, after, VOCABULARY).untried
        ]


def test_both_sides_of_a_bound_are_proposed() -> None:
    texts = [one.text for one in propose(compile_campaign(_campaign(_HEAD)), _HEAD, VOCABULARY).tests]
    assert any("with claims 2\n" in text and "expect red_packet 0.50 CNY" in text for text in texts)
    assert any("with claims 3\n" in text and "draw" in text for text in texts)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_proposals_hold_are_formatted_and_leave_nothing_untried(path: Path, language: str) -> None:
    text = path.read_text(encoding="utf-8").partition('\ntest "')[0].partition('\n测试 "')[0] + "\n"
    found = propose(compile_campaign(_campaign(text)), text, VOCABULARY, language)
    for one in found.tests:
        assert format_text(one.text, VOCABULARY, language) == one.text
    together = text + "\n" + "\n".join(one.text for one in found.tests)
    program = compile_campaign(_campaign(together))
    assert all(result.passed for result in run_tests(program))
    assert not set(covered(program).missing) - found.impossible


@pytest.mark.parametrize("seed", range(40))
def test_proposals_for_any_campaign_hold(seed: int) -> None:
    """Whatever the rules, a proposed test is understood, passes, and says what it was made to try."""
    text = RandomCampaign(seed).text()
    campaign = check(text, VOCABULARY).campaign
    if campaign is None:
        return
    program = compile_campaign(campaign)
    found = propose(program, text, VOCABULARY, Random(seed).choice(("en", "zh")))
    together = text + "\n" + "\n".join(one.text for one in found.tests)
    whole = compile_campaign(_campaign(together))
    results = run_tests(whole)[len(campaign.tests) :]
    assert len(results) == len(found.tests)
    assert all(result.passed for result in results)
    can_be = set[Goal]().union(*(one.reached for one in candidates_of(survey(campaign, VOCABULARY))))
    assert can_be & set(covered(program).missing) <= set(covered(whole).reached)


def test_what_cannot_come_about_is_not_counted() -> None:
    """The second condition holds for whoever comes to it, so nobody can be found who passes it over."""
    text = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai

on scan
  when consumer.claims is 0
    give points 1
  when consumer.claims at least 1
    give points 2

test "first"
  at 2026-10-02 10:00
  scan with claims 0
  expect points 1

test "second"
  at 2026-10-02 10:00
  scan with claims 1
  expect points 2
"""
    found = measure(compile_campaign(_campaign(text)), text, VOCABULARY)
    assert found.share == 1
    assert found.untried == ()
