"""Whom the rules of a trigger reach: rules that never apply, people and times for whom there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from dsl.analysis.cells import Above, Cells, Mask, Place, places
from dsl.analysis.fields import Axis, answers_of
from dsl.analysis.knowledge import RANGES
from dsl.analysis.patterns import Ways
from dsl.analysis.people import Cell, facts_of, person, telling
from dsl.analysis.times import Stretch
from dsl.campaign import Choice, Draw, Give, Rule
from dsl.diagnostics import Diagnostic, finding
from dsl.limits import FINDINGS_OF_ONE_KIND
from dsl.nodes import Span
from dsl.values import Label
from dsl.vocabulary import Vocabulary
from dsl.zones import local_date, start_of_day

S = TypeVar("S", bound=np.generic)
#: The place of a line in the text.
Spans = Callable[[int], Span]


def reach_findings(ways: Ways, vocabulary: Vocabulary, spans: Spans) -> Iterator[Diagnostic]:
    """Everything about whom the trigger reaches, rule by rule, then people, then times."""
    yield from islice(_never_applied(ways, vocabulary, spans), FINDINGS_OF_ONE_KIND)
    yield from _never_given(ways, spans)
    yield from _nothing_for(ways, vocabulary, spans)


def lines_named(numbers: list[int]) -> Label:
    """Lines in words: `line 3`, `lines 3, 5 and 8`."""
    shown = [str(number) for number in sorted(set(numbers))]
    if len(shown) == 1:
        return Label(f"line {shown[0]}", f"第 {shown[0]} 行")
    return Label(f"lines {', '.join(shown[:-1])} and {shown[-1]}", f"第 {'、'.join(shown)} 行")


# ---- rules


def _never_applied(ways: Ways, vocabulary: Vocabulary, spans: Spans) -> Iterator[Diagnostic]:
    cells = ways.cells
    applied = {id(branch) for way in ways.ways for branch in way.branches}
    for place in places(cells.trigger.rules):
        if any(id(choice.branches[number]) not in applied for choice, number in place.above):
            continue  # the branch around it is told already
        for number, branch in enumerate(place.choice.branches):
            if id(branch) not in applied:
                found = _why_never(cells, place, number, vocabulary, spans(branch.line))
                if found is not None:
                    yield found


def _why_never(
    cells: Cells, place: Place, number: int, vocabulary: Vocabulary, span: Span
) -> Diagnostic | None:
    branch = place.choice.branches[number]
    meets = cells.matches(branch) & cells.possible
    if not meets.any():
        return finding("BC1101", span)
    come = cells.reached(place.above)
    here = meets & come
    if not here.any():
        above = [choice.branches[taken].line for choice, taken in place.above]
        return finding("BC1102", span, lines=lines_named(above))
    taken = cells.taken(place.choice)
    by = np.bincount(np.where(here, taken, np.int16(0)).ravel(), minlength=number + 2)
    earlier = [other.line for order, other in enumerate(place.choice.branches[:number], 1) if by[order]]
    if not earlier or by[number + 1]:
        return None  # a refusal before it; told where the reward stands
    cell = first_cell(cells, here)
    matter = telling(cells, full(cells, here), cell)
    return finding("BC1103", span, lines=lines_named(earlier), person=person(cells, cell, matter, vocabulary))


def _never_given(ways: Ways, spans: Spans) -> Iterator[Diagnostic]:
    """Rewards that stand before or behind a refusal in every way that leads to them."""
    cells = ways.cells
    given = {id(rule) for way in ways.ways if way.refusal is None for rule in way.brings}
    for rule, above in _rewards(cells.trigger.rules, ()):
        come = cells.reached(above)
        if id(rule) in given or not come.any():
            continue
        refusals = [way.refusal.line for way in ways.through(come) if way.refusal is not None]
        if refusals:
            line = rule.line if isinstance(rule, Draw) else rule.intent.line
            yield finding("BC1104", spans(line), lines=lines_named(refusals))


def _rewards(rules: tuple[Rule, ...], above: Above) -> Iterator[tuple[Give | Draw, Above]]:
    for rule in rules:
        match rule:
            case Give() | Draw():
                yield rule, above
            case Choice(branches):
                for number, branch in enumerate(branches):
                    yield from _rewards(branch.rules, (*above, (rule, number)))


# ---- people and times


def _nothing_for(ways: Ways, vocabulary: Vocabulary, spans: Spans) -> Iterator[Diagnostic]:
    cells = ways.cells
    empty = {number for number, way in enumerate(ways.ways) if way.empty}
    if not empty or len(empty) == len(ways.ways):
        return  # whoever comes finds a rule; or no rule ever applies, which is told rule by rule
    span = spans(cells.trigger.line)
    without = ways.mask(empty)
    dead = along(cells, without, 0)
    for starts, ends in _joined([stretch for stretch, gone in zip(cells.times, dead, strict=True) if gone]):
        low, high = _day(starts, cells, end=False), _day(ends, cells, end=True)
        yield finding("BC1106", span, starts=low, ends=high)
    alive = ~np.array(dead).reshape(-1, *(1,) * len(cells.axes))
    left = without & cells.usual & alive
    for number, axis in enumerate(cells.axes, 1):
        if axis.fact in RANGES:
            whole = zip(along(cells, without | ~alive, number), axis.values, strict=True)
            closed = [gone and value is not None for gone, value in whole]
            if any(closed):
                yield finding("BC1107", span, hours=_hours(cells, axis, closed))
                left = left & ~cells.along(number, closed)
    if not left.any():
        return
    cell = first_cell(cells, left)
    if facts_of(cells, cell) is not None:
        matter = telling(cells, without, cell)
        yield finding("BC1105", span, person=person(cells, cell, matter, vocabulary))


def along(cells: Cells, mask: Mask, number: int) -> list[bool]:
    """For each class of one axis: every usual cell lies in the mask."""
    others = tuple(axis for axis in range(len(cells.shape)) if axis != number)
    whole = np.atleast_1d(np.all(full(cells, mask | ~cells.usual), axis=others))
    return [bool(gone) for gone in whole]


def _joined(stretches: list[Stretch]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for stretch in stretches:
        if joined and joined[-1][1] == stretch.starts:
            joined[-1] = (joined[-1][0], stretch.ends)
        else:
            joined.append((stretch.starts, stretch.ends))
    return joined


def _day(instant: datetime, cells: Cells, *, end: bool) -> str:
    """A date where the edge is that of a day, as the language means it; else a time."""
    zone = cells.campaign.zone
    day = local_date(instant, zone)
    if start_of_day(day, zone) != instant:
        return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return str(day - timedelta(days=1) if end else day)


def _hours(cells: Cells, axis: Axis, closed: list[bool]) -> str:
    """The values of the closed classes, as ranges."""
    low, high = RANGES[axis.fact]
    shut = {
        tuple(answers[place] for answers in axis.answers.values())
        for place, gone in enumerate(closed)
        if gone
    }
    hours = [
        hour
        for hour in range(low, high + 1)
        if answers_of(cells.campaign, axis.fact, axis.answers, hour) in shut
    ]
    ranges: list[list[int]] = []
    for hour in hours:
        if ranges and ranges[-1][1] == hour - 1:
            ranges[-1][1] = hour
        else:
            ranges.append([hour, hour])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)


def full(cells: Cells, mask: npt.NDArray[S]) -> npt.NDArray[S]:
    """An array of the cells in the full shape."""
    return np.broadcast_to(mask, cells.shape)


def first_cell(cells: Cells, mask: Mask) -> Cell:
    """The first cell of a mask that holds some, one with usual facts where there is one."""
    usual = mask & cells.usual
    chosen = usual if usual.any() else mask
    return tuple(int(place) for place in np.unravel_index(int(chosen.argmax()), chosen.shape))
