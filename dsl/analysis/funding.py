"""Budgets held against what they must hold: one event, and the stocks within the days in which they can be given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from dsl.analysis.amounts import paid
from dsl.analysis.cost import amount_of, rewards
from dsl.analysis.patterns import Ways
from dsl.analysis.people import person, telling
from dsl.analysis.reach import Spans, full
from dsl.analysis.survey import Survey, Surveyed
from dsl.campaign import Budget, Draw, Give
from dsl.decision import Intent
from dsl.diagnostics import Diagnostic, finding
from dsl.values import Label, Money
from dsl.zones import local_date

_DAILY = Label("daily budget", "每天的预算")
_TOTAL = Label("whole budget", "总预算")


def funding_findings(survey: Survey, surveyed: Surveyed, spans: Spans) -> Iterator[Diagnostic]:
    """What a day or the whole budget cannot hold."""
    if surveyed.ways is None:
        return
    for budget in survey.campaign.budgets:
        yield from _one_event(survey, surveyed.ways, budget, spans)
        if budget.daily is not None:
            yield from _stocks(surveyed.ways, budget.total, budget.daily, spans)


def _one_event(survey: Survey, ways: Ways, budget: Budget, spans: Spans) -> Iterator[Diagnostic]:
    currency = budget.total.currency
    most = [amount_of(way, paid, currency).most for way in ways.ways]
    bound, what = (budget.daily, _DAILY) if budget.daily is not None else (budget.total, _TOTAL)
    over = {number for number, amount in enumerate(most) if amount > bound.minor and ways.ways[number].usual}
    if not over:
        return
    dear = max(over, key=lambda number: most[number])
    way = ways.ways[dear]
    matter = telling(ways.cells, ways.mask(over), way.cell)
    line = way.branches[-1].line if way.branches else ways.cells.trigger.line
    yield finding(
        "BC1108",
        spans(line),
        amount=Money(most[dear], currency),
        what=what,
        budget=bound,
        person=person(ways.cells, way.cell, matter, survey.vocabulary),
    )


def _stocks(ways: Ways, total: Money, daily: Money, spans: Spans) -> Iterator[Diagnostic]:
    """A stock that could not be paid out even if its days had no other cost."""
    for rule in rewards(ways.cells.trigger.rules):
        days: int | None = None
        for line, intent in _own_intents(rule):
            value = sum(amount.minor for amount in paid(intent) if amount.currency == daily.currency)
            if intent.stock is None or not value:
                continue
            days = _days(ways, rule) if days is None else days
            promised, payable = value * intent.stock.limit, min(days * daily.minor, total.minor)
            if days and payable < min(promised, total.minor):
                yield finding(
                    "BC1109",
                    spans(line),
                    promised=Money(promised, daily.currency),
                    payable=Money(payable, daily.currency),
                    days=f"{days:,}",
                )


def _own_intents(rule: Give | Draw) -> Iterator[tuple[int, Intent]]:
    if isinstance(rule, Give):
        yield rule.intent.line, rule.intent
    else:
        yield from ((intent.line, intent) for outcome in rule.outcomes for intent in outcome.intents)


def _days(ways: Ways, rule: Give | Draw) -> int:
    """On how many calendar days the reward can be given at all."""
    cells = ways.cells
    giving = {
        number
        for number, way in enumerate(ways.ways)
        if way.refusal is None and any(other is rule for other in way.brings)
    }
    others = tuple(range(1, len(cells.shape)))
    open_times = np.atleast_1d(np.any(full(cells, ways.mask(giving)), axis=others))
    days: set[int] = set()
    for stretch, opened in zip(cells.times, open_times, strict=True):
        if opened:
            first = local_date(stretch.starts, cells.campaign.zone)
            last = local_date(stretch.ends - timedelta(microseconds=1), cells.campaign.zone)
            days.update(range(first.toordinal(), last.toordinal() + 1))
    return len(days)
