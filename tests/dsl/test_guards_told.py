"""Guards in tests of the text and in simulations: what they hold is expected, counted, and never given."""

from __future__ import annotations

import pytest

from dsl import Campaign, TestResult, check, compile_campaign, format_text, run_tests
from dsl.simulation import Tally, make_population, read_spec, report, simulate
from dsl.testing import propose, run_forecasts
from tests.support.vocabulary import VOCABULARY

TEXT = """campaign "Open the cap" / "开盖有礼"
  brand    "Jinjiu"
  runs     2026-10-01 to 2026-10-31 in Asia/Shanghai
  budget   9,000.00 CNY
  channel  sandbox_wallet

coupon "cap-5" "5 yuan off" / "减5元"
  worth  5.00 CNY
  valid  7 days

segment review  consumer.claims at least 3
segment watch   consumer.claims at least 2

on scan
  when code.region in CN-GD
    give red_packet 1.00 CNY
    give coupon "cap-5"
  if spent
    refuse

on redemption of "cap-5"
  give points 5

on invitation
  give points 7
"""


def _sound(text: str) -> Campaign:
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, checked.diagnostics
    return checked.campaign


def _test(claims: int, region: str, *expected: str) -> TestResult:
    lines = ["at 2026-10-02 10:00", f"scan in {region} by consumer with claims {claims}"]
    lines += [f"expect {one}" for one in expected]
    text = TEXT + '\ntest "it"\n' + "".join(f"  {line}\n" for line in lines)
    (result,) = run_tests(compile_campaign(_sound(text)), VOCABULARY)
    return result


def test_a_test_expects_that_a_guard_holds_the_claim() -> None:
    given = ("red_packet 1.00 CNY", 'coupon "cap-5"')
    assert _test(3, "CN-GD", "review").passed
    assert _test(2, "CN-GD", *given).passed
    for result in (_test(3, "CN-GD", *given), _test(2, "CN-GD", "review")):
        assert not result.passed
        assert "a review" in result.message.en
        assert "待审核" in result.message.zh
        assert result.because


def test_what_gives_nothing_is_not_held() -> None:
    """Who would get nothing is told so at once; nobody has to decide on it."""
    assert _test(3, "CN-BJ", "nothing").passed
    assert not _test(3, "CN-BJ", "review").passed


def test_a_review_is_expected_alone_and_in_both_languages() -> None:
    text = TEXT + '\ntest "it"\n  at 2026-10-02 10:00\n  scan\n  expect review\n  expect points 1\n'
    assert "BC1005" in [found.code for found in check(text, VOCABULARY).diagnostics]
    held = TEXT + '\ntest "it"\n  at 2026-10-02 10:00\n  scan\n  expect held\n'
    chinese = format_text(held, VOCABULARY, "zh")
    assert "期望 待审核" in " ".join(chinese.split())
    assert "expect  review" in format_text(chinese, VOCABULARY, "en").replace(
        "expect review", "expect  review"
    )


def test_a_proposed_test_of_somebody_whom_a_guard_holds_expects_it() -> None:
    text = TEXT.replace("when code.region in CN-GD", "when consumer.claims at least 5")
    proposed = propose(compile_campaign(_sound(text)), text, VOCABULARY).tests
    assert any("expect  review" in one.text or "expect review" in one.text for one in proposed)


def _simulated(spec: str = "code.region=CN-GD claims=0:1,5:1", text: str = TEXT) -> Tally:
    campaign = _sound(text)
    return simulate(campaign, make_population(campaign, 4_000, read_spec(spec, campaign), 3), 3)


def test_a_simulation_gives_nothing_where_a_guard_holds() -> None:
    """Everybody's claims stop at three; each held one is a refusal with its reason, and each noted one a claim."""
    tally = _simulated()
    assert tally.refused["under_review"] > 0
    assert tally.total.scans == tally.total.claims + sum(tally.refused.values())
    assert tally.total.spend["CNY"] == 100 * tally.total.claims
    unguarded = _simulated(text=TEXT.replace("segment review ", "segment regular"))
    assert unguarded.total.claims > tally.total.claims
    assert unguarded.noted > tally.noted > 0
    told = {row.name.en for section in report(tally, TEXT) for row in section.rows}
    assert "held by `review`: nothing is given until somebody decides" in told
    assert "would have been held by `watch`" in told


def test_a_simulation_says_by_which_facts_no_guard_could_hold() -> None:
    text = TEXT.replace("review  consumer.claims at least 3", "review  consumer.spent over 1.00 CNY")
    silent = _simulated(text=text)
    assert silent.unguarded == (("review", "consumer.spent"),)
    assert silent.refused["under_review"] == 0
    described = _simulated("code.region=CN-GD consumer.spent=2.00CNY:1,unknown:1", text)
    assert described.unguarded == ()
    assert described.refused["under_review"] > 0


def _forecast(*lines: str) -> TestResult:
    text = TEXT.replace("segment review ", "segment regular").replace(
        "when code", "when not regular and code"
    )
    text += '\npopulation "friends"\n  redeems 40%\n  invites 1 in 10\n  with code.region 100% CN-GD\n'
    text += '\nforecast "it"\n  over 4,000 scans of "friends"\n' + "".join(
        f"  expect {one}\n" for one in lines
    )
    (result,) = run_forecasts(_sound(text), VOCABULARY)
    return result


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("points 5 given between 500 and 2,000 times", True),
        ("points 7 given between 200 and 400 times", True),
        ("points 7 given at most 100 times", False),
    ],
)
def test_people_of_a_forecast_redeem_and_bring_friends(line: str, holds: bool) -> None:
    result = _forecast(line)
    assert result.passed is holds, result.message


def test_the_cost_per_scan_goes_by_the_scans_and_not_by_what_follows() -> None:
    """Every scan that gives costs a yuan; friends and redemptions make none of them cheaper."""
    text = TEXT.replace("segment review ", "segment regular").replace("when code", "when not regular or code")
    text += '\npopulation "friends"\n  invites 100%\n  with code.region 100% CN-GD\n'
    text += '\nforecast "it"\n  over 1,000 scans of "friends"\n  expect cost per 1,000 scans at least 1,000.00 CNY\n'
    (result,) = run_forecasts(_sound(text), VOCABULARY)
    assert result.passed, result.message


@pytest.mark.parametrize("line", ["redeems 0%", "redeems 101%", "redeems 40%\n  redeems 30%"])
def test_a_share_is_of_all_and_said_once(line: str) -> None:
    text = TEXT + f'\npopulation "friends"\n  {line}\n'
    assert [found.code for found in check(text, VOCABULARY).diagnostics if found.severity == "error"]


def test_dealers_get_their_due_for_each_pack() -> None:
    text = TEXT.replace(
        '    give coupon "cap-5"\n', '    give coupon "cap-5"\n    give red_packet 0.30 CNY to dealer\n'
    )
    tally = _simulated(text=text)
    assert tally.total.spend["CNY"] == 130 * tally.total.claims
    assert any("dealer" in row.name.en for section in report(tally, text) for row in section.rows)
