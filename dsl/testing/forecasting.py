"""Runs the forecasts that a campaign carries: its figures over simulated scans, held against their bounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from dsl.campaign import Campaign, Expectation, Forecast, PopulationTerms
from dsl.columns.program import TooManyWays
from dsl.decision import Intent
from dsl.instants import instant, micros
from dsl.keywords import KEYWORDS
from dsl.simulation import Price, Spec, Tally, make_population, price_of, simulate
from dsl.simulation.population import PopulationError
from dsl.testing.running import NO_NAMES, TestResult
from dsl.testing.wording import said_gift, said_value
from dsl.values import Label, Money
from dsl.vocabulary import Vocabulary


class _OutOfTime(Exception):  # noqa: N818  # a signal from inside a simulation, never seen outside
    """The time allowed has passed."""


def run_forecasts(
    campaign: Campaign,
    vocabulary: Vocabulary = NO_NAMES,
    price: Callable[[Intent], Price] = price_of,
    seconds: float | None = None,
) -> tuple[TestResult, ...]:
    """Run every forecast, in the order of the text; the same text gives the same figures for ever.

    Those that do not come to an end within `seconds`, all together, fail and say so.
    """
    ends = None if seconds is None else time.monotonic() + seconds

    def progress(_done: int, _size: int) -> None:
        if ends is not None and time.monotonic() > ends:
            raise _OutOfTime

    return tuple(_run(campaign, one, vocabulary, price, progress) for one in campaign.forecasts)


def _run(
    campaign: Campaign,
    forecast: Forecast,
    vocabulary: Vocabulary,
    price: Callable[[Intent], Price],
    progress: Callable[[int, int], None],
) -> TestResult:
    try:
        progress(0, forecast.scans)
        population = make_population(campaign, forecast.scans, spec_of(forecast.population), forecast.seed)
        tally = simulate(campaign, population, forecast.seed, price=price, progress=progress)
    except _OutOfTime:
        words = Label(
            "it takes longer than there is time here; run `bottlecap test`",
            "模拟所需时间超出这里的限制；请运行 `bottlecap test`",
        )
        return TestResult(forecast.name, False, forecast.line, words)
    except PopulationError as error:
        return TestResult(forecast.name, False, forecast.line, error.words)
    except TooManyWays:
        words = Label("the rules leave too many ways to simulate", "规则的组合太多，无法模拟")
        return TestResult(forecast.name, False, forecast.line, words)
    judged = [_judge(campaign, one, tally, vocabulary, forecast.scans) for one in forecast.expectations]
    kept, missed = ([words for holds, words in judged if holds is wanted] for wanted in (True, False))
    message = Label("as expected", "符合期望")
    if missed:
        message = Label("; ".join(one.en for one in missed), "；".join(one.zh for one in missed))
    return TestResult(forecast.name, not missed, forecast.line, message, tuple(kept))


def spec_of(population: PopulationTerms | None) -> Spec:
    """A population as the simulation describes one."""
    if population is None:
        return Spec()
    weights = {
        fact: {_told(value): float(share) for value, share in shares} for fact, shares in population.shares
    }
    claims = weights.pop("consumer.claims", None)
    spec = Spec(
        population.consumers, days=population.days, weights=weights, redeems=float(population.redeems),
        invites=float(population.invites),
    )  # fmt: skip
    return spec if claims is None else replace(spec, claims=claims)


def _told(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _judge(
    campaign: Campaign, wanted: Expectation, tally: Tally, vocabulary: Vocabulary, scans: int
) -> tuple[bool, Label]:
    """Whether the figure keeps to its bounds, and what it is."""
    if wanted.until is not None:
        return _lasting(campaign, wanted.until, tally)
    figure, currency = _figure(wanted, tally, scans)
    bounds = [Fraction(value.minor if isinstance(value, Money) else value) for value in wanted.values]
    name = _name(wanted, vocabulary)
    found = _shown(figure, currency)
    word = KEYWORDS[wanted.comparison.upper()]
    values = [said_value(value, campaign.zone) for value in wanted.values]
    limits = Label(
        f" {KEYWORDS['UP_TO'].en} ".join(value.en for value in values),
        f" {KEYWORDS['UP_TO'].zh} ".join(value.zh for value in values),
    )
    if _keeps(wanted.comparison, figure, bounds):
        return True, Label(f"{name.en}: {found.en}", f"{name.zh}：{found.zh}")
    return False, Label(
        f"expected {name.en} {word.en} {limits.en}, but it is {found.en}",
        f"期望{name.zh}{word.zh} {limits.zh}，实际为 {found.zh}",
    )


def _figure(wanted: Expectation, tally: Tally, scans: int) -> tuple[Fraction, str | None]:
    """The figure, and its currency if it is money."""
    total = tally.total
    match wanted.figure:
        case "claims":
            return Fraction(total.claims), None
        case "refusals":
            return Fraction(total.scans - total.claims), None
        case "given":
            kind = (wanted.reward, wanted.params)
            prizes = [
                prize for prize in tally.prizes.values() if (prize.intent.reward, prize.intent.params) == kind
            ]
            return Fraction(sum(prize.given for prize in prizes)), None
    first = wanted.values[0]
    if not isinstance(first, Money):
        raise TypeError("a cost is bounded by money")
    spend = Fraction(total.spend[first.currency])
    return (spend * wanted.per / scans if wanted.per else spend), first.currency


def _lasting(campaign: Campaign, until: datetime, tally: Tally) -> tuple[bool, Label]:
    ends = sorted(end for end in tally.ended.values())
    if not ends:
        return True, Label("the budget lasts to the end", "预算够用到活动结束")
    told = said_value(instant(ends[0]), campaign.zone).en
    if ends[0] >= micros(until):
        return True, Label(f"the budget lasts until {told}", f"预算用到 {told}")
    return False, Label(
        f"expected the budget to last, but it is used up on {told}", f"期望预算够用，实际在 {told} 用完"
    )


def _name(wanted: Expectation, vocabulary: Vocabulary) -> Label:
    match wanted.figure:
        case "claims":
            return Label("claims", "领取次数")
        case "refusals":
            return Label("refusals", "拒绝次数")
        case "given":
            said = said_gift(wanted.reward or "", wanted.params, vocabulary)
            return Label(f"`{said.en}` given", f"`{said.zh}`发出次数")
    if wanted.per is None:
        return Label("cost", "花费")
    return Label(f"cost per {wanted.per:,} scans", f"每 {wanted.per:,} 次扫码的花费")


def _shown(figure: Fraction, currency: str | None) -> Label:
    if currency is None:
        return Label(f"{int(figure):,}", f"{int(figure):,}")
    return said_value(Money(round(figure), currency), "UTC")


def _keeps(comparison: str, figure: Fraction, bounds: list[Fraction]) -> bool:
    match comparison:
        case "under":
            return figure < bounds[0]
        case "over":
            return figure > bounds[0]
        case "at_least":
            return figure >= bounds[0]
        case "at_most":
            return figure <= bounds[0]
    return bounds[0] <= figure <= bounds[1]
