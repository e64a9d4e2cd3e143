"""Budgets held against what they must hold: one event, and the stocks within the days in which they can be given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from dsl.analysis.amounts import Worth, paid
from dsl.analysis.cost import amount_of, rewards
from dsl.analysis.fields import YES
from dsl.analysis.patterns import Ways
from dsl.analysis.people import person, telling
from dsl.analysis.reach import Spans, full
from dsl.analysis.survey import Survey, Surveyed
from dsl.campaign import Budget, Campaign, Draw, Give
from dsl.decision import Intent, Pot
from dsl.diagnostics import Diagnostic, finding
from dsl.intents import intents_of, pots_of
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
    for pot in pots_of(surveyed.trigger):
        yield from _one_event(survey, surveyed.ways, pot, spans)


def _one_event(survey: Survey, ways: Ways, budget: Budget | Pot, spans: Spans) -> Iterator[Diagnostic]:
    currency = budget.total.currency
    most = [amount_of(way, _from(budget), currency).most for way in ways.ways]
    bound, what = (budget.daily, _DAILY) if budget.daily is not None else (budget.total, _TOTAL)
    if isinstance(budget, Pot):
        what = Label(f"{what.en} of the block on line {budget.line}", f"第 {budget.line} 行的{what.zh}")
    over = {number for number, amount in enumerate(most) if amount > bound.minor and ways.ways[number].usual}
    if isinstance(budget, Pot) and budget.when is not None:
        theirs = ways.cells.holds(budget.when) == YES
        over = {number for number in over if (ways.mask({number}) & theirs & ways.cells.usual).any()}
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


def _from(budget: Budget | Pot) -> Worth:
    """What an intent takes from a budget."""
    return (
        paid
        if isinstance(budget, Budget)
        else lambda intent: paid(intent) if budget in intent.pots else iter(())
    )


def pot_findings(campaign: Campaign, spans: Spans) -> Iterator[Diagnostic]:
    """Budgets of blocks held against each other, and against the stocks inside them."""
    pots = [pot for trigger in campaign.triggers for pot in pots_of(trigger)]
    intents = [intent for trigger in campaign.triggers for intent in intents_of(trigger.rules)]
    for pot in pots:
        currency = pot.total.currency
        values = [(intent, _worth(intent, currency)) for intent in intents if pot in intent.pots]
        if not any(value for _, value in values):
            yield finding("BC1114", spans(pot.line), budget=pot.total)
        if pot.when is not None:
            continue  # what is in stock is there for others too
        stocks = {i.stock.key: value * i.stock.limit for i, value in values if i.stock is not None}
        promised = Money(sum(stocks.values()), currency)
        if promised > pot.total:
            yield finding("BC0907", spans(pot.line), promised=promised, budget=pot.total)
    for whole, parts in _wholes(campaign, intents):
        together = Money(sum(part.total.minor for part in parts), whole.currency)
        if together > whole:
            yield finding("BC1113", spans(parts[-1].line), parts=together, whole=whole)


def _wholes(campaign: Campaign, intents: list[Intent]) -> Iterator[tuple[Money, list[Pot]]]:
    """Each budget with the budgets that are directly parts of it."""
    parts: dict[Pot | str, dict[Pot, None]] = {}
    for intent in intents:
        around: dict[str, Pot | str] = {}
        for pot in intent.pots:
            currency = pot.total.currency
            parts.setdefault(around.get(currency, currency), {})[pot] = None
            if pot.when is None:
                around[currency] = pot
    for budget in campaign.budgets:
        yield budget.total, list(parts.get(budget.total.currency, ()))
    for whole, inner in parts.items():
        if isinstance(whole, Pot):
            yield whole.total, list(inner)


def _stocks(ways: Ways, total: Money, daily: Money, spans: Spans) -> Iterator[Diagnostic]:
    """A stock that could not be paid out even if its days had no other cost."""
    for rule in rewards(ways.cells.trigger.rules):
        days: int | None = None
        for line, intent, limit in _own_intents(rule):
            value = _worth(intent, daily.currency)
            if limit is None or not value:
                continue
            days = _days(ways, rule) if days is None else days
            promised, payable = value * limit, min(days * daily.minor, total.minor)
            if days and payable < min(promised, total.minor):
                yield finding(
                    "BC1109",
                    spans(line),
                    promised=Money(promised, daily.currency),
                    payable=Money(payable, daily.currency),
                    days=f"{days:,}",
                )


def _worth(intent: Intent, currency: str) -> int:
    return sum(amount.minor for amount in paid(intent) if amount.currency == currency)


def _own_intents(rule: Give | Draw) -> Iterator[tuple[int, Intent, int | None]]:
    """Each reward with its line, and how many there are of it at most."""
    if isinstance(rule, Give):
        yield rule.intent.line, rule.intent, rule.intent.stock.limit if rule.intent.stock else None
        return
    for outcome in rule.outcomes:
        lot = [outcome.high - outcome.low] if rule.is_lot(outcome) else []
        for intent in outcome.intents:
            stock = [intent.stock.limit] if intent.stock else []
            yield intent.line, intent, min([*lot, *stock], default=None)


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
