"""Phases for the first so many claims: how they are written, decided, tested and simulated."""

from __future__ import annotations

from dsl import check, compile_campaign, format_text, run_tests
from dsl.difference import compare
from dsl.simulation import Spec, make_population, simulate
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Early birds"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai

"""
_RULES = """on scan
  when code.region in CN-GD
    phase south for the first 3 claims
      give points 30
    otherwise
      give points 3
  phase double from 2026-10-10 until 2026-10-20 for the first 2,000 claims
    give points 20
  otherwise
    give points 2

test "before"
  at 2026-10-15 10:00
  scan with phase.double 1,999
  expect points 20

test "nobody said how many came: none"
  at 2026-10-15 10:00
  scan
  expect points 20

test "too late"
  at 2026-10-15 10:00
  scan with phase.double 2,000
  expect points 2

test "not begun"
  at 2026-10-09 10:00
  scan
  expect points 2
"""


def test_the_count_decides_within_the_dates() -> None:
    checked = check(_HEAD + _RULES, VOCABULARY)
    assert checked.campaign is not None, checked.diagnostics
    assert [one.code for one in checked.diagnostics] == []
    program = compile_campaign(checked.campaign)
    assert program.facts_read(0) == {"code.region", "phase.south", "phase.double"}
    assert all(result.passed for result in run_tests(program))


def test_both_languages_say_it() -> None:
    chinese = format_text(_HEAD + _RULES, VOCABULARY, "zh")
    assert "阶段 double 从 2026-10-10 截至 2026-10-20 前 2,000 次" in chinese
    assert (
        check(chinese, VOCABULARY).campaign
        == check(format_text(chinese, VOCABULARY, "en"), VOCABULARY).campaign
    )
    assert check(chinese.replace("前 2,000 次", "前2,000次"), VOCABULARY).diagnostics == ()


def test_phases_of_one_name_count_apart() -> None:
    phase = (
        "    phase first for the first 3 claims\n      give points 30\n    otherwise\n      give points 1\n"
    )
    text = _HEAD + f"on scan\n  when code.region in CN-GD\n{phase}  otherwise\n{phase}"
    campaign = check(text, VOCABULARY).campaign
    assert campaign is not None
    assert compile_campaign(campaign).facts_read(0) == {"code.region", "phase.first", "phase.first-2"}


def test_people_for_whom_nothing_is_left_are_found() -> None:
    found = check(
        _HEAD + "on scan\n  phase first for the first 3 claims\n    give points 30\n", VOCABULARY
    ).diagnostics
    assert [(one.code, "when phase first has had 3 claims" in one.message.en) for one in found] == [
        ("BC1105", True)
    ]


def test_a_simulation_gives_exactly_so_many() -> None:
    campaign = check(_HEAD + _RULES, VOCABULARY).campaign
    assert campaign is not None
    spec = Spec(weights={"code.region": {"CN-GD": 1.0, "CN-BJ": 3.0}})
    tally = simulate(campaign, make_population(campaign, 20_000, spec))
    given = {dict(prize.intent.params)["points"]: prize.given for prize in tally.prizes.values()}
    assert (given[30], given[20]) == (3, 2000)


def test_fewer_claims_are_a_loss() -> None:
    old, new = (
        check(_HEAD + text, VOCABULARY).campaign
        for text in (_RULES, _RULES.replace("2,000 claims", "1,000 claims"))
    )
    assert old is not None
    assert new is not None
    assert compare(old, new, VOCABULARY).losses
    assert not compare(new, old, VOCABULARY).losses


def test_the_dates_may_stand_behind_the_number_and_the_formatter_puts_them_before_it() -> None:
    dates, number = "from 2026-10-10 until 2026-10-20", "for the first 2,000 claims"
    other = (_HEAD + _RULES).replace(f"{dates} {number}", f"{number} {dates}")
    assert other != _HEAD + _RULES
    assert check(other, VOCABULARY).campaign == check(_HEAD + _RULES, VOCABULARY).campaign
    assert format_text(other, VOCABULARY) == format_text(_HEAD + _RULES, VOCABULARY)
    chinese = "当 扫码\n  阶段 甲 前 3 次 截至 2026-10-20\n    发 积分 1\n"
    assert format_text(chinese, VOCABULARY) == chinese.replace(
        "前 3 次 截至 2026-10-20", "截至 2026-10-20 前 3 次"
    )
