"""Tests in the text: they run, they can fail, and they say why."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsl import TestResult, check, compile_campaign, render, run_tests
from tests.support.vocabulary import VOCABULARY

_SAMPLES = sorted((Path(__file__).parent / "campaigns").glob("*.cap"))
_CAMPAIGN = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
on scan of 9521000100015
  when consumer.claims is 0 and code.region in CN-GD
    draw
      10% points 100
      rest points 1
  when consumer.last_claim over 30 days ago
    give points 30
    give points 30
  when code.batch is "B"
    refuse
on scan of batch "B"
  give points 2
  when code.batch is "B"
    give points 3
test "it"
  at 2026-10-15 10:00
"""


def _run(*lines: str) -> TestResult:
    text = _CAMPAIGN + "".join(f"  {line}\n" for line in lines)
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, render(checked.diagnostics, text)
    (result,) = run_tests(compile_campaign(checked.campaign))
    return result


@pytest.mark.parametrize("path", _SAMPLES, ids=lambda path: path.stem)
def test_the_tests_of_every_sample_pass(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, render(checked.diagnostics, text)
    results = run_tests(compile_campaign(checked.campaign))
    assert results
    assert [result for result in results if not result.passed] == []


@pytest.mark.parametrize(
    "lines",
    [
        ("scan of 9521000100015 in CN-GD with claims 0", "draw 10 of 100", "expect points 100"),
        ("scan of 9521000100015 in CN-GD with claims 0", "draw 11 of 100", "expect points 1"),
        (
            "scan of 9521000100015 in CN-GD-SZ by consumer with claims 0",
            "draw 1 of 10,000",
            "expect points 100",
        ),
        ("scan of 9521000100015 with last_claim 31 days ago", "expect points 30", "expect points 30"),
        ("scan of 9521000100015 with last_claim 2026-09-01", "expect points 30", "expect points 30"),
        ("scan of 9521000100015", "expect nothing"),
        ('scan of 9521000100015 with code.batch "B"', "expect refusal"),
        ('scan of batch "B"', "expect points 2", "expect points 3"),
    ],
)
def test_what_is_expected_passes(lines: tuple[str, ...]) -> None:
    assert _run(*lines).passed


@pytest.mark.parametrize(
    ("lines", "english", "chinese"),
    [
        (
            ("scan of 9521000100015", "expect points 10"),
            "expected `points 10`, but nothing came",
            "期望`points 10`，实际什么都没有",
        ),
        (
            ("scan of 9521000100015 with last_claim 31 days ago", "expect points 30"),
            "expected `points 30`, but `points 30` × 2 came",
            "期望`points 30`，实际`points 30` × 2",
        ),
        (
            ('scan of 9521000100015 with code.batch "B"', "expect nothing"),
            "expected nothing, but a refusal came",
            "期望什么都没有，实际拒绝",
        ),
        (
            ("scan of 9521000100015 in CN-GD with claims 0", "expect points 1"),
            "the event reaches a draw; add a line like `draw 1 of 100` to the test",
            "事件触发了抽奖；请在测试里加一行，如 `抽奖 1 / 100`",
        ),
    ],
)
def test_what_is_not_expected_fails_and_says_why(lines: tuple[str, ...], english: str, chinese: str) -> None:
    result = _run(*lines)
    assert (result.passed, result.line) == (False, 18)
    assert (result.message.en, result.message.zh) == (english, chinese)
