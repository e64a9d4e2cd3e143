"""Counts over the last days: how they are written, checked, decided and looked at together."""

from __future__ import annotations

from itertools import product

import pytest

from dsl import check, compile_campaign, format_text, run_tests
from dsl.analysis.people import facts_of
from dsl.analysis.survey import survey
from dsl.interpreter import interpret
from tests.support.vocabulary import VOCABULARY

_HEAD = """campaign "Regulars"
  brand "Jinjiu"
  runs 2026-10-01 to 2026-10-31 in Asia/Shanghai

"""
_REGULAR = "on scan\n  when consumer.claims in the last 30 days over 5\n    give points 9\n  otherwise\n    give points 1\n"


def _test(fact: str, points: int) -> str:
    lines = (
        'test "t"',
        "  at 2026-10-15 10:00",
        f"  scan by consumer with {fact}",
        f"  expect points {points}",
    )
    return "\n" + "".join(f"{line}\n" for line in lines)


def _found(rules: str) -> list[tuple[str, str]]:
    found = check(_HEAD + "on scan\n" + rules, VOCABULARY).diagnostics
    return [(one.code, one.message.en) for one in found]


@pytest.mark.parametrize(("count", "points"), [(5, 1), (6, 9)])
def test_a_window_decides_and_is_tested_in_the_text(count: int, points: int) -> None:
    """The total alone says nothing of the last days."""
    checked = check(
        _HEAD + _REGULAR + _test(f"claims in the last 30 days {count}, consumer.claims 70", points),
        VOCABULARY,
    )
    assert checked.campaign is not None, checked.diagnostics
    assert [result.passed for result in run_tests(compile_campaign(checked.campaign))] == [True]
    assert compile_campaign(checked.campaign).facts_read(0) == {"consumer.claims/30d"}


def test_both_languages_say_it_and_come_back_the_same() -> None:
    text = _HEAD + _REGULAR + _test("claims in the last 1 day 6", 1)
    chinese = format_text(text, VOCABULARY, "zh")
    assert "消费者.领取次数 近 30 天 超过 5" in chinese
    assert "领取次数 近 1 天 6" in chinese
    assert format_text(chinese, VOCABULARY, "en") == format_text(text, VOCABULARY, "en")
    assert "consumer.claims in the last 30 days over 5" in format_text(chinese, VOCABULARY, "en")
    assert check(chinese.replace("近 30 天 超过 5", "最近30天超过5"), VOCABULARY).diagnostics == ()


def test_only_some_facts_count_over_days_and_not_for_ever() -> None:
    assert [code for code, _ in _found("  when scan.hour in the last 3 days is 1\n    give points 1\n")] == [
        "BC0707"
    ]
    assert [
        code for code, _ in _found("  when consumer.claims in the last 367 days is 1\n    give points 1\n")
    ] == ["BC0708"]
    assert [
        code for code, _ in _found("  when consumer.claims in the last 0 days is 1\n    give points 1\n")
    ] == ["BC0509"]


@pytest.mark.parametrize(
    "condition",
    [
        "consumer.claims in the last 7 days over 3 and consumer.claims in the last 30 days at most 3",
        "consumer.claims in the last 30 days over 0 and consumer.claims is 0",
        "consumer.claims in the last 30 days over 0 and consumer.last_claim at least 30 days ago",
        "consumer.claims in the last 30 days is 0 and consumer.last_claim at most 29 days ago",
        "consumer.claims in the last 30 days over 0 and friend.is_new",
        (
            "consumer.claims in the last 7 days is 5 and consumer.claims in the last 30 days in 3, 9"
            " and consumer.claims in the last 90 days is 6"
        ),
    ],
)
def test_what_no_person_can_be_is_found(condition: str) -> None:
    found = _found(f"  when {condition}\n    give points 9\n  otherwise\n    give points 1\n")
    assert [code for code, _ in found] == ["BC1101"]


def test_examples_are_persons_who_can_be() -> None:
    """Who has four claims in the last week has no fewer in the last month and in all."""
    found = dict(
        _found(
            "  when consumer.claims in the last 7 days under 4\n    give points 9\n"
            "  when consumer.claims in the last 30 days under 6\n    give points 8\n"
        )
    )
    assert "4 claims in the last 7 days, 6 claims in the last 30 days" in found["BC1105"]


def test_every_way_has_a_possible_person() -> None:
    facts = ("consumer.claims in the last 7 days", "consumer.claims in the last 30 days", "consumer.claims")
    for low, middle, high in product((0, 2), (1, 3), (2, 5)):
        rules = "".join(
            f"  when {fact} over {bound}\n    give points {number}\n"
            for number, (fact, bound) in enumerate(zip(facts, (low, middle, high), strict=True), 1)
        )
        rules += (
            "  when consumer.last_claim over 10 days ago\n    give points 9\n  otherwise\n    give points 7\n"
        )
        campaign = check(_HEAD + "on scan\n" + rules, VOCABULARY).campaign
        assert campaign is not None
        (found,) = survey(campaign, VOCABULARY).triggers
        assert found.ways is not None
        for way in found.ways.ways:
            person = facts_of(found.cells, way.cell)
            assert person is not None
            counts = [
                person[name] for name in ("consumer.claims/7d", "consumer.claims/30d", "consumer.claims")
            ]
            assert counts == sorted(counts)  # type: ignore[type-var]  # counts are numbers
            decision = interpret(campaign, 0, person, lambda _site, _scale: 0)
            assert decision.lines == tuple(branch.line for branch in way.branches)
