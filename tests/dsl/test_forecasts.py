"""Forecasts in the text: figures over simulated scans, held against their bounds."""

from __future__ import annotations

import pytest

from dsl import TestResult, check, compile_campaign, format_text, render
from dsl.testing import run_forecasts
from tests.support.vocabulary import VOCABULARY

_TEXT = """campaign "Open the cap"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget 1,000.00 CNY
  channel sandbox_wallet

segment south code.region in CN-GD
segment gold consumer.rank is gold

on scan
  when south and consumer.claims is 0
    give red_packet 1.00 CNY
      if spent
        refuse
  when gold
    give points 5
  otherwise
    give points 1

population "the south"
  consumers 400
  first 10 days
  with code.region 100% CN-GD
  with consumer.rank 100% silver
  with consumer.claims 100% 0
"""


def _run(*lines: str, text: str = _TEXT, seconds: float | None = None) -> TestResult:
    text += 'forecast "it"\n' + "".join(f"  {line}\n" for line in lines)
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, render(checked.diagnostics, text)
    (result,) = run_forecasts(checked.campaign, VOCABULARY, seconds=seconds)
    return result


@pytest.mark.parametrize(
    "expected",
    [
        "cost under 401.00 CNY",
        "cost between 300.00 CNY and 400.00 CNY",
        "cost per 1,000 scans at most 100.00 CNY",
        "red_packet 1.00 CNY given between 300 and 400 times",
        "points 1 given over 3,000 times",
        "points 5 given at most 0 times",
        "claims at least 4,000",
        "refusals at most 0",
        "budget lasts until 2026-10-31",
    ],
)
def test_a_figure_within_its_bounds_passes_and_is_told(expected: str) -> None:
    """Each of 400 people comes, and claims the packet of 1.00 once, whatever chance does."""
    result = _run('over 4,000 scans of "the south"', f"expect {expected}")
    assert result.passed, result.message.en
    assert len(result.because) == 1


@pytest.mark.parametrize(
    ("expected", "english", "chinese"),
    [
        (
            "cost at most 0.00 CNY",
            "expected cost at most 0.00 CNY, but it is 400.00 CNY",
            "期望花费至多 0.00 元，实际为 400.00 元",
        ),
        (
            "red_packet 1.00 CNY given under 9 times",
            "expected `red_packet 1.00 CNY` given under 9, but it is 400",
            "期望`红包 1.00 元`发出次数低于 9，实际为 400",
        ),
        (
            "claims over 4,000",
            "expected claims over 4,000, but it is 4,000",
            "期望领取次数超过 4,000，实际为 4,000",
        ),
    ],
)
def test_a_figure_outside_its_bounds_fails_and_is_told(expected: str, english: str, chinese: str) -> None:
    result = _run('over 4,000 scans of "the south"', f"expect {expected}")
    assert not result.passed
    assert result.message.en == english
    assert result.message.zh == chinese


def test_a_budget_that_ends_too_early_fails_with_the_time() -> None:
    text = _TEXT.replace("budget 1,000.00 CNY", "budget 100.00 CNY")
    result = _run('over 4,000 scans of "the south"', "expect budget lasts until 2026-10-20", text=text)
    assert not result.passed
    assert "used up on 2026-10-0" in result.message.en


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    lines = ("expect cost at least 0.00 CNY",)
    first, again, other = (_run(f"over 3,000 scans{seed}", *lines) for seed in ("", ", seed 1", ", seed 2"))
    assert first == again
    assert first.because != other.because


def test_a_forecast_that_takes_too_long_says_so() -> None:
    result = _run("over 1,000,000 scans", "expect claims over 0", seconds=0.0)
    assert not result.passed
    assert "run `bottlecap test`" in result.message.en


def test_forecasts_are_one_campaign_in_both_languages() -> None:
    text = _TEXT + (
        'forecast "it"\n  over 4,000 scans of "the south", seed 3\n  expect cost per 1,000 scans under 9.00 CNY\n'
        "  expect red_packet 1.00 CNY given at least 3 times\n  expect refusals over 1\n"
        "  expect budget lasts until 2026-10-20\n"
    )
    english, chinese = (format_text(text, VOCABULARY, language) for language in ("en", "zh"))
    campaign = check(english, VOCABULARY).campaign
    assert campaign is not None
    assert len(campaign.forecasts[0].expectations) == 4
    assert check(chinese, VOCABULARY).campaign == campaign
    assert format_text(chinese, VOCABULARY, "en") == english
    assert '模拟 "the south" 4,000 次扫码，种子 3' in chinese
    assert compile_campaign(campaign).campaign.forecasts == campaign.forecasts
