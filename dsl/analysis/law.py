"""Campaigns held against what the law of their market says about prizes; the rules themselves are data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

import numpy as np

from dsl.analysis.cells import MOST_WORK, Mask
from dsl.analysis.cost import intents_of, rewards
from dsl.analysis.patterns import Way, Ways
from dsl.analysis.people import person, telling
from dsl.analysis.reach import Spans, lines_named
from dsl.analysis.survey import Survey, Surveyed, surveyed
from dsl.campaign import Campaign, Choice, Draw, Refuse, Rule
from dsl.decision import Intent
from dsl.diagnostics import Diagnostic, finding
from dsl.markets import LawPack, pack_of
from dsl.values import Label, Money
from dsl.vocabulary import Vocabulary
from dsl.winning import prize_value


def law_findings(survey: Survey, found: Surveyed, spans: Spans) -> Iterator[Diagnostic]:
    """What each market's rules say about one trigger."""
    draws = [rule for rule in rewards(found.trigger.rules) if isinstance(rule, Draw)]
    if not draws:
        return
    drawn = found if found.ways is not None else _only_draws(survey.campaign, found, survey.vocabulary)
    pack = pack_of(survey.campaign.market)
    if pack is None:
        return
    single = list(_single_prizes(survey.campaign, draws, pack, spans))
    yield from single
    if drawn.ways is not None:
        if not single:
            yield from _together(survey, drawn.ways, pack, spans)
        if pack.varying_odds:
            yield from _varying(survey, drawn.ways, draws, spans)


def _single_prizes(
    campaign: Campaign, draws: list[Draw], pack: LawPack, spans: Spans
) -> Iterator[Diagnostic]:
    ceiling = pack.ceiling
    told: set[int] = set()
    for intent in (intent for draw in draws for intent in intents_of(draw)):
        value = prize_value(campaign, intent, ceiling.currency)
        if value > ceiling.minor and intent.line not in told:
            told.add(intent.line)
            amount = Money(value, ceiling.currency)
            yield finding("BC0608", spans(intent.line), amount=amount, ceiling=ceiling)


def _together(survey: Survey, ways: Ways, pack: LawPack, spans: Spans) -> Iterator[Diagnostic]:
    """Several draws of one event add up, whichever of them a person takes part in."""
    ceiling = pack.ceiling
    won = [_won(survey.campaign, way, ceiling.currency) for way in ways.ways]
    over = {number for number, amount in enumerate(won) if amount > ceiling.minor and ways.ways[number].usual}
    if not over:
        return
    most = max(over, key=lambda number: won[number])
    way = ways.ways[most]
    last = [rule for rule in way.brings if isinstance(rule, Draw)][-1]
    yield finding(
        "BC1110",
        spans(last.line),
        amount=Money(won[most], ceiling.currency),
        ceiling=ceiling,
        person=person(
            ways.cells, way.cell, telling(ways.cells, ways.mask(over), way.cell), survey.vocabulary
        ),
    )


def _won(campaign: Campaign, way: Way, currency: str) -> int:
    if way.refusal is not None:
        return 0
    draws = [rule for rule in way.brings if isinstance(rule, Draw)]
    return sum(
        max(sum(_winnable(campaign, one, currency) for one in outcome.intents) for outcome in draw.outcomes)
        for draw in draws
    )


def _winnable(campaign: Campaign, intent: Intent, currency: str) -> int:
    """The prize, or what stands in for it when it is spent or lapses, whichever is most."""
    spent = intent.if_spent if isinstance(intent.if_spent, tuple) else ()
    lapsed = intent.lock.lapsed if intent.lock else ()
    others = (sum(_winnable(campaign, other, currency) for other in instead) for instead in (spent, lapsed))
    return max(prize_value(campaign, intent, currency), *others)


def _varying(survey: Survey, ways: Ways, draws: list[Draw], spans: Spans) -> Iterator[Diagnostic]:
    """Odds that differ between two people who differ only in place or time."""
    cells = ways.cells
    alike: dict[tuple[object, ...], list[int]] = {}
    for number, way in enumerate(ways.ways):
        alike.setdefault(_odds(way), []).append(number)
    if len(alike) == 1:
        return
    masks = [ways.mask(numbers) for numbers in alike.values()]
    labels = {word.name: word.label.zh for word in survey.vocabulary.every_fact()}
    fields: list[Label] = []
    for number, size in enumerate(cells.shape):
        if size > 1 and (number == 0 or _by_place_or_time(ways, number)) and _differ(masks, number):
            fact = "" if number == 0 else cells.axes[number - 1].fact
            fields.append(
                Label(f"`{fact}`", f"`{labels.get(fact, fact)}`") if fact else Label("date", "日期")
            )
    if fields:
        names = dict.fromkeys(fields)
        yield finding(
            "BC1111",
            spans(draws[0].line),
            fields=Label(" and ".join(name.en for name in names), "和".join(name.zh for name in names)),
            lines=lines_named([draw.line for draw in draws]),
        )


def _differ(masks: list[Mask], axis: int) -> bool:
    """Two people in different masks differ along one axis alone."""
    seen = _any(masks[0], axis)
    for mask in masks[1:]:
        here = _any(mask, axis)
        if bool((seen & here).any()):
            return True
        seen = seen | here
    return False


def _any(mask: Mask, axis: int) -> Mask:
    """`np.any` along an axis of few places, layer by layer, which is several times as fast there."""
    return reduce(np.logical_or, np.moveaxis(mask, axis, 0))


def _odds(way: Way) -> tuple[object, ...]:
    """What is drawn and with which odds; nothing where the claim is refused."""
    if way.refusal is not None:
        return ()
    return tuple(
        tuple(
            (out.high - out.low, draw.scale, tuple((one.reward, one.params) for one in out.intents))
            for out in draw.outcomes
        )
        for draw in way.brings
        if isinstance(draw, Draw)
    )


def _by_place_or_time(ways: Ways, number: int) -> bool:
    fact = ways.cells.axes[number - 1].fact
    return ways.cells.kinds[fact] == "region" or fact == "scan.hour"


def _only_draws(campaign: Campaign, found: Surveyed, vocabulary: Vocabulary) -> Surveyed:
    """The trigger without choices that nothing is drawn in and nobody is refused by."""
    return surveyed(
        campaign, replace(found.trigger, rules=_drawing(found.trigger.rules)), vocabulary, MOST_WORK // 10
    )


def _drawing(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    kept: list[Rule] = []
    for rule in rules:
        match rule:
            case Draw() | Refuse():
                kept.append(rule)
            case Choice(branches):
                inner = tuple(replace(branch, rules=_drawing(branch.rules)) for branch in branches)
                if any(branch.rules for branch in inner):
                    kept.append(Choice(inner))
    return tuple(kept)
