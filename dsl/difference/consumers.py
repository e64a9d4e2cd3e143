"""Consumers and instants that stand for all others: one on each side of every bound that two campaigns draw."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from dsl.analysis.knowledge import range_of
from dsl.analysis.windows import settled_counts
from dsl.campaign import Campaign, Choice, Rule, Trigger
from dsl.conditions import Ago, Compare
from dsl.facts_read import parts_of, trigger_conditions
from dsl.limits import DURATION
from dsl.values import Money
from dsl.vocabulary import OWN

#: More consumers than this are not all tried; a fixed sample of so many is.
CONSUMERS_MAX: Final = 20_000
#: Of more tags than this, not every selection is tried.
TAGS_MAX: Final = 8
#: A region and a word outside all that are named.
ELSEWHERE: Final = "ZZ"
OTHER: Final = "…"

Facts = dict[str, object]


def consumers(
    sides: tuple[tuple[Campaign, Trigger], ...], instants: tuple[datetime, ...]
) -> tuple[Iterator[Facts], bool]:
    """Facts of every kind of consumer at each instant, and whether these are all.

    Within one such kind no condition of either campaign can tell two consumers apart. Known facts come before
    unknown ones, so that examples speak of somebody.
    """
    compares: dict[str, list[Compare]] = {}
    for campaign, trigger in sides:
        for compare in _compares(campaign, trigger):
            compares.setdefault(compare.fact, []).append(compare)
    names = sorted(compares)
    values = [tuple(itertools.chain.from_iterable(_values(compares[name]))) for name in names]
    every = len(instants) * math.prod(len(group) for group in values)

    def facts(at: datetime, chosen: tuple[object, ...]) -> Facts:
        known = zip(names, chosen, strict=True)
        return {"event.at": at, **settled_counts({name: _at(value, at) for name, value in known})}

    if every <= CONSUMERS_MAX:
        return (facts(at, chosen) for at in instants for chosen in itertools.product(*values)), True
    dice = random.Random(0)
    return (
        facts(dice.choice(instants), tuple(dice.choice(group) for group in values))
        for _ in range(CONSUMERS_MAX)
    ), False


def boundaries(rules: tuple[Rule, ...]) -> Iterator[datetime]:
    """The instants at which phases begin and end."""
    for rule in rules:
        if isinstance(rule, Choice):
            for branch in rule.branches:
                yield from (one for one in (branch.starts, branch.ends) if one is not None)
                yield from boundaries(branch.rules)


def _compares(campaign: Campaign, trigger: Trigger) -> Iterator[Compare]:
    table = {segment.name: segment.condition for segment in campaign.segments}
    waiting, seen = list(trigger_conditions(trigger)), set[str]()
    while waiting:
        found, names = parts_of(waiting.pop())
        yield from found
        fresh = [name for name in names if name not in seen]
        seen.update(fresh)
        waiting.extend(table[name] for name in fresh)


def _values(compares: list[Compare]) -> Iterator[Sequence[object]]:
    """Values of one fact, and unknown."""
    constants = list(dict.fromkeys(value for compare in compares for value in compare.values))
    match compares[0].kind:
        case "flag":
            yield [True, False]
        case "count":
            numbers = {one for one in constants if isinstance(one, int)}
            low, high = range_of(compares[0].fact)
            yield sorted({min(max(low, near), high) for one in numbers for near in (one - 1, one, one + 1)})
        case "money":
            amounts = [one for one in constants if isinstance(one, Money)]
            near = {Money(max(0, one.minor + step), one.currency) for one in amounts for step in (-1, 0, 1)}
            yield sorted(near)
        case "region":
            yield _regions([str(one) for one in constants])
        case "tags":
            yield _subsets([str(one) for one in constants])
        case "instant":
            yield list(dict.fromkeys(near for one in constants for near in _near(one)))
        case _:
            yield [*constants, OTHER]
    if not compares[0].fact.startswith(OWN):
        yield [None]


def _regions(named: list[str]) -> list[object]:
    """Each region, its larger ones, a part of each that is not named, and one outside."""
    larger = {region.rsplit("-", depth)[0] for region in named for depth in range(1, region.count("-") + 1)}
    inner = {f"{region}-{ELSEWHERE}" for region in larger}
    return [*named, ELSEWHERE, *sorted(larger - set(named)), *sorted(inner)]


def _subsets(tags: list[str]) -> list[object]:
    """Every selection of the first few tags; of the others all or none."""
    first, others = tags[:TAGS_MAX], tuple(tags[TAGS_MAX:])
    chosen = [some for size in range(len(first) + 1) for some in itertools.combinations(first, size)]
    return list(dict.fromkeys((*some, *more) for some in chosen for more in ((), others)))


def _near(constant: object) -> Iterator[object]:
    """An instant on each side. Distances are reckoned from the event, when it is known."""
    match constant:
        case Ago(amount, unit):
            yield from (Ago(max(0, amount + step), unit) for step in (-1, 0, 1))
            if unit != "days":
                yield Ago(DURATION, "hours")  # far beyond
        case datetime():
            yield from (constant - timedelta(seconds=1), constant)


def _at(value: object, at: datetime) -> object:
    if not isinstance(value, Ago):
        return value
    return at - value.elapsed
