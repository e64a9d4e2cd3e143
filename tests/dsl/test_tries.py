"""`by try 4`: whoever missed three draws here in a row wins the fourth; the odds of prizes stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from dsl import Campaign, Choice, Draw, check, compile_campaign, format_text, run_tests
from dsl.difference import compare
from dsl.simulation import make_population, read_spec, simulate
from dsl.simulation.settling import Outcome
from tests.support.vocabulary import VOCABULARY

HEAD = """campaign "Tries"
  brand "D"
  runs 2026-05-01 to 2026-05-31 in Asia/Shanghai

"""
DRAW = (
    HEAD
    + """on scan
  draw
    10%       points 100
    by try 4  points 7
    rest      points 1

test "an early miss"
  at 2026-05-02 09:00
  scan with draw.misses 2
  draw 11 of 100
  expect points 1

test "the fourth try"
  at 2026-05-02 09:00
  scan with draw.misses 3
  draw 11 of 100
  expect points 7

test "a prize on the fourth try stays the prize"
  at 2026-05-02 09:00
  scan with draw.misses 3
  draw 10 of 100
  expect points 100

test "somebody new"
  at 2026-05-02 09:00
  scan
  draw 100 of 100
  expect points 1
"""
)


def sound(text: str) -> Campaign:
    checked = check(text, VOCABULARY)
    assert checked.campaign is not None, checked.diagnostics
    return checked.campaign


def test_the_rest_gives_way_to_what_is_sure_on_that_try_alone() -> None:
    results = run_tests(compile_campaign(sound(DRAW)))
    assert [result.passed for result in results] == [True] * 4, results


def test_a_prize_that_is_spent_gives_way_to_what_is_sure() -> None:
    text = HEAD + "on scan\n  draw\n    10% points 100, stock 2\n    by try 4 points 7\n    rest points 1\n"
    (choice,) = sound(text).triggers[0].rules
    assert isinstance(choice, Choice)
    (certain,), (usual,) = (branch.rules for branch in choice.branches)
    assert isinstance(certain, Draw)
    assert isinstance(usual, Draw)
    for draw, points in ((certain, 7), (usual, 1)):
        fallback = draw.outcomes[0].intents[0].if_spent
        assert isinstance(fallback, tuple)
        assert [one.params for one in fallback] == [(("points", points),)]
    assert (certain.site, certain.scale) == (usual.site, usual.scale)


def test_it_reads_the_same_in_chinese() -> None:
    chinese = format_text(DRAW, VOCABULARY, "zh")
    assert "最迟第 4 次  积分 7" in chinese
    assert format_text(chinese, VOCABULARY, "en") == format_text(DRAW, VOCABULARY, "en")


def streaks(text: str, scans: int, seed: int) -> Iterator[list[bool]]:
    """For each consumer, in order, whether each draw was won."""
    campaign = sound(text)
    population = make_population(campaign, scans, read_spec("consumers=60"), seed)
    won: dict[int, list[bool]] = {}

    def settled(rows: slice, outcome: Outcome) -> None:
        prize = np.zeros(outcome.size, np.bool_)
        for gift in outcome.gifts:
            if not gift.why and dict(gift.intent.params)["points"] != 1:
                prize[gift.rows] = True
        for consumer, came, kept in zip(population.consumers[rows], prize, outcome.accepted, strict=True):
            if kept:
                won.setdefault(int(consumer), []).append(bool(came))

    simulate(campaign, population, seed, settled=settled)
    yield from won.values()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "change", [("", ""), ("points 100", "points 100, stock 30"), ("rest      points 1", "rest nothing")]
)
def test_nobody_misses_four_times_in_a_row_and_the_fourth_is_not_given_early(
    seed: int, change: tuple[str, str]
) -> None:
    text = DRAW.partition("test")[0].replace(*change)
    longest = 0
    for draws in streaks(text, 3_000, seed):
        told = "".join("W" if one else "." for one in draws)
        longest = max(longest, *map(len, told.split("W")))
    assert longest == 3


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ("by try 4 ", "by try 3 ", True),
        ("by try 4 ", "by try 5 ", False),
        ("points 7", "points 8", True),
        ("points 7", "points 6", False),
        ("    by try 4  points 7\n", "", False),
        ("  draw\n", "  give points 2\n  draw\n", True),
    ],
)
def test_a_running_campaign_may_let_people_win_earlier_and_more(old: str, new: str, allowed: bool) -> None:
    text = DRAW.partition("test")[0]
    assert compare(sound(text), sound(text.replace(old, new)), VOCABULARY).allowed == allowed


def test_a_draw_that_moves_to_another_block_would_forget_the_tries() -> None:
    text = DRAW.partition("test")[0]
    lines = text.split("  draw\n")
    moved = lines[0] + "  otherwise\n    draw\n" + lines[1].replace("    ", "      ")
    (change,) = compare(sound(text), sound(moved), VOCABULARY).losses
    assert "forgotten" in change.what.en
