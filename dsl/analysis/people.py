"""One cell as a person whom a marketer can picture: facts for a trial, and a phrase in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dsl.analysis.cells import Cells, Mask
from dsl.analysis.fields import ANSWERS, Axis, settled
from dsl.analysis.knowledge import KNOWN_WITH
from dsl.analysis.windows import settled_counts
from dsl.conditions import Ago
from dsl.interpreter import condition_holds
from dsl.keywords import KEYWORDS
from dsl.lexicon import lexicon
from dsl.values import Label, Money
from dsl.vocabulary import FactKind, Vocabulary, window_of

Cell = tuple[int, ...]

_ANYBODY: Final = Label("anybody", "任何人")


def facts_of(cells: Cells, cell: Cell) -> dict[str, object] | None:
    """Facts of an event in the cell; None where one moment, compared in several ways, has no value for them all."""
    at = cells.times[cell[0]].moment(cells.campaign.zone)
    facts: dict[str, object] = {"event.at": at}
    placed = list(zip(cells.axes, cell[1:], strict=True))
    for fact in dict.fromkeys(axis.fact for axis in cells.axes):
        ways = [(axis, place) for axis, place in placed if axis.fact == fact]
        values = [settled(axis.values[place], at, cells.campaign.zone) for axis, place in ways]
        values = [_all_tags(values), *values] if cells.kinds[fact] == "tags" else values
        fitting = [value for value in values if _fits(cells, {**facts, fact: value}, ways)]
        if not fitting:
            return None
        facts[fact] = fitting[0]
    return {fact: value for fact, value in settled_counts(facts).items() if value is not None}


def _all_tags(values: list[object]) -> object:
    """The tags of a person who has each of those that the axes tell; None where they are unknown."""
    known = [value for value in values if isinstance(value, tuple)]
    return tuple(sorted({tag for tags in known for tag in tags})) if len(known) == len(values) else None


def _fits(cells: Cells, facts: dict[str, object], ways: list[tuple[Axis, int]]) -> bool:
    return len(ways) == 1 or all(
        ANSWERS[condition_holds(cells.campaign, compare, facts)] == answers[place]
        for axis, place in ways
        for compare, answers in axis.answers.items()
    )


def telling(cells: Cells, mask: Mask, cell: Cell) -> frozenset[int]:
    """The axes that matter for the cell to lie in the mask: along the others every possible cell lies in it too."""
    same = _or_nobody(mask, cells)
    index: list[int | slice] = list(cell)
    kept: set[int] = set()
    unknown = [number and cells.axes[number - 1].values[place] is None for number, place in enumerate(cell)]
    for number in sorted(range(len(cell)), key=lambda number: not unknown[number]):
        place = cell[number]
        index[number] = slice(None)
        if not same[tuple(index)].all():
            index[number] = place
            kept.add(number)
    return frozenset(kept)


def _or_nobody(mask: Mask, cells: Cells) -> Mask:
    """The mask with every cell added that no usual person is in."""
    return mask | ~cells.usual


def person(cells: Cells, cell: Cell, matter: Iterable[int], vocabulary: Vocabulary) -> Label:
    """A phrase such as `a consumer with 3 claims in CN-GD`, from the axes that matter."""
    named = {word.name: word.label.zh for word in vocabulary.every_fact()}
    shown = settled_counts(
        {axis.fact: axis.values[place] for axis, place in zip(cells.axes, cell[1:], strict=True)}
    )
    axes = [(cells.axes[number - 1], cell[number]) for number in sorted(matter) if number]
    regions = sum(cells.kinds[axis.fact] == "region" for axis, _ in axes)
    traits, places, counted = list[str](), list[str](), list[str]()
    chinese: list[str] = []
    for axis, place in axes:
        value, kind = axis.values[place], cells.kinds[axis.fact]
        fact, days = window_of(axis.fact)
        value = shown[axis.fact] if kind == "count" else value
        zh = named.get(fact, fact).rpartition(".")[2]
        zh = "连续未中奖次数" if fact.startswith("draw.") else zh
        zh = f"阶段 {zh} 已领取" if fact.startswith("phase.") else zh
        zh = f"实验 {zh} 中的号码" if fact.startswith("experiment.") else zh
        last = "" if days is None else f"近 {days} 天"
        chinese.append(f"{last}{zh}{_shown_zh(axis.fact, value, cells.campaign.zone)}")
        if kind == "region" and regions == 1 and value is not None:
            places.append(f"in {value}")
        elif fact.startswith("phase."):
            counted.append(f"when {fact.replace('.', ' ', 1)} has had {_number(value, 'claim')}")
        else:
            traits.append(_trait(axis.fact, kind, value, cells.campaign.zone))
    if 0 in matter:
        moment = _moment(cells.times[cell[0]].moment(cells.campaign.zone), cells.campaign.zone)
        places.append(f"on {moment}")
        chinese.append(f"时间 {moment}")
    subject = lexicon(vocabulary).event(cells.trigger.kind).subject
    if not (traits or places or counted):
        return _ANYBODY
    with_traits = [subject.en, *(["with " + ", ".join(traits)] if traits else []), *places]
    with_traits += [" and ".join(counted)] if counted else []
    return Label(" ".join(with_traits), f"{subject.zh}（{'，'.join(chinese)}）")


def _number(value: object, of: str) -> str:
    return f"{value:,} {of}{'' if value == 1 else 's'}"


def _trait(fact: str, kind: FactKind, value: object, zone: str) -> str:
    if fact.startswith("experiment."):
        return f"number {value} in {fact.replace('.', ' ', 1)}"
    if fact.startswith("draw."):
        return f"{_number(value, 'draw')} without a prize"
    fact, days = window_of(fact)
    if days is not None:
        return f"{_trait(fact, kind, value, zone)} in the last {days} day{'' if days == 1 else 's'}"
    group, _, last = fact.rpartition(".")
    name = last.replace("_", " ")
    full = name if group == "consumer" else f"{group} {name}"
    match value:
        case None:
            return f"no {name}" if fact in KNOWN_WITH else f"unknown {full}"
        case bool():
            return f"{full}: {'yes' if value else 'no'}"
        case int() if kind == "count" and group == "consumer":
            return f"{value:,} {name[:-1] if value == 1 and name.endswith('s') else name}"
        case tuple():
            return f"{full}: {said_tags(value).en}"
        case Ago(-1):
            return f"{full} yet to come"
        case Ago(amount, unit):
            return f"{full} {amount} {unit[:-1] if amount == 1 else unit} ago"
        case datetime():
            return f"{full} on {_moment(value, zone)}"
    return f"{full} {value}"


def _shown_zh(fact: str, value: object, zone: str) -> str:
    match value:
        case None:
            return "：无" if fact in KNOWN_WITH else "未知"
        case bool():
            return f"：{'是' if value else '否'}"
        case tuple():
            return f"：{said_tags(value).zh}"
        case Ago(-1):
            return "在将来"
        case Ago(amount, unit):
            return f"在 {amount} {KEYWORDS[unit.upper()].zh}前"
        case datetime():
            return f"在 {_moment(value, zone)}"
        case Money():
            return f" {value.amount} {'元' if value.currency == 'CNY' else value.currency}"
        case int():
            return f" {value:,}"
    return f" {value}"


def said_tags(tags: tuple[object, ...]) -> Label:
    """Tags as they are written; of the tags that rules ask for, there may be none."""
    told = [f'"{tag}"' for tag in tags]
    return Label(", ".join(told), "、".join(told)) if told else Label("none", "无")


def _moment(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
