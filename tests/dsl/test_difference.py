"""Two versions compared by what they do to consumers, not by their lines."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest

import dsl
from dsl.difference import Comparison, compare
from tests.support.vocabulary import VOCABULARY

TEXT = """campaign "Lids"
  brand    "D"
  runs     2026-08-01 to 2026-08-31 in Asia/Shanghai
  budget   9,000.00 CNY, at most 500.00 CNY a day
  limit    3 claims per consumer a day
  channel  sandbox_wallet

coupon "five" "5 yuan off" / "减5元"
  worth  5.00 CNY off 20.00 CNY
  valid  7 days

segment newcomer  consumer.claims is 0
segment south     code.region in CN-GD, CN-GX

on scan of 9521000100015
  phase launch until 2026-08-07
    give red_packet 3.00 CNY
  when south and newcomer
    draw
      1 in 1,000  red_packet 88.00 CNY, stock 20
      5%          red_packet 8.88 CNY, stock 300
      rest        points 50
  when newcomer
    give red_packet 1.88 CNY, at most 2 in all
    give coupon "five"
  otherwise
    give points 10
  if spent
    give points 5
"""


def compared(*edits: tuple[str, str], since: datetime | None = None) -> Comparison:
    """The comparison of the text with the text after some edits, each of which must meet something."""
    after = TEXT
    for old, new in edits:
        assert old in after, old
        after = after.replace(old, new)
    return compare(checked(TEXT), checked(after), VOCABULARY, since=since)


def checked(text: str) -> dsl.Campaign:
    """The campaign of a text without errors."""
    found = dsl.check(text, VOCABULARY)
    assert found.campaign, [one.message.en for one in found.diagnostics if one.severity == "error"]
    return found.campaign


def told(comparison: Comparison) -> list[str]:
    return [f"{one.verdict}: {one.what.en}" for one in comparison.changes]


BETTER = [
    ("red_packet 1.88 CNY", "red_packet 2.88 CNY", "red_packet 1.88 CNY → red_packet 2.88 CNY"),
    (
        "5%          red",
        "6%          red",
        "red_packet 8.88 CNY (5%) → red_packet 88.00 CNY (0.1%), red_packet 8.88 CNY (6%)",
    ),
    ("stock 20", "stock 25", "stock of red_packet 88.00 CNY: 20, 300 → 25, 300"),
    ("off 20.00 CNY", "off 15.00 CNY", "minimum basket: 20.00 CNY → 15.00 CNY"),
    ("valid  7 days", "valid  9 days", "valid: 7 days → 9 days"),
    ("worth  5.00", "worth  6.00", "worth: 5.00 CNY → 6.00 CNY"),
    ("to 2026-08-31", "to 2026-09-10", "ends: 2026-08-31 23:59 → 2026-09-10 23:59"),
    ("9,000.00", "9,500.00", "budget: 9,000.00 CNY → 9,500.00 CNY"),
    (", at most 500.00 CNY a day", "", "budget a day: 500.00 CNY → unlimited"),
    ("limit    3", "limit    4", "claims per consumer a day: 3 → 4"),
    ("at most 2 in all", "at most 3 in all", "for one person in the whole campaign: 2 → 3"),
    ("    give points 10\n", "    give points 11\n", "points 10 → points 11"),
    ("    give points 5\n", "    give points 6\n", "when it is spent: points 5 → points 6"),
    ("until 2026-08-07", "until 2026-08-08", "nothing → red_packet 3.00 CNY"),
]


@pytest.mark.parametrize(("old", "new", "words"), BETTER, ids=[words for _, _, words in BETTER])
def test_what_is_better_is_allowed_and_its_reverse_is_not(old: str, new: str, words: str) -> None:
    """Each change is told with figures; a running campaign may make it, and may not take it back."""
    comparison = compared((old, new))
    if not old.startswith("until"):  # a longer phase takes other rewards away, see below
        assert comparison.allowed, told(comparison)
    assert any(words in line for line in told(comparison)), told(comparison)
    if new:
        assert not compare(checked(TEXT.replace(old, new)), checked(TEXT), VOCABULARY).allowed


@pytest.mark.parametrize(
    "edit",
    [
        ("  when newcomer\n", '  when newcomer and code.region is CN-BJ\n    refuse "no" / "否"\n  when newcomer\n'),
        ('    give coupon "five"\n', ""),
        ("  limit    3 claims per consumer a day\n", "  limit    3 claims per consumer a day\n  limit    9 claims per consumer\n"),
        (", stock 300", ", stock 300, at most 1 a day"),
        ("red_packet 1.88 CNY", "points 5000"),
        ("  if spent\n    give points 5\n", "  if spent\n    refuse\n"),
        ("Asia/Shanghai", "Asia/Tokyo"),
        ("code.region in CN-GD, CN-GX", "code.region in CN-GD"),
        ("consumer.claims is 0", "consumer.claims is 1"),
        ("on scan of 9521000100015", "on scan of 9521000200012"),
    ],
)  # fmt: skip
def test_what_somebody_loses_is_found_and_named(edit: tuple[str, str]) -> None:
    comparison = compared(edit)
    assert not comparison.allowed
    assert all(loss.what.zh and loss.what.en for loss in comparison.losses)


@pytest.mark.parametrize("longest", ["36,500 days", "36,500 hours", "36,500 minutes"])
def test_the_longest_distances_back_can_be_compared(longest: str) -> None:
    """A hundred years at most: nobody's last claim is sought before there were calendars."""
    old, edit = "consumer.claims is 0", f"consumer.last_claim over {longest} ago"
    before = checked(TEXT.replace(old, edit))
    assert compare(before, before, VOCABULARY).changes == ()
    assert not compare(before, checked(TEXT.replace(old, edit.replace("over", "under"))), VOCABULARY).allowed


def test_the_loser_is_named_by_an_example() -> None:
    """Guangxi leaves the south: the example is a newcomer whose code was shipped there."""
    losses = compared(("code.region in CN-GD, CN-GX", "code.region in CN-GD")).losses
    packet = next(loss for loss in losses if "88.00" in loss.what.en)
    assert packet.who.en.startswith("for example: code.region CN-GX")
    assert "consumer.claims 0" in packet.who.en
    assert "码.销售区域 CN-GX" in packet.who.zh
    assert packet.event.en == "scan of 09521000100015"


@pytest.mark.parametrize(
    "edits",
    [
        [("newcomer", "fresh")],
        [("segment newcomer  consumer.claims is 0\nsegment south     code.region in CN-GD, CN-GX\n",
          "segment south  code.region in CN-GX, CN-GD\nsegment newcomer  consumer.claims is 0\n")],
        [('"five"', '"cinq"')],
        [("when south and newcomer", "when consumer.claims under 1 and code.region in CN-GD, CN-GX")],
        [('campaign "Lids"', 'campaign "Caps"')],
        [("budget   9", "budget 9")],
        [("  channel  sandbox_wallet\n", "  channel  sandbox_wallet\n  page theme_story\n")],
    ],
    ids=["segment renamed", "lines moved", "coupon renamed", "other words", "title", "layout", "theme"],
)  # fmt: skip
def test_names_order_and_wording_are_no_change_for_consumers(edits: list[tuple[str, str]]) -> None:
    comparison = compared(*edits)
    assert {one.verdict for one in comparison.changes} <= {"neutral"}, told(comparison)
    assert comparison.costs == ()


def test_equal_texts_do_not_differ() -> None:
    assert compared() == Comparison((), ())


def test_what_is_over_may_be_taken_out() -> None:
    """The first week has passed: nobody loses when its phase is deleted."""
    edit = ("  phase launch until 2026-08-07\n    give red_packet 3.00 CNY\n", "")
    assert not compared(edit).allowed
    assert compared(edit, since=datetime(2026, 8, 8, tzinfo=UTC)).changes == ()


def test_costs_are_told_for_the_dearest_consumer() -> None:
    """After the launch: mean of the draw 8.8 + 44.4 fen, the packet 1.88; at most 88.00, the big prize."""
    [cost] = compared(("red_packet 3.00", "red_packet 4.00")).costs
    assert (cost.mean_before, cost.mean_after) == (Fraction(300), Fraction(400))
    assert (cost.most_before, cost.most_after) == (8800, 8800)


def test_too_many_kinds_of_consumers_are_sampled_and_that_is_said() -> None:
    wide = " and ".join(f"not consumer.points between {n}00 and {n}50" for n in range(1, 9))
    wide += " and " + " and ".join(f"consumer.spent over {n}.00 CNY" for n in range(1, 20))
    wide += " and " + " and ".join(f"consumer.last_claim over {n} days ago" for n in range(1, 12))
    comparison = compared(
        ("segment newcomer  consumer.claims is 0", f"segment newcomer  consumer.claims is 0 and {wide}")
    )
    assert not comparison.exhaustive


def test_what_shops_and_clerks_earn_is_not_the_consumers_promise() -> None:
    """It is told, and a running campaign may change it; what the friend who shared gets is a consumer's."""
    bonus = TEXT + '\non redemption of "five"\n  give points 20 to clerk\n'

    def judged(old: str, new: str) -> bool:
        comparison = compare(checked(old), checked(new), VOCABULARY)
        assert comparison.changes
        return comparison.allowed

    assert judged(bonus, bonus.replace("points 20", "points 10"))
    assert judged(bonus, TEXT)
    shared = bonus.replace("to clerk", "to referrer, at most 5 a month")
    assert not judged(shared, shared.replace("points 20", "points 10"))
    assert not judged(shared, TEXT)


def test_a_start_in_the_past_may_move_within_the_past() -> None:
    edit = ("2026-08-01 to", "2026-08-02 to")
    assert not compared(edit).allowed
    assert compared(edit, since=datetime(2026, 8, 9, tzinfo=UTC)).allowed
