"""Runs the tests that a campaign carries in its own text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dsl.campaign import Test
from dsl.decision import Decision, Intent
from dsl.program import Program
from dsl.values import Label


@dataclass(frozen=True, slots=True)
class TestResult:
    """One example: what it is called, where it stands, whether it holds, and in words what came of it."""

    name: str
    passed: bool
    line: int
    message: Label

    __test__ = False  # not a test of the test suite


class _FateNotSaid(Exception):  # noqa: N818  # a signal between a draw and the test that reached it
    """A draw was reached, and the test does not say its number."""


def run_tests(program: Program) -> tuple[TestResult, ...]:
    """Run every test of the campaign, in the order of the text."""
    return tuple(_run(program, test) for test in program.campaign.tests)


def _run(program: Program, test: Test) -> TestResult:
    def fate(site: int, scale: int) -> int:
        if test.draw is None:
            raise _FateNotSaid
        number, parts = test.draw
        return (number - 1) * scale // parts

    try:
        decision = program.decide(test.trigger, {**dict(test.facts), "event.at": test.at}, fate)
    except _FateNotSaid:
        words = Label(
            "the event reaches a draw; add a line like `draw 1 of 100` to the test",
            "事件触发了抽奖；请在测试里加一行，如 `抽奖 1 / 100`",
        )
        return TestResult(test.name, False, test.line, words)
    return _judge(test, decision)


def _judge(test: Test, decision: Decision) -> TestResult:
    given = Counter(_plain(intent) for intent in decision.intents)
    wanted = Counter((one.reward, one.params, one.recipient) for one in test.expected)
    passed = (decision.refusal is not None) == test.refusal and given == wanted
    if passed:
        return TestResult(test.name, True, test.line, Label("as expected", "符合期望"))
    expected = _told(wanted, test.refusal)
    came = _told(given, decision.refusal is not None)
    words = Label(f"expected {expected.en}, but {came.en} came", f"期望{expected.zh}，实际{came.zh}")
    return TestResult(test.name, False, test.line, words)


def _plain(intent: Intent) -> tuple[str, tuple[tuple[str, object], ...], str]:
    return intent.reward, intent.params, intent.recipient


def _told(gifts: Counter[tuple[str, tuple[tuple[str, object], ...], str]], refused: bool) -> Label:
    if refused:
        return Label("a refusal", "拒绝")
    if not gifts:
        return Label("nothing", "什么都没有")
    shown = []
    for (reward, params, recipient), count in gifts.items():
        values = " ".join(f'"{value}"' if isinstance(value, str) else str(value) for _, value in params)
        to = "" if recipient == "consumer" else f" → {recipient}"
        shown.append(f"`{reward} {values}{to}`" + (f" × {count}" if count > 1 else ""))
    return Label(", ".join(shown), "、".join(shown))
