"""Three evaluators agree: the interpreter is the specification, compiled code and columns decide the same.

`BOTTLECAP_DECISIONS` sets how many decisions are compared at least: a few tens of thousands by default, a
million and more in a nightly run.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from itertools import count
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsl import Campaign, check, compile_campaign, interpret
from dsl.columns.calendar import day_numbers
from dsl.columns.facts import facts_of
from dsl.columns.program import TooManyWays, compile_columns
from dsl.instants import instant, micros
from dsl.zones import local_date
from tests.support.random_campaigns import RandomCampaign, random_facts
from tests.support.vocabulary import VOCABULARY

DECISIONS = int(os.environ.get("BOTTLECAP_DECISIONS", "30_000"))
ROWS = 300
HEAD = """campaign "C"
  brand    "B"
  runs     2026-10-01 to 2026-10-31 in Asia/Shanghai

"""


def _sound(text: str) -> Campaign:
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, checked.diagnostics
    return checked.campaign


def _number(row: int, site: int, scale: int) -> int:
    return hash((row, site, 0x9E3779B97F4A7C15)) % scale


def _compare_all(campaign: Campaign, seed: int, rows: int) -> int:
    """Put the same events through all three; how many decisions were compared."""
    program, columns = compile_campaign(campaign), compile_columns(campaign)
    random = Random(seed)
    events = [random_facts(random) for _ in range(rows)]
    facts = facts_of(events, campaign.zone)
    for trigger in range(len(campaign.triggers)):
        ways = columns.decide(
            trigger, facts, lambda site, scale: np.array([_number(row, site, scale) for row in range(rows)])
        )
        for row, (event, way) in enumerate(zip(events, ways.tolist(), strict=True)):

            def draw(site: int, scale: int, row: int = row) -> int:
                return _number(row, site, scale)

            specified = interpret(campaign, trigger, event, draw)
            drawn = {one.site: one.number for one in specified.draws}
            assert columns.books[trigger][way].decision(drawn) == specified
            assert program.decide(trigger, event, draw) == specified
    return rows * len(campaign.triggers)


@pytest.mark.timeout(0)
def test_three_evaluators_agree_on_many_decisions() -> None:
    done = 0
    for seed in count():
        campaign = check(RandomCampaign(seed).text(), VOCABULARY).campaign
        done += _compare_all(campaign, seed, ROWS) if campaign else 0
        if done >= DECISIONS:
            return


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**48))
def test_three_evaluators_agree_on_any_campaign(seed: int) -> None:
    """Other campaigns in each run: what holds for every program needs no fixed seed."""
    campaign = check(RandomCampaign(seed).text(), VOCABULARY).campaign
    if campaign is not None:
        _compare_all(campaign, seed, 25)


@pytest.mark.parametrize("seed", range(6))
def test_each_answer_of_each_condition_is_the_same_in_columns(seed: int) -> None:
    _compare_all(_sound(RandomCampaign(seed).questions(30)), seed, 80)


def test_segments_that_may_or_may_not_hold_are_told_apart() -> None:
    """`alpha or beta` holds in three ways, and each decision names the segments that held."""
    campaign = _sound(
        HEAD + "segment alpha consumer.claims over 2\nsegment beta scan.hour over 12\n\n"
        "on scan\n  when alpha or beta\n    give points 1\n"
    )
    events: list[dict[str, object]] = [
        {"event.at": datetime(2026, 10, 2, tzinfo=UTC), "consumer.claims": claims, "scan.hour": hour}
        for claims, hour in ((3, 1), (0, 13), (3, 13), (0, 1))
    ]
    columns = compile_columns(campaign)
    ways = columns.decide(0, facts_of(events, campaign.zone), lambda site, scale: np.zeros(4, np.int64))
    held = [columns.books[0][way].segments for way in ways.tolist()]
    assert held == [("alpha",), ("beta",), ("alpha", "beta"), ()]


def test_a_fact_without_a_column_is_unknown() -> None:
    campaign = _sound(
        HEAD + "on scan\n  when consumer.claims is 0 or not consumer.claims is 0\n    give points 1\n"
    )
    events: list[dict[str, object]] = [{"event.at": datetime(2026, 10, 2, tzinfo=UTC)}]
    columns = compile_columns(campaign)
    ways = columns.decide(0, facts_of(events, campaign.zone), lambda site, scale: np.zeros(1, np.int64))
    assert columns.books[0][int(ways[0])].intents == ()


def test_a_number_outside_the_scale_is_a_bug_in_columns_too() -> None:
    campaign = _sound(HEAD + "on scan\n  draw\n    10% points 1\n    rest nothing\n")
    events: list[dict[str, object]] = [{"event.at": datetime(2026, 10, 2, tzinfo=UTC)}]
    columns = compile_columns(campaign)
    for number in (-1, 10):
        with pytest.raises(ValueError, match="no draw numbers of 10"):
            columns.decide(0, facts_of(events, campaign.zone), lambda s, scale, n=number: np.array([n]))


def test_a_draw_of_many_outcomes_meets_the_right_one() -> None:
    prizes = "".join(f"    1 in 100 points {points}\n" for points in range(1, 41))
    campaign = _sound(f"{HEAD}on scan\n  draw\n{prizes}    rest nothing\n")
    events: list[dict[str, object]] = [{"event.at": datetime(2026, 10, 2, tzinfo=UTC)}] * 100
    columns = compile_columns(campaign)
    ways = columns.decide(0, facts_of(events, campaign.zone), lambda site, scale: np.arange(100))
    intents = [columns.books[0][way].intents for way in ways.tolist()]
    assert [dict(one[0].params)["points"] for one in intents[:40]] == list(range(1, 41))
    assert intents[40:] == [()] * 60


def test_more_ways_than_can_be_numbered_are_refused() -> None:
    rules = "  when scan.hour over 12\n    give points 1\n  give points 2\n" * 63
    with pytest.raises(TooManyWays, match="more than can be numbered"):
        compile_columns(_sound(f"{HEAD}on scan\n{rules}"))


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Beirut"])
def test_calendar_days_of_columns_are_those_of_single_instants(zone: str) -> None:
    first = micros(datetime(2026, 1, 1, tzinfo=UTC))
    at = first + np.arange(0, 366 * 24 * 3_600_000_000, 1_799_000_000)
    days = day_numbers(at, zone)
    assert days.tolist() == [local_date(instant(one), zone).toordinal() for one in at.tolist()]


#: How code begins that gathers on its way what a decision tells.
_GATHERED = "segments = lines = steps = ()"


def test_code_that_goes_rule_after_rule_agrees_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Triggers of many ways are not written out to the end of each; here none is."""
    monkeypatch.setattr("dsl.compiler._FEW_WAYS", 0)
    done = 0
    for seed in count(50_000):
        campaign = check(RandomCampaign(seed).text(), VOCABULARY).campaign
        if campaign is not None:
            assert compile_campaign(campaign).source.count(_GATHERED) >= 1
            done += _compare_all(campaign, seed, 100)
        if done >= 6_000:
            return


def test_triggers_of_many_ways_are_not_written_out() -> None:
    rules = "  when scan.hour over 12\n    give points 1\n  give points 2\n"
    for times, written_out in ((7, True), (8, False)):
        source = compile_campaign(_sound(f"{HEAD}on scan\n{rules * times}")).source
        assert (_GATHERED not in source) == written_out
