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


_SPENDING = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget 1,000.00 CNY
  channel sandbox_wallet
segment keen consumer.claims at least 3
on scan
  phase launch until 2026-10-07
    give red_packet 1.00 CNY, stock 10
      if spent
        give red_packet 0.50 CNY
          if spent
            refuse
  when keen and not code.region in CN-BJ
    draw
      10% red_packet 8.00 CNY, stock 5
      rest points 5
  if spent
    give points 1
test "it"
"""


def _run(*lines: str, campaign: str = _CAMPAIGN) -> TestResult:
    text = campaign + "".join(f"  {line}\n" for line in lines)
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, render(checked.diagnostics, text)
    (result,) = run_tests(compile_campaign(checked.campaign), VOCABULARY)
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
            "期望`积分 10`，实际什么都没有",
        ),
        (
            ("scan of 9521000100015 with last_claim 31 days ago", "expect points 30"),
            "expected `points 30`, but `points 30` × 2 came",
            "期望`积分 30`，实际`积分 30` × 2",
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


@pytest.mark.parametrize(
    "lines",
    [
        ("at 2026-10-02 10:00", "scan", "expect red_packet 1.00 CNY"),
        ("at 2026-10-02 10:00", "scan", "spent red_packet 1.00 CNY", "expect red_packet 0.50 CNY"),
        ("at 2026-10-02 10:00", "scan", "spent budget", "expect refusal"),
        (
            "at 2026-10-12 10:00",
            "scan with claims 3, code.region CN-GD",
            "draw 1 of 10",
            "expect red_packet 8.00 CNY",
        ),
        (
            "at 2026-10-12 10:00",
            "scan with claims 3, code.region CN-GD",
            "draw 1 of 10",
            "spent red_packet 8.00 CNY",
            "expect points 5",
        ),
    ],
)
def test_what_is_spent_gives_way_as_it_does_for_real(lines: tuple[str, ...]) -> None:
    result = _run(*lines, campaign=_SPENDING)
    assert result.passed, result.message.en


@pytest.mark.parametrize(
    ("lines", "english", "chinese"),
    [
        (
            (
                "at 2026-10-12 10:00",
                "scan with claims 2, code.region CN-GD",
                "draw 1 of 10",
                "expect points 5",
            ),
            "`consumer.claims` is 2 here; `keen` needs `consumer.claims at least 3`",
            "这里 `消费者.领取次数` 为 2；`keen` 要求 `消费者.领取次数 至少 3`",
        ),
        (
            (
                "at 2026-10-12 10:00",
                "scan with claims 3, code.region CN-BJ",
                "draw 1 of 10",
                "expect points 5",
            ),
            "`code.region` is CN-BJ here; line 14 needs `not code.region in CN-BJ`",
            "这里 `码.销售区域` 为 CN-BJ；第 14 行要求 `非 码.销售区域 属于 CN-BJ`",
        ),
        (
            ("at 2026-10-12 10:00", "scan with claims 3", "draw 1 of 10", "expect points 5"),
            "`code.region` is unknown here; line 14 needs `not code.region in CN-BJ`",
            "这里 `码.销售区域` 未知；第 14 行要求 `非 码.销售区域 属于 CN-BJ`",
        ),
        (
            ("at 2026-10-12 10:00", "scan", "expect red_packet 1.00 CNY"),
            "phase `launch` on line 8 holds from … until 2026-10-08 00:00, not at 2026-10-12 10:00",
            "第 8 行的阶段 `launch` 从 … 到 2026-10-08 00:00，不含 2026-10-12 10:00",
        ),
        (
            ("at 2026-10-02 10:00", "scan", "expect red_packet 0.50 CNY"),
            "line 11 stands in for what is spent or lapses; say so in the test, as `spent budget`",
            "第 11 行只在发完或未解锁时替补；请在测试里写明，如 `已发完 预算`",
        ),
        (
            ("at 2026-10-02 10:00", "scan", "expect points 7"),
            "no rule of this event gives `points 7`",
            "这个事件的规则都不发 `积分 7`",
        ),
        (
            (
                "at 2026-10-12 10:00",
                "scan with claims 3, code.region CN-GD",
                "draw 2 of 10",
                "expect red_packet 8.00 CNY",
            ),
            "the draw fell on number 2 of 10: line 17",
            "抽中 10 个号码中的第 2 号：第 17 行",
        ),
        (
            (
                "at 2026-10-02 10:00",
                "scan with claims 3, code.region CN-GD",
                "draw 1 of 10",
                "expect points 5",
            ),
            "line 8 came before line 14",
            "第 8 行先于第 14 行适用",
        ),
    ],
)
def test_a_failing_test_tells_what_kept_the_expected_away(
    lines: tuple[str, ...], english: str, chinese: str
) -> None:
    result = _run(*lines, campaign=_SPENDING)
    assert not result.passed
    assert english in [reason.en for reason in result.because]
    assert chinese in [reason.zh for reason in result.because]


def test_a_locked_reward_is_set_aside_and_what_follows_its_lapse_can_be_tried() -> None:
    campaign = (
        _CAMPAIGN.partition("on scan")[0]
        + """on scan
  give points 50, unlocked by scan within 7 days
    if it lapses
      give points 5
test "it"
  at 2026-10-02 10:00
"""
    )
    assert _run("scan", "expect points 50, locked", campaign=campaign).passed
    assert _run("scan", "lapsed points 50", "expect points 5", campaign=campaign).passed
    failed = _run("scan", "expect points 5", campaign=campaign)
    assert "line 7 stands in for what is spent or lapses" in failed.because[-1].en


def test_whoever_is_in_another_group_is_told_how_to_name_it() -> None:
    campaign = (
        _CAMPAIGN.partition("on scan")[0]
        + """on scan
  experiment offer
    group coupons 90%
      give points 50
    group holdout rest
      give points 5
test "it"
  at 2026-10-02 10:00
"""
    )
    assert _run("scan with experiment.offer holdout", "expect points 5", campaign=campaign).passed
    failed = _run("scan with experiment.offer coupons", "expect points 5", campaign=campaign)
    assert "line 8 is for its group alone; say `with experiment.offer holdout`" in [
        reason.en for reason in failed.because
    ]
