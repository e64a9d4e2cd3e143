"""Fate: one number for one secret, source, trigger and draw; the same for ever, and no outcome favoured."""

from __future__ import annotations

import math

import pytest

from engine.scanning.draw import draw_number, drawing


def test_the_same_draw_gives_the_same_number_for_ever() -> None:
    """Fixed by the construction: a change of it would break the verification of past draws."""
    assert draw_number(bytes(32), "c:1:1", 0, 0, 10_000) == 9_066
    assert [drawing(b"s" * 32, "c:9:9", 1)(site, 1_000) for site in range(4)] == [
        draw_number(b"s" * 32, "c:9:9", 1, site, 1_000) for site in range(4)
    ]


@pytest.mark.parametrize("scale", [2, 3, 7, 100, 10_000])
def test_every_tenth_of_the_scale_is_met_as_often_as_its_odds_say(scale: int) -> None:
    """Four standard deviations around the stated odds, at a fixed secret."""
    draws = 20_000
    found = [draw_number(b"fixed" * 8, f"c:1:{n}", 0, 0, scale) for n in range(draws)]
    assert 0 <= min(found) <= max(found) < scale
    for tenth in range(1, 10):
        below = math.ceil(scale * tenth / 10)
        odds = below / scale
        deviation = math.sqrt(draws * odds * (1 - odds))
        assert abs(sum(number < below for number in found) - draws * odds) <= 4 * deviation


def test_secret_source_trigger_and_site_each_change_the_number() -> None:
    first = draw_number(b"a" * 32, "c:1:1", 0, 0, 2**40)
    others = {
        draw_number(b"b" * 32, "c:1:1", 0, 0, 2**40),
        draw_number(b"a" * 32, "c:1:2", 0, 0, 2**40),
        draw_number(b"a" * 32, "c:1:1", 1, 0, 2**40),
        draw_number(b"a" * 32, "c:1:1", 0, 1, 2**40),
    }
    assert len(others | {first}) == 5


def test_a_scale_of_one_leaves_no_choice() -> None:
    assert {draw_number(b"a" * 32, f"c:1:{n}", 0, 0, 1) for n in range(100)} == {0}
