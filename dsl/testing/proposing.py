"""Tests that a campaign could carry: one for each goal that nothing tries, and one on each side of every bound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dsl import lines as ln
from dsl.analysis.cells import compares_of
from dsl.analysis.survey import Survey, survey
from dsl.campaign import Branch, Campaign
from dsl.checker import check
from dsl.compiler import compile_campaign
from dsl.conditions import Ago, Compare
from dsl.facts_read import branches
from dsl.keywords import Language
from dsl.lexicon import lexicon
from dsl.phrasing import Phrasing
from dsl.printer import format_text, language_of
from dsl.program import Program
from dsl.source import Source, parse
from dsl.testing.candidates import Tried, candidates_of, try_out
from dsl.testing.coverage import Goal, covered
from dsl.testing.running import run_tests
from dsl.testing.wording import said_compare, said_value
from dsl.testing.writing import named_once, written
from dsl.values import Label, Money
from dsl.vocabulary import Vocabulary

#: Proposals of one text, at most: more would not be read.
MOST_PROPOSED: Final = 100
_NAME: Final = 120
#: A person's number in an experiment has no bounds that anybody could mean.
_CHANCE: Final = "experiment."
_WEIGHTS: Final[tuple[tuple[type, ...], ...]] = (
    (ln.GiveLine,), (ln.TriggerLine,), (ln.PhaseLine, ln.WhenLine, ln.OtherwiseLine), (ln.OutcomeLine, ln.RefuseLine),
)  # fmt: skip
_QUOTED: Final = re.compile(r'"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Proposal:
    """A test to add: its text, and what it tries that nothing tried before (none: only a bound)."""

    text: str
    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Proposals:
    """Proposed tests in the order of the text, and the goals that cannot come about at all."""

    tests: tuple[Proposal, ...]
    impossible: frozenset[Goal]

    def for_goal(self, goal: Goal) -> Proposal | None:
        """The proposal that tries a goal."""
        return next((one for one in self.tests if goal in one.goals), None)


def propose(
    program: Program, text: str, vocabulary: Vocabulary, lang: str | None = None, *, bounds: bool = True
) -> Proposals:
    """Tests for what the text's own do not try; with `bounds`, also for both sides of each bound.

    They are written in the language asked for, else in the text's own, and hold when they are put into the text.
    """
    campaign, source = program.campaign, parse(text)
    language = language_of(source) if lang is None else "zh" if lang.startswith("zh") else "en"
    whole = survey(campaign, vocabulary)
    tried = list(candidates_of(whole))
    missing = set(covered(program).missing)
    chosen: list[_Pick] = _chosen(tried, missing)
    impossible = missing.difference(*(one.reached for one in tried)) if _complete(whole) else set()
    if bounds:
        known = {pick.tried.candidate.event for pick in chosen}
        for pick in _bounds(campaign, tried, vocabulary):
            if pick.tried.candidate.event not in known:
                known.add(pick.tried.candidate.event)
                chosen.append(pick)
    taken = {test.name for test in campaign.tests}
    wording = Phrasing(lexicon(vocabulary), language)
    names = named_once((_name(pick, source, wording, language) for pick in chosen), taken)
    made = [
        Proposal(
            format_text(written(pick.tried, name, campaign, vocabulary), vocabulary, language), pick.goals
        )
        for pick, name in zip(chosen[:MOST_PROPOSED], names, strict=False)
    ]
    never = frozenset(goal for goal in impossible if goal.passed)
    return Proposals(_holding(text, made, vocabulary), never)


def _complete(whole: Survey) -> bool:
    return all(found.ways is not None for found in whole.triggers)


@dataclass(frozen=True, slots=True)
class _Pick:
    """A candidate to propose: what it tries first, or which bound it stands at."""

    tried: Tried
    goals: tuple[Goal, ...] = ()
    bound: Label | None = None


def _chosen(tried: list[Tried], missing: set[Goal]) -> list[_Pick]:
    """For each goal in turn the candidate that reaches most of what is left, the plainest of equals."""
    left, chosen = set(missing), list[_Pick]()
    for goal in sorted(missing):
        fitting = [one for one in tried if goal in left and goal in one.reached]
        if fitting:
            best = max(fitting, key=lambda one: (len(one.reached & left), -len(one.candidate.spent)))
            chosen.append(_Pick(best, tuple(sorted(best.reached & left))))
            left -= best.reached
    return chosen


# ---- bounds


def _bounds(campaign: Campaign, tried: list[Tried], vocabulary: Vocabulary) -> Iterator[_Pick]:
    """For each comparison with a bound somebody on each side of it, for whom nothing else differs."""
    done: set[tuple[int, Compare]] = set()
    for one in tried:
        if one.candidate.spent:
            continue
        conditions = [branch.condition for branch in _come_to(campaign, one) if branch.condition is not None]
        for compare in compares_of(campaign, conditions):
            key = (one.candidate.trigger, compare)
            if (
                key in done
                or compare.fact not in dict(one.candidate.facts)
                or compare.fact.startswith(_CHANCE)
            ):
                continue
            pair = list(_sides(campaign, one, compare, vocabulary))
            if pair:
                done.add(key)
                yield from pair


def _come_to(campaign: Campaign, one: Tried) -> Iterator[Branch]:
    """The branches that were asked."""
    lines = {goal.line for goal in one.reached}
    rules = campaign.triggers[one.candidate.trigger].rules
    yield from (branch for branch in branches(rules) if branch.line in lines)


def _sides(campaign: Campaign, one: Tried, compare: Compare, vocabulary: Vocabulary) -> Iterator[_Pick]:
    """The two neighbouring values between which the decision changes."""
    said = said_compare(compare, campaign.zone, vocabulary)
    before: _Pick | None = None
    for value, shown in _steps(compare, one.candidate.at):
        facts = {**dict(one.candidate.facts), compare.fact: value}
        tried = try_out(campaign, replace(one.candidate, facts=tuple(facts.items())))
        told = said_value(shown, campaign.zone)
        now = _Pick(tried, bound=Label(f"{said.en}: {told.en}", f"{said.zh}：{told.zh}"))
        if before is not None and before.tried.decision.lines != tried.decision.lines:
            yield from (before, now)
            return
        before = now


def _steps(compare: Compare, at: datetime) -> list[tuple[object, object]]:
    """Values around the bounds of a comparison, from low to high, and how to say them; none without an order."""
    match compare.kind, compare.values[0]:
        case "count", int():
            wholes = {near for value in compare.values if isinstance(value, int) for near in _near(value)}
            return [(step, step) for step in sorted(wholes) if step >= 0]
        case "money", Money(currency=currency):
            minors = {
                near for value in compare.values if isinstance(value, Money) for near in _near(value.minor)
            }
            amounts = [Money(step, currency) for step in sorted(minors) if step >= 0]
            return [(amount, amount) for amount in amounts]
        case "instant", Ago(amount, unit):
            one = Ago(1, unit).elapsed
            far = [step for step in sorted(_near(amount), reverse=True) if step >= 0]
            return [(at - step * one, Ago(step, unit)) for step in far]
        case "instant", datetime() as moment:
            return [(near, near) for near in (moment - timedelta(minutes=1), moment)]
    return []


def _near(value: int) -> tuple[int, int, int]:
    return value - 1, value, value + 1


# ---- words


def _name(pick: _Pick, source: Source, wording: Phrasing, language: Language) -> str:
    """The line that the test is about, as the text says it, or the bound."""
    if pick.bound is not None:
        return _unquoted(pick.bound[language])
    about = max(pick.goals, key=lambda goal: _weight(goal, pick, source))
    before = Label("", "")
    if about.passed:
        before = Label("passed over: ", "未命中：")
    elif about.line in pick.tried.settled.instead:
        lapsed = any(one.lapsed for one in pick.tried.candidate.spent)
        before = Label("lapsed: ", "未解锁：") if lapsed else Label("spent: ", "已发完：")
    says = source.lines[about.line - 1].says
    if isinstance(says, ln.RefuseLine) and says.words is not None and says.words.second is not None:
        chosen = says.words.second if language == "zh" else says.words.first
        says = replace(says, words=replace(says.words, first=chosen, second=None))
    said = " ".join(wording.line(says)) if says is not None else ""
    return _unquoted(before[language] + said)


def _weight(goal: Goal, pick: _Pick, source: Source) -> tuple[int, int]:
    """What a test is about most: a stand-in, a prize or refusal, a branch, the event, what is given, what is not."""
    says = source.lines[goal.line - 1].says
    if goal.passed:
        return 0, goal.line
    if goal.line in pick.tried.settled.instead:
        return len(_WEIGHTS) + 1, goal.line
    return next((place for place, kinds in enumerate(_WEIGHTS, 1) if isinstance(says, kinds)), 0), goal.line


def _unquoted(name: str) -> str:
    """A name that can stand in straight quotes."""
    return _QUOTED.sub(r"“\1”", name)[:_NAME].replace('"', "'")


# ---- proof


def _holding(text: str, made: list[Proposal], vocabulary: Vocabulary) -> tuple[Proposal, ...]:
    """Those that hold when they are put into the text. (A wall-clock time that the zone leaves out cannot be said.)"""
    together = text.rstrip("\n") + "\n\n" + "\n".join(one.text for one in made)
    campaign = check(together, vocabulary).campaign
    if campaign is None:
        if len(made) < 2:
            return ()
        half = len(made) // 2
        return _holding(text, made[:half], vocabulary) + _holding(text, made[half:], vocabulary)
    results = run_tests(compile_campaign(campaign))[-len(made) :] if made else ()
    return tuple(one for one, result in zip(made, results, strict=True) if result.passed)
