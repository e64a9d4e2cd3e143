"""The specification of the language: a plain walk over a checked campaign. Compiled code must match it.

Conditions have three answers, after Kleene: yes, no, and None for unknown. Only yes matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from dsl.campaign import Branch, Campaign, Choice, Draw, Give, Refuse, Rule
from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.decision import Decision, Drawn, Intent, Refusal
from dsl.facts_read import parts_of
from dsl.program import DrawNumber
from dsl.values import Money
from dsl.zones import local_date


def interpret(campaign: Campaign, trigger: int, facts: Mapping[str, object], draw: DrawNumber) -> Decision:
    """Decide one event, as `Program.decide` does."""
    walk = _Walk(campaign, facts, draw)
    walk.rules(campaign.triggers[trigger].rules)
    return Decision(
        trigger,
        walk.phase,
        tuple(walk.segments),
        tuple(walk.lines),
        tuple(walk.draws),
        () if walk.refusal else tuple(walk.intents),
        walk.refusal,
    )


def condition_holds(campaign: Campaign, condition: Condition, facts: Mapping[str, object]) -> bool | None:
    """Whether a condition of the campaign holds for facts: yes, no, or None for unknown.

    Unlike a decision it may be asked with few facts, to learn what is settled already. `facts` must contain
    `event.at`.
    """
    return _Walk(campaign, facts, lambda _site, _scale: 0).holds(condition)


@dataclass(slots=True)
class _Walk:
    campaign: Campaign
    facts: Mapping[str, object]
    draw: DrawNumber
    phase: str | None = None
    segments: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    draws: list[Drawn] = field(default_factory=list)
    intents: list[Intent] = field(default_factory=list)
    refusal: Refusal | None = None

    @property
    def at(self) -> datetime:
        instant = self.facts["event.at"]
        if not isinstance(instant, datetime):
            raise TypeError("`event.at` must be an aware datetime")
        return instant.astimezone(UTC)  # within one zone, Python would reckon by the clock on the wall

    def rules(self, rules: tuple[Rule, ...]) -> None:
        for rule in rules:
            if self.refusal is not None:
                return
            match rule:
                case Give(intent):
                    self.intents.append(intent)
                case Refuse(refusal):
                    self.refusal = refusal
                case Draw():
                    self.make_draw(rule)
                case Choice(branches):
                    self.choose(branches)

    def choose(self, branches: tuple[Branch, ...]) -> None:
        for branch in branches:
            if self.matches(branch):
                self.lines.append(branch.line)
                self.phase = branch.name if branch.kind == "phase" else self.phase
                self.note_segments(branch.condition)
                self.rules(branch.rules)
                return

    def matches(self, branch: Branch) -> bool:
        timed = branch.starts is not None or branch.ends is not None
        if timed and not branch.within(self.at):
            return False
        return branch.condition is None or self.holds(branch.condition) is True

    def note_segments(self, condition: Condition | None) -> None:
        if condition is None:
            return
        for name in parts_of(condition)[1]:
            if name not in self.segments and self.holds(InSegment(name)) is True:
                self.segments.append(name)

    def make_draw(self, rule: Draw) -> None:
        number = self.draw(rule.site, rule.scale)
        for outcome in rule.outcomes:
            if outcome.low <= number < outcome.high:
                self.draws.append(Drawn(rule.site, number, rule.scale, outcome.line))
                self.intents.extend(outcome.intents)
                return
        raise ValueError(f"{number} is no draw number of {rule.scale}")

    def holds(self, condition: Condition) -> bool | None:
        match condition:
            case Compare():
                value = self.facts.get(condition.fact)
                return None if value is None else self.compare(condition, value)
            case InSegment(name):
                segments = self.campaign.segments
                return self.holds(next(segment.condition for segment in segments if segment.name == name))
            case Not(part):
                answer = self.holds(part)
                return None if answer is None else not answer
            case AllOf(parts):
                answers = [self.holds(part) for part in parts]
                return False if False in answers else None if None in answers else True
            case AnyOf(parts):
                answers = [self.holds(part) for part in parts]
                return True if True in answers else None if None in answers else False

    def compare(self, condition: Compare, value: Any) -> bool | None:
        if condition.kind == "instant":
            return self.compare_instant(condition, value)
        return compared(condition, value)

    def compare_instant(self, condition: Compare, value: datetime) -> bool:
        wanted: Any = condition.values[0]
        match condition.comparison, wanted:
            case "before", _:
                return bool(value < wanted)
            case "since", _:
                return bool(value >= wanted)
            case comparison, Ago(unit="hours" | "minutes"):
                return _compared(comparison, self.at - value, (wanted.elapsed,))
        zone = self.campaign.zone
        days = (local_date(self.at, zone) - local_date(value, zone)).days
        return _compared(condition.comparison, days, (wanted.amount,))


def compared(condition: Compare, value: Any) -> bool | None:
    """What a known value of any kind but an instant answers: yes, no, or None where it cannot tell."""
    wanted = condition.values
    if condition.kind == "region":
        return _in_region(value, wanted, condition.comparison == "in")
    if condition.kind == "money":
        amounts = [amount for amount in wanted if isinstance(amount, Money)]
        if value.currency != amounts[0].currency:
            return None
        value, wanted = value.minor, tuple(amount.minor for amount in amounts)
    return _compared(condition.comparison, value, wanted)


def _compared(comparison: str, value: Any, wanted: tuple[Any, ...]) -> bool:
    match comparison:
        case "is":
            return bool(value == wanted[0])
        case "is_not":
            return bool(value != wanted[0])
        case "over":
            return bool(value > wanted[0])
        case "under":
            return bool(value < wanted[0])
        case "at_least":
            return bool(value >= wanted[0])
        case "at_most":
            return bool(value <= wanted[0])
        case "between":
            return bool(wanted[0] <= value <= wanted[1])
        case "has":
            return wanted[0] in value
        case "has_no":
            return wanted[0] not in value
        case "in":
            return value in wanted
        case "not_in":
            return value not in wanted
    raise ValueError(comparison)


def _in_region(value: str, wanted: tuple[object, ...], positive: bool) -> bool | None:
    """A region lies in its larger ones. Where only a larger one is known, it may lie in a smaller or not."""
    if any(f"{value}-".startswith(f"{region}-") for region in wanted):
        return positive
    if any(f"{region}-".startswith(f"{value}-") for region in wanted):
        return None
    return not positive
