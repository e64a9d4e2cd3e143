"""The arms of a choice, and the time in which each can be reached."""

from __future__ import annotations

from datetime import datetime

from dsl.campaign import Branch
from dsl.checking.amounts import check_count
from dsl.checking.conditions import check_clause
from dsl.checking.moments import check_end, check_start
from dsl.checking.scope import Scope
from dsl.conditions import Compare
from dsl.limits import RULES
from dsl.lines import OtherwiseLine, PhaseLine, WhenLine
from dsl.values import Label
from dsl.vocabulary import FactWord

#: Stretches of time, each from its start (included) to its end (excluded); None while dates are in doubt.
Reach = tuple[tuple[datetime, datetime], ...] | None


def branch_of(
    scope: Scope, line: PhaseLine | WhenLine | OtherwiseLine, reach: Reach
) -> tuple[Branch | None, Reach, Reach]:
    """The branch without its rules, the time inside it, and the time left for the branches after it."""
    at = line.span.line
    if reach == ():
        scope.say("BC0816", line)
    match line:
        case WhenLine(clause=clause):
            condition = check_clause(scope, clause)
            branch = None if condition is None else Branch("when", at, (), condition=condition)
            return branch, reach, reach
        case OtherwiseLine():
            return Branch("otherwise", at, ()), reach, reach
    starts = check_start(scope, line.starts) if line.starts is not None else None
    ends = check_end(scope, line.ends) if line.ends is not None else None
    first = check_count(scope, line.first) if line.first is not None else None
    counted = (
        None if first is None else Compare(phase_fact(scope, line.name.text), "count", "under", (first,))
    )
    branch = Branch("phase", at, (), name=line.name.text, starts=starts, ends=ends, condition=counted)
    if reach is None or (line.starts and starts is None) or (line.ends and ends is None):
        return branch, None, None
    inside = tuple(_overlap(stretch, starts, ends) for stretch in reach)
    kept = tuple((low, high) for low, high in inside if low < high)
    if not kept and reach:
        scope.say("BC0802", line, name=line.name.text, why=_why(scope, starts, ends))
    if line.first is not None:  # whoever comes later goes on
        return branch, kept or None, reach
    return (
        branch,
        kept or None,
        tuple(piece for stretch in reach for piece in _without(stretch, starts, ends)),
    )


def phase_fact(scope: Scope, name: str) -> str:
    """The fact that counts a phase's claims; phases of one name count apart."""
    places = [f"phase.{name}", *(f"phase.{name}-{number}" for number in range(2, RULES))]
    fact = next(place for place in places if place not in scope.own_facts)
    what = Label(f"claims in phase {name} so far", f"阶段 {name} 已有的领取次数")
    scope.own_facts[fact] = FactWord(fact, Label(fact, fact.replace("phase.", "阶段.")), "count", what)
    return fact


def _overlap(
    stretch: tuple[datetime, datetime], starts: datetime | None, ends: datetime | None
) -> tuple[datetime, datetime]:
    low, high = stretch
    return max(low, starts or low), min(high, ends or high)


def _without(
    stretch: tuple[datetime, datetime], starts: datetime | None, ends: datetime | None
) -> list[tuple[datetime, datetime]]:
    low, high = stretch
    pieces = [(low, min(high, starts or low)), (max(low, ends or high), high)]
    return [(start, end) for start, end in pieces if start < end]


def _why(scope: Scope, starts: datetime | None, ends: datetime | None) -> Label:
    if starts and ends and starts >= ends:
        return Label("its end is not after its start", "它的结束不晚于开始")
    before = ends is not None and scope.starts is not None and ends <= scope.starts
    after = starts is not None and scope.ends is not None and starts >= scope.ends
    if before or after:
        return Label("it lies outside the campaign", "它在活动期之外")
    return Label("the phases around or above it leave no time for it", "外层或前面的阶段没有给它留下时间")
