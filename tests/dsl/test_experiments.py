"""Experiments: groups by chance, the same for a person whatever the campaign's text becomes."""

from __future__ import annotations

import numpy as np
import pytest

from dsl import Campaign, check, compile_campaign, format_text, run_tests
from dsl.analysis.cost import costs
from dsl.analysis.survey import survey
from dsl.difference import compare
from dsl.limits import EXPERIMENT_SCALE
from dsl.simulation import Spec, make_population, simulate
from dsl.simulation.making import numbers_of
from tests.support.vocabulary import VOCABULARY

_TEXT = """campaign "August"
  brand    "Jinjiu"
  runs     2026-10-01 to 2026-10-31 in Asia/Shanghai

on scan
  give points 1
  experiment offer
    group offered 90%
      give points 20
    group holdout rest

test "offered"
  at 2026-10-15 10:00
  scan with experiment.offer offered
  expect points 1
  expect points 20

test "held out"
  at 2026-10-15 10:00
  scan with experiment.offer holdout
  expect points 1
"""


def _campaign(text: str = _TEXT) -> Campaign:
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, checked.diagnostics
    assert checked.diagnostics == ()
    return checked.campaign


def test_groups_decide_and_are_tested_by_name() -> None:
    program = compile_campaign(_campaign())
    assert program.facts_read(0) == {"experiment.offer"}
    assert [result.message.en for result in run_tests(program)] == ["as expected", "as expected"]
    for number in (0, 8_999, 9_000, EXPERIMENT_SCALE - 1):
        facts = {"event.at": program.campaign.starts, "experiment.offer": number}
        assert len(program.decide(0, facts, lambda _site, _scale: 0).intents) == (2 if number < 9_000 else 1)


def test_both_languages_say_it() -> None:
    chinese = format_text(_TEXT, VOCABULARY, "zh")
    assert "    分组 offered 90%\n      发 积分 20\n    分组 holdout 其余\n" in chinese
    assert check(chinese, VOCABULARY).campaign == _campaign()
    assert format_text(chinese, VOCABULARY, "en") == format_text(_TEXT, VOCABULARY)


def test_the_groups_take_in_everybody() -> None:
    """With something in every group nobody is left out, though no rule stands outside."""
    text = _TEXT.replace("  give points 1\n  exp", "  exp").split("test ")[0]
    (found,) = check(text, VOCABULARY).diagnostics
    assert (found.code, found.severity) == ("BC1105", "warning")
    assert "in experiment offer" in found.message.en
    assert check(text + "      give points 5\n", VOCABULARY).diagnostics == ()


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("90%", "80%", True),
        ("holdout", "control", True),
        ("experiment offer", "experiment other", True),
        ("points 20", "points 30", False),
        ("points 20", "points 10", True),
    ],
)
def test_a_running_experiment_keeps_its_groups(old: str, new: str, refused: bool) -> None:
    text = _TEXT.split("test ")[0]
    change = compare(_campaign(text), _campaign(text.replace(old, new)), VOCABULARY)
    assert bool(change.losses) == refused
    assert any(one.topic == "experiment" for one in change.losses) == (refused and "points" not in old)


def test_an_experiment_may_begin_and_end() -> None:
    text = _TEXT.split("test ")[0]
    without = text.split("  experiment")[0]
    assert not compare(_campaign(without), _campaign(text), VOCABULARY).losses
    everybody = without + "  give points 20\n"
    assert not compare(_campaign(text), _campaign(everybody), VOCABULARY).losses


def test_a_simulation_holds_a_tenth_out_and_a_new_version_moves_nobody() -> None:
    """Of 10,000 persons between 880 and 1,120 are held out (four standard deviations), the same ones ever after."""
    for text in (_TEXT, _TEXT.replace("points 20", "points 30")):
        campaign = _campaign(text.split("test ")[0])
        population = make_population(campaign, 30_000, Spec(consumers=10_000, eagerness=1))
        told = numbers_of("experiment.offer", np.arange(10_000)).values
        assert 880 <= int((told >= 9_000).sum()) <= 1_120
        seen = population.columns["experiment.offer"]
        assert np.array_equal(seen.values, told[population.consumers])  # type: ignore[union-attr]  # a count of claims
        tally = simulate(campaign, population)
        given = {dict(prize.intent.params)["points"]: prize.given for prize in tally.prizes.values()}
        offered = int((told[population.consumers] < 9_000).sum())
        assert sorted(given.values()) == sorted([30_000, offered])


def test_the_shares_cover_the_scale_exactly() -> None:
    text = _TEXT.split("test ")[0].replace("90%", "33.33%").replace("holdout rest", "holdout 66.67%")
    (choice,) = [rule for rule in _campaign(text).triggers[0].rules if hasattr(rule, "branches")]
    assert [branch.condition.values for branch in choice.branches] == [(0, 3_332), (3_333, 9_999)]
    (cost,) = costs(survey(_campaign(text), VOCABULARY)).triggers
    assert [branch.name for branch in cost.branches] == ["offered", "holdout"]
