"""The values of one fact, cut into classes that no condition of a trigger can tell apart.

A class is the tuple of answers (yes, no, unknown) to every comparison of the fact, and is represented by one
value. Which values to try follows from the constants alone: a step to either side of each is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from dsl.analysis.knowledge import COUNTRIES, PARTS, never_missing, range_of
from dsl.analysis.windows import Apart, within
from dsl.campaign import Campaign
from dsl.conditions import Ago, Compare
from dsl.interpreter import condition_holds
from dsl.values import Money

#: Answers in the order that makes `and` a minimum and `or` a maximum.
NO, UNKNOWN, YES = 0, 1, 2
ANSWERS: Final[dict[bool | None, int]] = {False: NO, None: UNKNOWN, True: YES}
_STEP = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Axis:
    """The classes of one fact: a value for each (None: unknown), and each comparison's answers in that order.

    A point in time compared in several ways (days, hours, dates) has an axis for each way, and so has each tag.
    """

    fact: str
    values: tuple[object, ...]
    answers: dict[Compare, tuple[int, ...]]


def axes_of(
    campaign: Campaign,
    compares: Iterable[Compare],
    choices: dict[str, tuple[str, ...]],
    fixed: dict[str, object],
    apart: Apart,
) -> list[Axis]:
    """An axis for each fact and way of comparing it, in the order of first use.

    `choices` are the words of each choice fact, `fixed` facts that the event settles, `apart` what must
    not share a class.
    """
    grouped: dict[tuple[str, str], dict[Compare, None]] = {}
    for compare in compares:
        grouped.setdefault((compare.fact, _way(compare)), {})[compare] = None
    axes = []
    for (fact, _), group in grouped.items():
        asked = tuple(group)
        tried = [fixed[fact]] if fact in fixed else list(_tried(fact, asked, choices.get(fact, ()), apart))
        missing = [] if never_missing(fact) or fact in fixed else [None]
        axes.append(_classes(campaign, fact, asked, [*tried, *missing], apart))
    return axes


def _classes(
    campaign: Campaign, fact: str, asked: tuple[Compare, ...], tried: list[object], apart: Apart
) -> Axis:
    found: dict[tuple[object, ...], tuple[object, tuple[int, ...]]] = {}
    run, last = 0, None
    for value in tried:
        answers = answers_of(campaign, fact, asked, value)
        key = (answers, fact in apart.zero and (value == 0, value is None), _side(fact, value, apart))
        run += fact in apart.runs and key != last
        last = key
        found.setdefault((*key, run), (value, answers))
    values = tuple(value for value, _ in found.values())
    columns = zip(*(answers for _, answers in found.values()), strict=True)
    return Axis(fact, values, dict(zip(asked, columns, strict=True)))


def _side(fact: str, value: object, apart: Apart) -> object:
    """On which side of the days that part a moment the value lies."""
    if not isinstance(value, Ago) or value.unit != "days":
        return value is None and fact in apart.days
    return tuple(within(value, days) for days in apart.days.get(fact, ()))


def answers_of(campaign: Campaign, fact: str, asked: Iterable[Compare], value: object) -> tuple[int, ...]:
    """The interpreter's answers to the comparisons when the fact has the value."""
    facts = {"event.at": campaign.starts, fact: settled(value, campaign.starts, campaign.zone)}
    return tuple(ANSWERS[condition_holds(campaign, compare, facts)] for compare in asked)


def settled(value: object, at: datetime, zone: str) -> object:
    """A class's value as a fact of an event at that instant: a distance back becomes a moment."""
    match value:
        case Ago(unit="hours" | "minutes"):
            return at - value.elapsed
        case Ago(amount):
            local = at.astimezone(ZoneInfo(zone))
            return (local - timedelta(days=amount)).astimezone(UTC)
    return value


def _way(compare: Compare) -> str:
    wanted = compare.values[0]
    if compare.kind == "tags":
        return str(wanted)
    return wanted.unit if isinstance(wanted, Ago) else "date" if isinstance(wanted, datetime) else ""


def _tried(fact: str, asked: tuple[Compare, ...], choices: tuple[str, ...], apart: Apart) -> Iterator[object]:
    constants: list[Any] = list(dict.fromkeys(value for compare in asked for value in compare.values))
    match asked[0].kind:
        case "count":
            low, high = range_of(fact)
            alone = {low + 1} if fact in apart.runs else set()
            yield from sorted({near for near in _around(constants) if low <= near <= high} | {low} | alone)
        case "money":
            for currency in dict.fromkeys(amount.currency for amount in constants):
                minors = _around(amount.minor for amount in constants if amount.currency == currency)
                yield from (Money(minor, currency) for minor in sorted({*minors, 0}) if minor >= 0)
        case "region":
            yield from _regions(constants)
        case "text":
            yield from constants
            yield _another(constants)
        case "choice":
            yield from choices or constants
        case "flag":
            yield from (True, False)
        case "tags":
            yield from ((tag,) for tag in constants)
            yield ()
        case "instant":
            yield from _moments(constants, apart.days.get(fact, ()))


def _around(numbers: Iterable[int]) -> list[int]:
    return [near for number in numbers for near in (number, number + 1, number - 1)]


def _moments(constants: list[Any], parting: tuple[int, ...]) -> Iterator[object]:
    if isinstance(constants[0], Ago):
        unit = constants[0].unit
        parted = parting if unit == "days" else ()
        cuts = [*(ago.amount for ago in constants), *parted]
        amounts = sorted({near for near in _around(cuts) if near >= 0})
        yield from (Ago(amount, unit) for amount in amounts)
        yield Ago(-1, unit)  # a plugin's moment may lie ahead
    else:
        yield from (near for moment in sorted(constants) for near in (moment, moment - _STEP))


def _regions(named: list[str]) -> Iterator[str]:
    """Each named region, those around it, another part of each of these, and a country not named."""
    around = [region[: len(region) - cut] for region in named for cut in _cuts(region)]
    known = list(dict.fromkeys((*named, *around)))
    yield from named
    for region in dict.fromkeys(around):
        parts = (*PARTS.get(region, ()), *(f"{region}-Z{number}" for number in range(len(known) + 1)))
        yield next(part for part in parts if not any(f"{other}-".startswith(f"{part}-") for other in known))
    countries = {region.partition("-")[0] for region in known}
    yield next((country for country in COUNTRIES if country not in countries), "ZZ")
    yield from around


def _cuts(region: str) -> list[int]:
    """How much to cut off a region for each larger one."""
    return [len(region) - place for place, char in enumerate(region) if char == "-"]


def _another(constants: list[str]) -> str:
    """A text that is none of those compared."""
    return next(text for number in range(len(constants) + 1) if (text := f"B-{number + 1}") not in constants)
