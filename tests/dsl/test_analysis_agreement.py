"""The analysis and the interpreter tell the same story about random campaigns, person by person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from dsl import Campaign, check, interpret
from dsl.analysis.cost import costs
from dsl.analysis.people import facts_of
from dsl.analysis.survey import survey
from dsl.decision import Decision
from dsl.diagnostics import Diagnostic
from dsl.values import Money
from dsl.zones import local_date
from tests.support.random_campaigns import RandomCampaign, random_facts
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Random"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget 900,000.00 CNY
  channel sandbox_wallet
"""
_COUNTS = ("is", "is not", "over", "under", "at least", "at most")
_REGIONS = ("CN", "CN-GD", "CN-GD-SZ", "CN-BJ")
#: Every value that the small campaigns can tell apart, and more; None where the fact may be missing.
_PEOPLE: dict[str, tuple[object, ...]] = {
    "consumer.claims": tuple(range(6)),
    "consumer.rank": (None, "silver", "gold"),
    "scan.region": (None, *_REGIONS, "CN-SH", "CN-GD-GZ", "DE"),
    "consumer.spent": (
        None,
        *(Money(minor, "CNY") for minor in (0, 150, 151, 149, 300, 301)),
        Money(5, "EUR"),
    ),
}
_PATHS = dict[tuple[tuple[int, ...], int | None], Decision]


def _small(seed: int) -> str:
    """A campaign with first matches inside each other over four facts and one phase."""
    random = Random(seed)

    def comparison() -> str:
        match random.randrange(4):
            case 0:
                return f"consumer.claims {random.choice(_COUNTS)} {random.randrange(1, 4)}"
            case 1:
                return f"consumer.rank {random.choice(('is', 'is not'))} {random.choice(('silver', 'gold'))}"
            case 2:
                named = ", ".join(random.sample(_REGIONS, random.randrange(1, 3)))
                return f"scan.region {random.choice(('in', 'not in'))} {named}"
        return f"consumer.spent {random.choice(_COUNTS)} {random.choice(('1.50', '3.00'))} CNY"

    def condition() -> str:
        word = random.choice((" and ", " or ", " and not "))
        return word.join(comparison() for _ in range(random.randrange(1, 4)))

    def block(depth: int) -> Iterator[str]:
        yield random.choice((f"give red_packet {random.randrange(1, 9)}.00 CNY", "give points 1"))
        if random.randrange(3) == 0:
            yield from ("draw", "  1 in 7 red_packet 9.00 CNY", "  rest nothing")
        if random.randrange(6) == 0:
            yield "refuse"
        elif depth:
            yield from choice(depth - 1)

    def choice(depth: int) -> Iterator[str]:
        for _ in range(random.randrange(1, 4)):
            yield random.choice(
                (f"when {condition()}", f"when {condition()}", "phase launch until 2026-10-05")
            )
            yield from (f"  {line}" for line in block(depth))
        if random.randrange(2):
            yield "otherwise"
            yield from (f"  {line}" for line in block(depth))

    lines = [*choice(1), *(choice(0) if random.randrange(2) else [])]
    return _HEAD + "on scan\n" + "".join(f"  {line}\n" for line in (*lines, "if spent", "  give points 1"))


def _sound(make: Callable[[int], str], seed: int) -> tuple[Campaign, tuple[Diagnostic, ...]]:
    """The first campaign from a seed on that the checker lets through, and what it finds."""
    for number in range(1_000 * seed, 1_000 * seed + 1_000):
        checked = check(make(number), VOCABULARY)
        if checked.campaign is not None:
            return checked.campaign, checked.diagnostics
    raise AssertionError("the checker lets nothing through")


def _everybody(campaign: Campaign) -> _PATHS:
    """The lines that apply and the refusal, by the interpreter, for every person at every time."""
    moments = (datetime(2026, 10, 3, tzinfo=UTC), datetime(2026, 10, 9, tzinfo=UTC))
    paths: _PATHS = {}
    for at, *values in product(moments, *_PEOPLE.values()):
        facts = {"event.at": at, **dict(zip(_PEOPLE, values, strict=True))}
        decision = interpret(campaign, 0, facts, lambda _site, _scale: 0)
        paths[decision.lines, decision.refusal.line if decision.refusal else None] = decision
    return paths


@pytest.mark.parametrize("seed", range(12))
def test_the_ways_are_those_that_some_person_goes(seed: int) -> None:
    campaign, _ = _sound(_small, seed)
    (found,) = survey(campaign, VOCABULARY).triggers
    assert found.ways is not None
    ways = {
        (tuple(branch.line for branch in way.branches), way.refusal.line if way.refusal else None)
        for way in found.ways.ways
        if way.usual
    }
    assert ways == set(_everybody(campaign))


@pytest.mark.parametrize("seed", range(12, 20))
def test_findings_and_costs_are_those_of_brute_force(seed: int) -> None:
    campaign, findings = _sound(_small, seed)
    paths = _everybody(campaign)
    (cost,) = costs(survey(campaign, VOCABULARY)).triggers
    applied = {line for lines, _ in paths for line in lines}
    assert {branch.line for branch in cost.branches if branch.money} <= applied
    lines: dict[str, set[int]] = {}
    for found in findings:
        lines.setdefault(found.code, set()).add(found.span.line)
    never = lines.get("BC1101", set()) | lines.get("BC1102", set()) | lines.get("BC1103", set())
    assert not never & applied
    silent = [one for one in paths.values() if not (one.intents or one.draws or one.refusal)]
    assert bool(lines.keys() & {"BC1105", "BC1106"}) == bool(silent)
    kept = [one for one in paths.values() if one.refusal is None]
    given = {intent.line for one in kept for intent in one.intents} | {
        drawn.line for one in kept for drawn in one.draws
    }
    assert not lines.get("BC1104", set()) & given
    spent = [_spent(campaign, decision) for decision in paths.values()]
    for bounds in cost.money:
        assert (bounds.low, bounds.high) == (min(spent), max(spent))


def _spent(campaign: Campaign, decision: Decision) -> Fraction:
    """The exact expectation: `draw` fell on number 0, the prize; other numbers of 7 bring nothing."""
    drawn = {outcome.line for outcome in decision.draws}
    return sum(
        (
            Fraction(value.minor, 7 if intent.line in drawn else 1)
            for intent in decision.intents
            for _, value in intent.params
            if isinstance(value, Money)
        ),
        Fraction(),
    )


@pytest.mark.parametrize("seed", range(25))
def test_every_way_has_a_person_and_nobody_goes_another(seed: int) -> None:
    campaign, _ = _sound(lambda number: RandomCampaign(number).text(), seed)
    for number, found in enumerate(survey(campaign, VOCABULARY).triggers):
        if found.ways is None:
            continue
        known = set()
        for way in found.ways.ways:
            path = (tuple(branch.line for branch in way.branches), way.refusal.line if way.refusal else None)
            known.add(path)
            facts = facts_of(found.cells, way.cell)
            if facts is not None:
                decision = interpret(campaign, number, facts, lambda _site, _scale: 0)
                assert (decision.lines, decision.refusal.line if decision.refusal else None) == path
        for turn in range(150):
            facts = _consistent(random_facts(Random(f"{seed}/{turn}")), campaign)
            decision = interpret(campaign, number, facts, lambda _site, _scale: 0)
            assert (decision.lines, decision.refusal.line if decision.refusal else None) in known


def _consistent(facts: dict[str, object], campaign: Campaign) -> dict[str, object]:
    """The facts as the engine could give them: within the run, with one story about earlier claims."""
    at = facts["event.at"]
    assert isinstance(at, datetime)
    facts["event.at"] = min(max(at, campaign.starts), campaign.ends - timedelta(minutes=1))
    if not facts.get("consumer.claims"):
        facts["consumer.claims"] = 0
        facts["consumer.last_claim"] = None
    elif facts.get("consumer.last_claim") is None:
        facts["consumer.last_claim"] = campaign.starts
    total, last = facts["consumer.claims"], facts["consumer.last_claim"]
    assert isinstance(total, int)
    ago = (
        local_date(facts["event.at"], campaign.zone) - local_date(last, campaign.zone)
        if isinstance(last, datetime)
        else None
    )
    least = 0
    for days in (7, 30):
        name = f"consumer.claims/{days}d"
        inside = ago is not None and ago.days < days
        told = facts.get(name)
        least = min(max(told if isinstance(told, int) else 0, least, 1), total) if inside else 0
        facts[name] = least
    for name in ("event.opens", "scan.hour", "experiment.offer", "phase.p4", "phase.p5"):
        facts[name] = facts.get(name) or 0
    facts["friend.is_new"] = facts["consumer.claims"] == 0
    return facts
