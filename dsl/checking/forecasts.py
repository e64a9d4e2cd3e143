"""Populations and forecasts: scans to be simulated, and the bounds that their figures must keep to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from dsl import lines as ln
from dsl.campaign import Campaign, Expectation, Forecast, PopulationTerms
from dsl.checking.amounts import check_count, check_money
from dsl.checking.draws import check_odds, percent
from dsl.checking.gifts import CONSUMER, check_params
from dsl.checking.moments import check_end
from dsl.checking.parts import every, needed, only
from dsl.checking.scope import Scope
from dsl.checking.values import check_value
from dsl.intents import intents_of
from dsl.limits import CONSUMERS, SIMULATED_SCANS
from dsl.nodes import Amount, Number
from dsl.simulation.spec import kinds_read
from dsl.source import Source
from dsl.suggest import nearest
from dsl.values import Label, Money
from dsl.vocabulary import window_of

_FORECAST: Final = Label("forecast", "预测")
_POPULATION: Final = Label("population", "客群")
#: What the simulation keeps itself, because claims change it. With how many claims people come can be told.
_KEPT: Final = frozenset({"consumer.last_claim", "consumer.points", "friend.is_new"})


def with_forecasts(scope: Scope, source: Source, campaign: Campaign) -> Campaign:
    """The campaign with the populations and forecasts of its text."""
    populations: dict[str, PopulationTerms] = {}
    for block in source.campaign:
        if isinstance(block.line, ln.PopulationLine):
            _named_once(scope, block.line, _POPULATION, populations)
            populations[block.line.name.text] = _population(scope, block, block.line, campaign)
    forecasts: dict[str, Forecast | None] = {}
    for block in source.campaign:
        if isinstance(block.line, ln.ForecastLine):
            _named_once(scope, block.line, _FORECAST, forecasts)
            forecasts[block.line.name.text] = _forecast(scope, block, block.line, campaign, populations)
    sound = tuple(forecast for forecast in forecasts.values() if forecast is not None)
    return replace(campaign, forecasts=sound, populations=tuple(populations.values()))


def _named_once(
    scope: Scope,
    line: ln.PopulationLine | ln.ForecastLine,
    what: Label,
    known: dict[str, PopulationTerms] | dict[str, Forecast | None],
) -> None:
    if line.name.text in known:
        first = known[line.name.text]
        scope.say("BC0410", line.name, what=what, name=line.name.text, line=first.line if first else "?")


def _population(
    scope: Scope, block: ln.Block, head: ln.PopulationLine, campaign: Campaign
) -> PopulationTerms:
    people, days = only(scope, block, ln.PeopleLine), only(scope, block, ln.FirstDaysLine)
    consumers = _at_most(scope, people.count, CONSUMERS) if people else None
    first = check_count(scope, days.days) if days else None
    shares: dict[str, tuple[tuple[object, Fraction], ...]] = {}
    for line in every(block, ln.SharesLine):
        fact = scope.look_up(scope.words.facts, "BC0402", line.fact)
        if fact is None:
            continue
        if fact.name in shares:
            scope.say("BC0904", line, part=Label(f"with {fact.name}", f"其 {fact.name}"), line=head.span.line)
        if fact.kind == "instant" or fact.name in _KEPT:
            scope.say("BC1010", line.fact, fact=fact.name)
            continue
        if fact.name not in {window_of(name)[0] for name in kinds_read(campaign)}:
            scope.say("BC1011", line.fact, fact=fact.name)
        values = [(check_value(scope, fact, value), share.exact / 100) for share, value in line.shares]
        total = sum((share for _, share in values), Fraction())
        if total != 1:
            scope.say("BC1009", line, fact=fact.name, total=percent(total))
        shares[fact.name] = tuple((value, share) for value, share in values if value is not None)
    redeems, invites = only(scope, block, ln.RedeemsLine), only(scope, block, ln.InvitesLine)
    return PopulationTerms(
        head.name.text, head.span.line, consumers, first, tuple(shares.items()),
        check_odds(scope, redeems.odds) or Fraction() if redeems else Fraction(),
        check_odds(scope, invites.odds) or Fraction() if invites else Fraction(),
    )  # fmt: skip


def _forecast(
    scope: Scope,
    block: ln.Block,
    head: ln.ForecastLine,
    campaign: Campaign,
    populations: dict[str, PopulationTerms],
) -> Forecast | None:
    over = needed(scope, block, ln.OverLine, _FORECAST, Label("over 100,000 scans", "模拟 100,000 次扫码"))
    lines = every(block, ln.FigureLine)
    if not lines:
        example = Label("expect cost under 900.00 CNY", "期望 花费 低于 900.00 元")
        needed(scope, block, ln.FigureLine, _FORECAST, example)
    scans = _at_most(scope, over.scans, SIMULATED_SCANS) if over else None
    seed = check_count(scope, over.seed, least=0) if over and over.seed else 1
    population = None
    if over is not None and over.population is not None:
        name = over.population.text
        population = populations.get(name)
        if population is None:
            near = nearest(name, tuple(populations))
            scope.missing("BC1008", over.population, near=near, name=name)
    kinds = _kinds(population)
    found = [_expectation(scope, line, campaign, kinds) for line in lines]
    if scans is None or seed is None:
        return None
    sound = tuple(one for one in found if one is not None)
    return Forecast(head.name.text, head.span.line, scans, seed, population, sound)


def _kinds(population: PopulationTerms | None) -> frozenset[str]:
    """The events that come about in a population."""
    kinds = {"scan"}
    if population is not None:
        kinds |= {"invitation"} if population.invites else set()
        kinds |= {"redemption"} if population.redeems else set()
    return frozenset(kinds)


def _expectation(
    scope: Scope, line: ln.FigureLine, campaign: Campaign, kinds: frozenset[str]
) -> Expectation | None:
    if line.until is not None:
        if not campaign.budgets:
            scope.missing("BC1013", line)
        until = check_end(scope, line.until)
        return None if until is None else Expectation(line.span.line, "lasting", until=until)
    values = [_value(scope, line, value) for value in line.values]
    per = check_count(scope, line.per) if line.per else None
    gift = _gift(scope, line, campaign, kinds) if line.gift else None
    known = tuple(value for value in values if value is not None)
    if len(known) < len(values) or (line.per and per is None) or (line.gift and gift is None):
        return None
    return Expectation(line.span.line, line.figure, line.comparison, known, per, *(gift or ()))


def _value(scope: Scope, line: ln.FigureLine, value: Number | Amount) -> int | Money | None:
    if isinstance(value, Amount) != (line.figure == "cost"):
        example = Label("1,200.00 CNY", "1,200.00 元") if line.figure == "cost" else Label("1,200", "1,200")
        scope.say("BC1014", value, example=example)
        return None
    if isinstance(value, Amount):
        return check_money(scope, value, zero=True)
    return check_count(scope, value, least=0)


def _gift(
    scope: Scope, line: ln.FigureLine, campaign: Campaign, kinds: frozenset[str]
) -> tuple[str, tuple[tuple[str, object], ...]] | None:
    gift = line.gift
    if gift is None:
        return None
    if gift.stocks or gift.caps:
        scope.say("BC1003", line)
    reward = scope.look_up(scope.words.rewards, "BC0401", gift.reward)
    params = check_params(scope, gift, gift.reward, gift.items, reward) if reward else None
    if reward is None or params is None:
        return None
    given = {
        (intent.reward, intent.params)
        for trigger in campaign.triggers
        if trigger.kind in kinds
        for intent in intents_of(trigger.rules)
        if intent.recipient == CONSUMER
    }
    if (reward.name, params) not in given:
        scope.missing("BC1012", gift)
    return reward.name, params


def _at_most(scope: Scope, number: Number, limit: int) -> int | None:
    count = check_count(scope, number)
    if count is not None and count > limit:
        scope.say("BC0512", number, text=number.digits, limit=f"{limit:,}")
        return None
    return count
