"""Runs the tests that a campaign carries in its own text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dsl.campaign import Test
from dsl.cells import cells_met
from dsl.decision import Decision
from dsl.intents import pots_of
from dsl.program import Program
from dsl.testing.explaining import Gift, explain, plain, told_gifts
from dsl.testing.guarding import REVIEW, because_of_guards, is_held
from dsl.testing.spending import Settled, settle
from dsl.values import Label
from dsl.vocabulary import Vocabulary

#: Names as they are, in both languages.
NO_NAMES = Vocabulary()


@dataclass(frozen=True, slots=True)
class TestResult:
    """One example: what it is called, where it stands, whether it holds, and in words what came of it.

    `because` tells of a failing test, step by step, which rules applied and what kept the expected one from it; of a
    forecast the figures that keep to their bounds.
    """

    name: str
    passed: bool
    line: int
    message: Label
    because: tuple[Label, ...] = ()

    __test__ = False  # not a test of the test suite


class _FateNotSaid(Exception):  # noqa: N818  # a signal between a draw and the test that reached it
    """A draw was reached, and the test does not say its number."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a test's event; `held` for review, nothing of it is given yet."""

    decision: Decision
    settled: Settled
    held: bool = False


def run_tests(program: Program, vocabulary: Vocabulary = NO_NAMES) -> tuple[TestResult, ...]:
    """Run every test of the campaign, in the order of the text. The vocabulary spells names in Chinese."""
    return tuple(_run(program, test, vocabulary) for test in program.campaign.tests)


def came_of(program: Program, test: Test) -> Came | None:
    """What comes of a test's event; None where it reaches a draw whose number the test does not say."""

    def fate(site: int, scale: int) -> int:
        if test.draw is None:
            raise _FateNotSaid
        number, parts = test.draw
        return (number - 1) * scale // parts

    facts = {**dict(test.facts), "event.at": test.at}
    try:
        decision = program.decide(test.trigger, facts, fate)
    except _FateNotSaid:
        return None
    pots = tuple(pots_of(program.campaign.triggers[test.trigger]))
    settled = settle(decision, test.spent, cells_met(program.campaign, pots, facts))
    return Came(decision, settled, is_held(program.campaign, test.trigger, facts, settled))


def _run(program: Program, test: Test, vocabulary: Vocabulary) -> TestResult:
    came = came_of(program, test)
    if came is None:
        words = Label(
            "the event reaches a draw; add a line like `draw 1 of 100` to the test",
            "事件触发了抽奖；请在测试里加一行，如 `抽奖 1 / 100`",
        )
        return TestResult(test.name, False, test.line, words)
    given = Counter(plain(intent) for intent in came.settled.intents)
    wanted: Counter[Gift] = Counter(
        (one.reward, one.params, one.recipient, one.locked) for one in test.expected
    )
    refused = came.settled.refusal is not None
    if came.held or test.review:
        if came.held and test.review:
            return TestResult(test.name, True, test.line, Label("as expected", "符合期望"))
        expected = REVIEW if test.review else told_gifts(wanted, test.refusal, vocabulary)
        found = REVIEW if came.held else told_gifts(given, refused, vocabulary)
        return TestResult(test.name, False, test.line, _unlike(expected, found), because_of_guards(came.held))
    if refused == test.refusal and given == wanted:
        return TestResult(test.name, True, test.line, Label("as expected", "符合期望"))
    expected = told_gifts(wanted, test.refusal, vocabulary)
    found = told_gifts(given, refused, vocabulary)
    missing = list((wanted - given).elements())
    because = explain(program.campaign, test, missing, came.decision, came.settled, vocabulary)
    return TestResult(test.name, False, test.line, _unlike(expected, found), because)


def _unlike(expected: Label, found: Label) -> Label:
    return Label(f"expected {expected.en}, but {found.en} came", f"期望{expected.zh}，实际{found.zh}")
