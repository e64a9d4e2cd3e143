"""From a decision to a plan: what is left decides, in the order of the text, and a refusal takes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

import plugins
from dsl.program import Program
from dsl.values import Label
from engine.api import load_language
from engine.campaigns.live import BrandState
from engine.codes.range_book import RangeBook
from engine.outcomes import Reason
from engine.plugin_host import PluginHost
from engine.scanning import counters
from engine.scanning.planning import Plan, PlanRefused, counters_of, plan
from engine.scanning.setting import Setting

LANGUAGE: Final = load_language(plugins.BUILTIN, installed=False)
REWARDS: Final = PluginHost.load(plugins.BUILTIN, ()).catalog.rewards
#: 23:59:59.999999 in Beijing on 3 June.
LATE: Final = datetime(2026, 6, 3, 15, 59, 59, 999_999, tzinfo=UTC)
HEAD: Final = """campaign "Plan"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   10.00 CNY, at most 4.00 CNY a day
  limit    3 claims per consumer a day
  limit    5 claims per consumer
  channel  sandbox_wallet

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    7 days
  at       stores
  pays     store 2.00 CNY
"""
PACKETS: Final = """
on scan of 9521000100015
  give red_packet 1.00 CNY
  give points 5
  if spent
    give points 1
"""
REFUSES: Final = """
on scan of 9521000100015
  give points 5
  give red_packet 1.00 CNY
  if spent
    refuse "come back tomorrow" / "明天再来"
"""
STOCK: Final = """
on scan of 9521000100015
  draw
    100%  red_packet 2.00 CNY, stock 3
    rest  points 7
  if spent
    refuse
"""
BONUS: Final = """
on scan of 9521000100015
  give coupon "off-2"

on redemption of "off-2"
  give red_packet 1.00 CNY to clerk, at most 2 a day
  give points 3 to consumer, at most 1
  if spent
    give points 1 to clerk
"""
BUDGET, DAY = "spring|c1|budget|CNY|all", "spring|c1|budget|CNY|2026-06-03"
PERSON, PERSON_DAY = "spring|c1|claims|consumer|9|all", "spring|c1|claims|consumer|9|2026-06-03"
EARNED = "spring|earned|9|2026"


def compiled(rules: str) -> Program:
    program = LANGUAGE.compile(HEAD + rules)
    assert program, LANGUAGE.problems(HEAD + rules)
    return program


def setting(program: Program, trigger: int = 0, **recipients: int) -> Setting:
    brand = BrandState(
        "spring", Label("Spring", "山泉"), "Asia/Shanghai", "CNY", 1, (), RangeBook(()), {}, {}
    )
    campaign = program.campaign
    who = recipients or {"consumer": 9}
    return Setting(brand, campaign, 1, campaign.triggers[trigger], LATE, who, REWARDS)


def planned(
    rules: str, used: Mapping[str, int] | None = None, around: Setting | None = None, *, trigger: int = 0
) -> Plan | PlanRefused:
    program = compiled(rules)
    there = around or setting(program, trigger)
    decision = program.decide(trigger, {"event.at": LATE, "consumer.claims": 0}, lambda site, scale: 0)
    left = used or {}
    return plan(there, decision, lambda key: left.get(key, 0), limited=trigger == 0)


def made(outcome: Plan | PlanRefused) -> Plan:
    assert isinstance(outcome, Plan), outcome
    return outcome


def given(outcome: Plan | PlanRefused) -> list[tuple[str, str]]:
    assert isinstance(outcome, Plan), outcome
    return [(one.intent.reward, str(dict(one.intent.params).popitem()[1])) for one in outcome.rewards]


def taken(outcome: Plan | PlanRefused) -> dict[str, int]:
    assert isinstance(outcome, Plan), outcome
    found: dict[str, int] = {}
    for key, amount in (*outcome.takes, *(take for one in outcome.rewards for take in one.takes)):
        found[key] = found.get(key, 0) + amount
    return found


def test_a_plan_takes_budget_day_and_limits_of_the_day_in_the_campaigns_zone() -> None:
    outcome = planned(PACKETS)
    assert [reward for reward, _ in given(outcome)] == ["red_packet", "points"]
    assert taken(outcome) == {BUDGET: 100, DAY: 100, PERSON: 1, PERSON_DAY: 1, EARNED: 5}


@pytest.mark.parametrize(
    ("used", "rewards"),
    [
        ({BUDGET: 900, DAY: 300}, ["red_packet", "points"]),  # exactly the last packet
        ({BUDGET: 901}, ["points", "points"]),
        ({DAY: 301}, ["points", "points"]),
    ],
)
def test_the_last_unit_fits_and_one_more_falls_back(used: dict[str, int], rewards: list[str]) -> None:
    assert [reward for reward, _ in given(planned(PACKETS, used))] == rewards


def test_a_fallback_takes_nothing_of_what_was_spent() -> None:
    assert taken(planned(PACKETS, {DAY: 400})) == {PERSON: 1, PERSON_DAY: 1, EARNED: 6}


@pytest.mark.parametrize(
    ("used", "reason"), [({BUDGET: 1_000}, Reason.BUDGET_SPENT), ({DAY: 400}, Reason.DAY_BUDGET_SPENT)]
)
def test_a_refusal_refuses_the_whole_claim_in_its_own_words(used: dict[str, int], reason: Reason) -> None:
    outcome = planned(REFUSES, used)
    assert isinstance(outcome, PlanRefused)
    assert (outcome.reason, outcome.words.zh) == (reason, "明天再来")


@pytest.mark.parametrize(("used", "limit"), [({PERSON_DAY: 3}, "3"), ({PERSON: 5}, "5")])
def test_a_limit_that_is_reached_refuses_before_anything_is_given(used: dict[str, int], limit: str) -> None:
    outcome = planned(PACKETS, used)
    assert isinstance(outcome, PlanRefused)
    assert outcome.reason is Reason.LIMIT_REACHED
    assert limit in outcome.words.en


def test_what_any_account_of_a_person_has_claimed_counts() -> None:
    program = compiled(PACKETS)
    joined = replace(setting(program), accounts={9: (4, 9)})
    other = PERSON_DAY.replace("|9|", "|4|")
    assert isinstance(planned(PACKETS, {PERSON_DAY: 1, other: 2}, joined), PlanRefused)
    allowed = planned(PACKETS, {PERSON_DAY: 1, other: 1}, joined)
    assert taken(allowed)[PERSON_DAY] == 1
    assert other not in taken(allowed)
    assert other in counters_of(joined)


def test_a_prize_whose_stock_is_spent_gives_way_to_the_rest() -> None:
    stock = next(key for key in counters_of(setting(compiled(STOCK))) if "|stock|" in key)
    assert given(planned(STOCK, {stock: 2})) == [("red_packet", "2.00 CNY")]
    assert taken(planned(STOCK, {stock: 2}))[stock] == 1
    assert given(planned(STOCK, {stock: 3})) == [("points", "7")]
    assert stock not in taken(planned(STOCK, {stock: 3}))


def test_a_prize_in_stock_without_budget_gives_way_to_the_rest_and_keeps_the_stock() -> None:
    outcome = planned(STOCK, {DAY: 201})
    assert given(outcome) == [("points", "7")]
    assert not any("|stock|" in key or "|budget|" in key for key in taken(outcome))


def test_a_bonus_beyond_its_cap_stays_out_alone() -> None:
    program = compiled(BONUS)
    there = setting(program, 1, consumer=9, clerk=5, store=2)
    cap = next(key for key in counters_of(there) if "|cap|" in key and "|clerk|5|" in key)
    both = planned(BONUS, {}, there, trigger=1)
    assert [(one.intent.reward, one.recipient_id) for one in made(both).rewards] == [
        ("red_packet", 5),
        ("points", 9),
    ]
    capped = planned(BONUS, {cap: 2}, there, trigger=1)
    assert [one.intent.reward for one in made(capped).rewards] == ["points"]
    assert len(made(capped).notes) == 1


def test_a_recipient_that_the_event_does_not_have_gets_nothing_and_takes_nothing() -> None:
    there = setting(compiled(BONUS), 1, consumer=9)
    outcome = planned(BONUS, {}, there, trigger=1)
    assert [one.intent.recipient for one in made(outcome).rewards] == ["consumer"]
    assert not any("|budget|" in key for key in taken(outcome))


@pytest.mark.parametrize("rules", [PACKETS, REFUSES, STOCK])
def test_a_plan_never_takes_a_counter_that_was_not_named_before(rules: str) -> None:
    """All counters are read and locked before the decision: what is not named would not be locked."""
    named = counters_of(setting(compiled(rules)))
    for used in ({}, {DAY: 400}, {DAY: 201}):
        outcome = planned(rules, used)
        if isinstance(outcome, Plan):
            assert taken(outcome).keys() <= named


def test_names_of_counters_fit_the_table_and_stay_apart() -> None:
    long = "x" * 300
    first, second = counters.stock("spring", 1, long + "a"), counters.stock("spring", 1, long + "b")
    assert len(first) == len(second) == counters.NAME_MAX
    assert first != second
    assert first.startswith("spring|c1|stock|xxx")
    assert counters.stock("spring", 1, "short") == "spring|c1|stock|short"
