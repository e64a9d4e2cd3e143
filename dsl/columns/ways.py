"""The ways through a trigger's rules, numbered.

A way is one answer at each choice and draw that is met. Ways are numbered as places in a mixed radix, so that
a column of numbers tells for each event everything that a decision tells, but for the numbers drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule
from dsl.conditions import AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.decision import Decision, Drawn, Intent, Refusal
from dsl.facts_read import parts_of


@dataclass(frozen=True, slots=True)
class Met:
    """A draw on a way: its site, its scale and the line of the outcome it met."""

    site: int
    scale: int
    line: int


@dataclass(frozen=True, slots=True)
class Way:
    """A decision without its numbers drawn; see `Decision`."""

    trigger: int
    phase: str | None = None
    segments: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    draws: tuple[Met, ...] = ()
    intents: tuple[Intent, ...] = ()
    refusal: Refusal | None = None

    def decision(self, numbers: dict[int, int]) -> Decision:
        """The decision of an event that went this way, from the number drawn at each site."""
        draws = tuple(Drawn(met.site, numbers[met.site], met.scale, met.line) for met in self.draws)
        return Decision(
            self.trigger, self.phase, self.segments, self.lines, draws, self.intents, self.refusal
        )


def ways_of(rules: tuple[Rule, ...]) -> int:
    """How many ways lead through rules. Rules behind a refusal count, though no event comes to them."""
    return prod(_ways_of_rule(rule) for rule in rules)


def ways_of_branch(branch: Branch) -> int:
    """The ways of an arm, with what its segments may answer."""
    return ways_of(branch.rules) << len(open_segments(branch.condition))


def _ways_of_rule(rule: Rule) -> int:
    match rule:
        case Choice(branches):
            return 1 + sum(ways_of_branch(branch) for branch in branches)
        case Draw(outcomes=outcomes):
            return len(outcomes)
    return 1


def open_segments(condition: Condition | None) -> tuple[str, ...]:
    """The segments named in a condition that may hold or not where it holds, in the order of the text."""
    if condition is None or isinstance(condition, InSegment | Compare):
        return ()
    sure = _implied(condition, yes=True)
    return tuple(
        name for name in parts_of(condition)[1] if (name, True) not in sure and (name, False) not in sure
    )


def sure_segments(condition: Condition | None) -> frozenset[str]:
    """The segments that surely hold where a condition holds."""
    implied = frozenset[tuple[str, bool]]() if condition is None else _implied(condition, yes=True)
    return frozenset(name for name, answer in implied if answer)


def _implied(condition: Condition, *, yes: bool) -> frozenset[tuple[str, bool]]:
    """What segments surely answer where a condition is a sure yes, or a sure no."""
    match condition:
        case InSegment(name):
            return frozenset({(name, yes)})
        case Not(part):
            return _implied(part, yes=not yes)
        case AllOf(parts) | AnyOf(parts):
            each = [_implied(part, yes=yes) for part in parts]
            every = isinstance(condition, AllOf) == yes
            return frozenset[tuple[str, bool]]().union(*each) if every else frozenset.intersection(*each)
        case Compare():
            return frozenset()


class WayBook:
    """Tells the way behind a number."""

    def __init__(self, campaign: Campaign, trigger: int) -> None:
        self._rules = campaign.triggers[trigger].rules
        self._trigger = trigger
        self._known: dict[int, Way] = {}

    def __getitem__(self, number: int) -> Way:
        if number not in self._known:
            self._known[number] = _Reading(self._trigger).way(self._rules, number)
        return self._known[number]


class _Reading:
    def __init__(self, trigger: int) -> None:
        self._trigger = trigger
        self._phase: str | None = None
        self._segments: tuple[str, ...] = ()
        self._lines: tuple[int, ...] = ()
        self._draws: tuple[Met, ...] = ()
        self._intents: tuple[Intent, ...] = ()
        self._refusal: Refusal | None = None

    def way(self, rules: tuple[Rule, ...], number: int) -> Way:
        self._follow(rules, number)
        intents = () if self._refusal else self._intents
        return Way(
            self._trigger, self._phase, self._segments, self._lines, self._draws, intents, self._refusal
        )

    def _follow(self, rules: tuple[Rule, ...], number: int) -> None:
        """The last rule is the lowest place."""
        below = ways_of(rules)
        for rule in rules:
            if self._refusal is not None:
                return
            below //= _ways_of_rule(rule)
            place, number = divmod(number, below)
            match rule:
                case Give(intent):
                    self._intents += (intent,)
                case Refuse(refusal):
                    self._refusal = refusal
                case Draw():
                    outcome = rule.outcomes[place]
                    self._draws += (Met(rule.site, rule.scale, outcome.line),)
                    self._intents += outcome.intents
                case Choice(branches):
                    self._choose(branches, place)

    def _choose(self, branches: tuple[Branch, ...], place: int) -> None:
        """The last arm has the lowest numbers above 0, which is no arm at all."""
        first = 1
        for branch in reversed(branches):
            size = ways_of_branch(branch)
            if first <= place < first + size:
                self._enter(branch, place - first)
                return
            first += size

    def _enter(self, branch: Branch, place: int) -> None:
        self._lines += (branch.line,)
        self._phase = branch.name if branch.kind == "phase" else self._phase
        answers, number = divmod(place, ways_of(branch.rules))
        if branch.condition is not None:
            unsure = open_segments(branch.condition)
            held = {name for bit, name in enumerate(unsure) if answers >> bit & 1}
            held |= sure_segments(branch.condition)
            named = parts_of(branch.condition)[1]
            self._segments += tuple(name for name in named if name in held and name not in self._segments)
        self._follow(branch.rules, number)
