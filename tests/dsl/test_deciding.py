"""Decisions: first match, unknown facts, regions, days, draws, refusals, and what is told about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dsl import Decision, Drawn, Program, check, compile_campaign, interpret, render
from dsl.values import Label, Money
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in {zone}
  budget 100,000.00 CNY
  channel sandbox_wallet
"""
_NOON = datetime(2026, 10, 15, 4, tzinfo=UTC)


def _program(rules: str, zone: str = "Asia/Shanghai") -> Program:
    text = _HEAD.format(zone=zone) + rules
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, render(checked.diagnostics, text)
    return compile_campaign(checked.campaign)


def _decide(program: Program, at: datetime = _NOON, number: int = 0, **facts: Any) -> Decision:
    """The decision, made by both evaluators."""
    named = {name.replace("__", "."): value for name, value in facts.items()}
    event = {"event.at": at, **named}
    compiled = program.decide(0, event, lambda site, scale: number)
    assert compiled == interpret(program.campaign, 0, event, lambda site, scale: number)
    return compiled


def _matches(condition: str, zone: str = "Asia/Shanghai", at: datetime = _NOON, **facts: Any) -> str:
    """`yes`, `no` or `unknown`: a condition and its opposite are asked together."""
    rules = f"on scan\n  when {condition}\n    give points 1\n  when not ({condition})\n    give points 2\n"
    intents = _decide(_program(rules, zone), at, **facts).intents
    return "unknown" if not intents else {1: "yes", 2: "no"}[dict(intents[0].params)["points"]]  # type: ignore[index]  # points are a count


@pytest.mark.parametrize(
    ("condition", "facts", "answer"),
    [
        ("consumer.claims is 0", {"consumer__claims": 0}, "yes"),
        ("consumer.claims is 0", {"consumer__claims": 1}, "no"),
        ("consumer.claims is 0", {}, "unknown"),
        ("consumer.claims is 0", {"consumer__claims": None}, "unknown"),
        ("consumer.claims between 1 and 3", {"consumer__claims": 3}, "yes"),
        ("consumer.claims at most 3", {"consumer__claims": 4}, "no"),
        ("consumer.claims not in 1, 2", {"consumer__claims": 2}, "no"),
        ("friend.is_new", {"friend__is_new": True}, "yes"),
        ("friend.is_new is no", {"friend__is_new": True}, "no"),
        ("friend.is_new is not yes", {}, "unknown"),
        ("consumer.rank is gold", {"consumer__rank": "silver"}, "no"),
        ('code.batch in "A", "B"', {"code__batch": "B"}, "yes"),
        ("consumer.spent over 5.00 CNY", {"consumer__spent": Money(501, "CNY")}, "yes"),
        ("consumer.spent over 5.00 CNY", {"consumer__spent": Money(900, "EUR")}, "unknown"),
        ("consumer.claims is 0 and friend.is_new", {"consumer__claims": 1}, "no"),
        ("consumer.claims is 0 and friend.is_new", {"consumer__claims": 0}, "unknown"),
        ("consumer.claims is 0 or friend.is_new", {"consumer__claims": 0}, "yes"),
        ("consumer.claims is 0 or friend.is_new", {"consumer__claims": 1}, "unknown"),
    ],
)
def test_a_missing_fact_is_unknown_and_never_no(condition: str, facts: dict[str, Any], answer: str) -> None:
    assert _matches(condition, **facts) == answer


@pytest.mark.parametrize(
    ("condition", "region", "answer"),
    [
        ("code.region in CN-GD", "CN-GD", "yes"),
        ("code.region in CN-GD", "CN-GD-SZ", "yes"),
        ("code.region in CN-GD", "CN-GX", "no"),
        ("code.region in CN-GD", "CN-GDX", "no"),
        ("code.region in CN-GD", "CN", "unknown"),
        ("code.region in CN", "CN-GD-SZ", "yes"),
        ("code.region is CN-GD", "CN-GD-SZ", "yes"),
        ("code.region not in CN-GD, CN-GX", "CN-BJ", "yes"),
        ("code.region not in CN-GD, CN-GX", "CN", "unknown"),
        ("code.region in CN, CN-GD", "CN", "yes"),
    ],
)
def test_a_region_lies_in_its_larger_ones(condition: str, region: str, answer: str) -> None:
    assert _matches(condition, code__region=region) == answer


@pytest.mark.parametrize(
    ("condition", "last", "answer"),
    [
        ("consumer.last_claim over 30 days ago", datetime(2026, 9, 14, 15, 59, tzinfo=UTC), "yes"),
        ("consumer.last_claim over 30 days ago", datetime(2026, 9, 14, 16, tzinfo=UTC), "no"),
        ("consumer.last_claim at least 1 days ago", datetime(2026, 10, 14, 15, 59, tzinfo=UTC), "yes"),
        ("consumer.last_claim at most 24 hours ago", _NOON - timedelta(hours=24), "yes"),
        ("consumer.last_claim under 24 hours ago", _NOON - timedelta(hours=24), "no"),
        ("consumer.last_claim under 10 minutes ago", _NOON - timedelta(minutes=10), "no"),
        ("consumer.last_claim under 10 minutes ago", _NOON - timedelta(minutes=9, seconds=59), "yes"),
        ("consumer.last_claim before 2026-10-02", datetime(2026, 10, 1, 15, 59, tzinfo=UTC), "yes"),
        ("consumer.last_claim since 2026-10-02", datetime(2026, 10, 1, 16, tzinfo=UTC), "yes"),
        ("consumer.last_claim over 30 days ago", None, "unknown"),
    ],
)
def test_days_are_calendar_days_of_the_campaign_and_hours_elapse(
    condition: str, last: datetime | None, answer: str
) -> None:
    assert _matches(condition, consumer__last_claim=last) == answer


def test_hours_elapse_also_when_clocks_are_put_back() -> None:
    """From 02:30 summer time to 02:29 winter time, 59 minutes pass although the wall goes back by one."""
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    then = datetime(2026, 10, 25, 2, 29, tzinfo=berlin, fold=1)
    late = datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=1)
    condition = "consumer.last_claim at least 1 hours ago"
    assert _matches(condition, "Europe/Berlin", then, consumer__last_claim=first) == "no"
    assert _matches(condition, "Europe/Berlin", late, consumer__last_claim=first) == "yes"


def test_the_first_branch_that_matches_applies_and_gives_outside_always_do() -> None:
    program = _program(
        "on scan\n  give points 1\n  when consumer.claims over 1\n    give points 2\n"
        "  when consumer.claims over 0\n    give points 3\n  otherwise\n    give points 4\n  give points 5\n"
    )
    points = [
        [dict(intent.params)["points"] for intent in _decide(program, consumer__claims=n).intents]
        for n in (0, 1, 2)
    ]
    assert points == [[1, 4, 5], [1, 3, 5], [1, 2, 5]]


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (datetime(2026, 10, 7, 15, 59, 59, 999999, tzinfo=UTC), "launch"),
        (datetime(2026, 10, 7, 16, tzinfo=UTC), "late"),
        (datetime(2026, 10, 20, 1, tzinfo=UTC), None),
    ],
)
def test_a_phase_holds_to_the_last_instant_of_its_day(at: datetime, phase: str | None) -> None:
    program = _program(
        "on scan\n  phase launch until 2026-10-07\n    give points 1\n"
        "  phase late from 2026-10-08 until 2026-10-20 09:00\n    give points 2\n"
    )
    decision = _decide(program, at)
    assert decision.phase == phase
    assert bool(decision.intents) == (phase is not None)


def test_a_draw_gives_what_its_number_meets() -> None:
    program = _program("on scan\n  draw\n    1 in 10 points 888\n    20% points 8\n    rest nothing\n")
    lines = {number: _decide(program, number=number) for number in (0, 1, 2, 3, 9)}
    assert {number: [intent.line for intent in decision.intents] for number, decision in lines.items()} == {
        0: [8],
        1: [9],
        2: [9],
        3: [],
        9: [],
    }
    assert lines[9].draws == (Drawn(0, 9, 10, 10),)


def test_a_refusal_takes_everything_back() -> None:
    program = _program(
        'on scan\n  give points 1\n  when consumer.claims over 3\n    refuse "enough" / "够了"\n  give points 2\n'
    )
    refused = _decide(program, consumer__claims=4)
    assert refused.intents == ()
    assert refused.refusal is not None
    assert refused.refusal.words == Label("enough", "够了")
    assert len(_decide(program, consumer__claims=3).intents) == 2


def test_a_decision_tells_which_lines_matched_and_which_segments_held() -> None:
    program = _program(
        "segment a consumer.claims over 0\nsegment b friend.is_new\nsegment c not a\n"
        "on scan\n  when a or b\n    when not c\n      give points 1\n"
    )
    decision = _decide(program, consumer__claims=1, friend__is_new=False)
    assert (decision.lines, decision.segments) == ((10, 11), ("a",))


def test_where_no_rule_matches_nothing_is_given_and_nothing_refused() -> None:
    decision = _decide(_program("on scan\n  when friend.is_new\n    give points 1\n"))
    assert decision == Decision(0)


def test_a_program_names_the_facts_that_each_trigger_reads() -> None:
    program = _program(
        "segment a consumer.claims over 0\nsegment b a and friend.is_new\n"
        "on scan\n  when b\n    give points 1\non invitation\n  give points 1\n"
    )
    assert program.facts_read(0) == {"consumer.claims", "friend.is_new"}
    assert program.facts_read(1) == frozenset()


def test_no_text_of_a_campaign_becomes_code() -> None:
    evil = "\\\\');raise SystemExit('\\\" \\\\n {0} %s"
    program = _program(
        f'segment s code.batch is "{evil}"\non scan\n  when s\n    refuse "{evil}"\n  otherwise\n    give coupon "k"\n'
        f'coupon "k" "{evil}"\n  worth 1.00 CNY\n  valid 1 day\n'
    )
    text = evil.replace('\\"', '"').replace("\\\\", "\\")
    refusal = _decide(program, code__batch=text).refusal
    assert refusal is not None
    assert refusal.words == Label(text, text)
