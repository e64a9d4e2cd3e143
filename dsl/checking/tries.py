"""`by try 10`: a draw that is won at the latest on the n-th try."""

from __future__ import annotations

from dsl.campaign import Choice, Draw
from dsl.checking.amounts import check_count
from dsl.checking.outcomes import Outcomes
from dsl.checking.pots import Path, step_of
from dsl.checking.scope import Scope
from dsl.limits import RULES, TRIES
from dsl.nodes import Latest
from dsl.tries import won_in_time
from dsl.values import Label
from dsl.vocabulary import FactWord, TriggerWord

_WHAT = Label("draws of the consumer since the last that was won", "用户上次中奖以来的抽奖次数")


def check_tries(
    scope: Scope, draw: Draw, outcomes: Outcomes, event: TriggerWord | None, path: Path
) -> Draw | Choice | None:
    """The draw with its tries counted, where it says so. Counts go by the blocks around the draw."""
    if not outcomes.latest:
        return draw
    line, sure = outcomes.latest[0]
    for again, _ in outcomes.latest[1:]:
        scope.say("BC0871", again)
    if not isinstance(line.odds, Latest):
        return None
    tries = check_count(scope, line.odds.tries)
    if event is not None and event.name == "redemption":
        scope.say("BC0873", line)
        return None
    if draw.outcomes[-1].line != (outcomes.rest.span.line if outcomes.rest else 0):
        scope.say("BC0874", line)
        return None
    if tries is None or not 2 <= tries <= TRIES:
        if tries is not None:
            scope.say("BC0872", line.odds, limit=f"{TRIES:,}")
        return None
    name = " / ".join(map(step_of, path))
    scope.tries[name] += 1
    key = name if scope.tries[name] == 1 else f"{name} #{scope.tries[name]}"
    return won_in_time(draw, _fact(scope), key, tries, line.span.line, sure)


def _fact(scope: Scope) -> str:
    places = ["draw.misses", *(f"draw.misses-{number}" for number in range(2, RULES + 2))]
    fact = next(place for place in places if place not in scope.own_facts)
    label = Label(fact, fact.replace("draw.misses", "抽奖.未中次数"))
    scope.own_facts[fact] = FactWord(fact, label, "count", _WHAT)
    return fact
