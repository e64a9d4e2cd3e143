"""How much of a campaign its tests try: each line that can apply, and each condition and phase passed over too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule
from dsl.decision import Decision, Intent, Refusal
from dsl.intents import intents_of
from dsl.program import Program
from dsl.testing.running import came_of
from dsl.testing.spending import Settled


@dataclass(frozen=True, slots=True, order=True)
class Goal:
    """Something that a test can try: that a line applies, or (`passed`) that a condition or phase does not."""

    line: int
    passed: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """The goals of a campaign in the order of the text, and those that its tests reach."""

    goals: tuple[Goal, ...]
    reached: frozenset[Goal]

    @property
    def missing(self) -> tuple[Goal, ...]:
        """What no test tries."""
        return tuple(goal for goal in self.goals if goal not in self.reached)

    @property
    def share(self) -> Fraction:
        """From 0 to 1; a campaign without rules is covered."""
        return Fraction(len(self.goals) - len(self.missing), len(self.goals)) if self.goals else Fraction(1)


def covered(program: Program) -> Coverage:
    """What the tests of a campaign try, whether they pass or not."""
    campaign = program.campaign
    reached: set[Goal] = set()
    for test in campaign.tests:
        came = came_of(program, test)
        if came is not None:
            reached |= reached_by(campaign, came.decision, came.settled)
    return Coverage(goals_of(campaign), frozenset(reached))


def goals_of(campaign: Campaign) -> tuple[Goal, ...]:
    """Everything that tests can try."""
    found: dict[Goal, None] = {}
    for trigger in campaign.triggers:
        found[Goal(trigger.line)] = None
        found.update(dict.fromkeys(_goals(trigger.rules)))
        found.update(dict.fromkeys(Goal(line) for line in _instead(trigger.rules)))
    return tuple(sorted(found))


def reached_by(campaign: Campaign, decision: Decision, settled: Settled) -> set[Goal]:
    """What one decision tries."""
    trigger = campaign.triggers[decision.trigger]
    lines = {*settled.instead, *(intent.line for intent in settled.intents)}
    # A prize that had run out was drawn, but not tried.
    lines.update(drawn.line for drawn in decision.draws if not settled.instead)
    reached = {Goal(trigger.line), *(Goal(line) for line in lines)}
    _walk(trigger.rules, frozenset(decision.lines), reached)
    return reached


def _goals(rules: tuple[Rule, ...]) -> Iterator[Goal]:
    for rule in rules:
        match rule:
            case Give(intent):
                yield Goal(intent.line)
            case Refuse(refusal):
                yield Goal(refusal.line)
            case Draw(outcomes=outcomes, line=line):
                # Without a `rest`, what is left over stands on the line of the draw itself, and nothing is written.
                yield from (Goal(outcome.line) for outcome in outcomes if outcome.line != line)
            case Choice(branches):
                for branch in branches:
                    yield Goal(branch.line)
                    if branch.kind != "otherwise":
                        yield Goal(branch.line, passed=True)
                    yield from _goals(branch.rules)


def _instead(rules: tuple[Rule, ...]) -> Iterator[int]:
    """The lines that stand in for what is spent or lapses."""
    for intent in intents_of(rules):
        match intent.if_spent:
            case Refusal(line=line):
                yield line
            case tuple() as others:
                yield from (other.line for other in others)
        yield from (other.line for other in (intent.lock.lapsed if intent.lock else ()))


def _walk(rules: tuple[Rule, ...], lines: frozenset[int], reached: set[Goal]) -> bool:
    """Go the way of a decision; whether it ends in a refusal."""
    for rule in rules:
        match rule:
            case Refuse(refusal):
                reached.add(Goal(refusal.line))
                return True
            case Choice(branches):
                for branch in branches:
                    if branch.line in lines:
                        if not _is_prize(branch):
                            reached.add(Goal(branch.line))
                        if _walk(branch.rules, lines, reached):
                            return True
                        break
                    reached.add(Goal(branch.line, passed=True))
            case Draw() | Give():
                pass
    return False


def _is_prize(branch: Branch) -> bool:
    """The branch stands for the prize on its own line: a draw on the try on which it is won at the latest."""
    draws = (rule for rule in branch.rules if isinstance(rule, Draw))
    return any(outcome.line == branch.line for draw in draws for outcome in draw.outcomes)


def limited(intents: Iterator[Intent]) -> list[Intent]:
    """The rewards that can be gone by themselves, each kind once."""
    found = {(intent.reward, intent.params): intent for intent in intents if intent.ends_alone}
    return list(found.values())
