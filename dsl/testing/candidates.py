"""Events that a campaign's rules tell apart, one for each way through them, as tests could say them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from dsl.analysis.amounts import paid
from dsl.analysis.patterns import Ways
from dsl.analysis.people import facts_of, telling
from dsl.analysis.survey import Survey
from dsl.campaign import Campaign, Draw, Spent
from dsl.decision import Decision
from dsl.intents import with_fallbacks
from dsl.interpreter import interpret
from dsl.testing.coverage import Goal, limited, reached_by
from dsl.testing.guarding import is_held
from dsl.testing.spending import Settled, settle

#: More ways of one event than this are not tried.
MOST_TRIED = 1_000
_OTHER_TAG = ("other",)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An event as a test would say it: the trigger, the instant, facts, a draw number, what is spent."""

    trigger: int
    at: datetime
    facts: tuple[tuple[str, object], ...]
    draw: tuple[int, int] | None = None
    spent: tuple[Spent, ...] = ()

    @property
    def event(self) -> tuple[int, datetime, tuple[tuple[str, object], ...]]:
        """What happens, apart from fate."""
        return self.trigger, self.at, self.facts


@dataclass(frozen=True, slots=True)
class Tried:
    """A candidate with what comes of it."""

    candidate: Candidate
    decision: Decision
    settled: Settled
    held: bool
    reached: frozenset[Goal]


def candidates_of(whole: Survey) -> Iterator[Tried]:
    """Each way through each trigger, with each outcome of its draws and each thing that can run out."""
    for index, found in enumerate(whole.triggers):
        if found.ways is None:
            continue
        for number in range(min(len(found.ways.ways), MOST_TRIED)):
            base = _of_way(whole.campaign, index, found.ways, number)
            if base is not None:
                yield from _variants(whole.campaign, base, found.ways.ways[number].brings)


def try_out(campaign: Campaign, candidate: Candidate) -> Tried:
    """What comes of a candidate."""

    def fate(_site: int, scale: int) -> int:
        number, parts = candidate.draw or (1, 1)
        return (number - 1) * scale // parts

    facts = {**dict(candidate.facts), "event.at": candidate.at}
    decision = interpret(campaign, candidate.trigger, facts, fate)
    settled = settle(decision, candidate.spent)
    held = is_held(campaign, candidate.trigger, facts, settled)
    return Tried(candidate, decision, settled, held, frozenset(reached_by(campaign, decision, settled)))


def _of_way(campaign: Campaign, trigger: int, ways: Ways, number: int) -> Candidate | None:
    """Somebody who goes the way, with the facts that matter for it and no others."""
    cells, way = ways.cells, ways.ways[number]
    facts = facts_of(cells, way.cell)
    if facts is None:
        return None
    at = facts.pop("event.at")
    if not isinstance(at, datetime):
        raise AssertionError("an event has an instant")
    whole = {name: _sayable(value) for name, value in facts.items()}
    matter = telling(cells, ways.mask([number]), way.cell)
    named = {axis.fact for place, axis in enumerate(cells.axes, 1) if place in matter}
    few = {name: value for name, value in whole.items() if name in named}
    for chosen in (few, whole):
        candidate = Candidate(trigger, at, tuple(chosen.items()))
        if try_out(campaign, candidate).decision.lines == tuple(branch.line for branch in way.branches):
            return candidate
    return None


def _sayable(value: object) -> object:
    """A value as a test can write it: moments have minutes, and whoever has no tag that is asked for has another."""
    if value == ():
        return _OTHER_TAG
    if isinstance(value, datetime):
        return value - timedelta(seconds=value.second, microseconds=value.microsecond)
    return value


def _variants(campaign: Campaign, base: Candidate, brings: tuple[object, ...]) -> Iterator[Tried]:
    draws: list[tuple[int, int] | None] = [
        (outcome.low + 1, rule.scale)
        for rule in brings
        if isinstance(rule, Draw)
        for outcome in rule.outcomes
    ]
    for draw in draws or [None]:
        plain = Candidate(base.trigger, base.at, base.facts, draw)
        tried = try_out(campaign, plain)
        yield tried
        for spent in _spent(tried.decision):
            yield try_out(campaign, Candidate(base.trigger, base.at, base.facts, draw, spent))


def _spent(decision: Decision) -> Iterator[tuple[Spent, ...]]:
    """What could be used up for a decision: each stock alone, the budget, all of them."""
    intents = [one for intent in decision.intents for one in with_fallbacks(intent)]
    stocks = [Spent(one.reward, one.params) for one in limited(iter(intents))]
    budget = [Spent()] if any(True for intent in intents for _ in paid(intent)) else []
    yield from ((stock,) for stock in stocks)
    yield from (
        (Spent(one.reward, one.params, lapsed=True),) for one in intents if one.lock and one.lock.lapsed
    )
    if budget:
        yield tuple(budget)
    if len(stocks) + len(budget) > 1:
        yield (*stocks, *budget)
