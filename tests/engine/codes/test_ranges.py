"""What holds for a code at an instant, from the history of changes to ranges of serials."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.codes.batch import BATCH_CODES_MAX
from engine.codes.range_book import RangeBook
from engine.codes.ranges import ASPECTS, CodeStatus, RangeChange, history, status

START = datetime(2026, 4, 1, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def change(
    first: int, last: int, value: str, effective: float, recorded: float | None = None, aspect: str = "state"
) -> RangeChange:
    recorded_at = at(effective if recorded is None else recorded)
    return RangeChange(1, first, last, aspect, value, at(effective), recorded_at, "operator")


ACTIVE = change(1, 10_000, "active", 8)


def test_a_code_is_inactive_until_someone_activates_it() -> None:
    assert status([], 1, at(0)) == CodeStatus("inactive", None, None, None, None)
    assert status([ACTIVE], 5, at(8) - timedelta(microseconds=1)).state == "inactive"
    assert status([ACTIVE], 5, at(8)).state == "active"


def test_both_ends_of_a_withdrawn_range_are_withdrawn() -> None:
    changes = [ACTIVE, change(5_001, 5_100, "withdrawn", 20)]
    told = {serial: status(changes, serial, at(21)).state for serial in (5_000, 5_001, 5_100, 5_101)}
    assert told == {5_000: "active", 5_001: "withdrawn", 5_100: "withdrawn", 5_101: "active"}


def test_a_mistake_holds_until_it_is_mended_and_stays_in_the_history() -> None:
    """Withdrawn, reinstated by mistake, withdrawn again five minutes later: all three are kept."""
    changes = [ACTIVE, change(1, 10_000, "withdrawn", 20), change(1, 10_000, "active", 30)]
    changes.append(change(1, 10_000, "withdrawn", 30 + 5 / 60))
    assert status(changes, 7, at(29)).state == "withdrawn"
    assert status(changes, 7, at(30 + 2 / 60)).state == "active"
    assert status(changes, 7, at(31)).state == "withdrawn"
    assert [(item.value, item.by) for item in history(changes, 7)[1:]] == [
        ("withdrawn", "operator"), ("active", "operator"), ("withdrawn", "operator"),
    ]  # fmt: skip
    assert history(changes, 10_001) == ()


def test_goods_move_to_another_region_from_a_date_on() -> None:
    changes = [change(1, 5_000, "CN-BJ", 0, aspect="region")]
    changes.append(change(1, 2_400, "CN-GD", 24, recorded=10, aspect="region"))
    before, on = at(24) - timedelta(microseconds=1), at(24)
    assert status(changes, 2_400, before).region == "CN-BJ"
    assert status(changes, 2_400, on).region == "CN-GD"
    assert status(changes, 2_401, on).region == "CN-BJ"


def test_a_plan_for_a_date_outlives_what_is_recorded_later_for_before_it() -> None:
    changes = [change(1, 9, "CN-GD", 24, recorded=0, aspect="region")]
    changes.append(change(1, 9, "CN-BJ", 12, aspect="region"))
    assert status(changes, 1, at(13)).region == "CN-BJ"
    assert status(changes, 1, at(25)).region == "CN-GD"


def test_of_two_changes_for_one_instant_the_later_recorded_wins() -> None:
    early, late = change(1, 9, "active", 5, recorded=2), change(3, 9, "withdrawn", 5, recorded=3)
    assert status([early, late], 3, at(6)).state == "withdrawn"
    twins = [change(1, 9, "withdrawn", 5), change(1, 9, "active", 5)]
    assert status(twins, 3, at(5)).state == RangeBook(twins).status(1, 3, at(5)).state == "active"


def test_aspects_do_not_disturb_one_another() -> None:
    changes = [ACTIVE, *(change(1, 9, f"the {aspect}", 9, aspect=aspect) for aspect in ASPECTS[1:])]
    expected = CodeStatus("active", "the region", "the dealer", "the outlet", "the person", "the made")
    assert status(changes, 9, at(10)) == expected
    assert status(changes, 10, at(10)) == CodeStatus("active")


def test_an_empty_value_takes_the_earlier_one_away() -> None:
    changes = [change(1, 9, "S1", 1, aspect="outlet"), change(1, 9, "", 2, aspect="outlet")]
    assert status(changes, 1, at(3)).outlet is None


@pytest.mark.parametrize(
    ("first", "last", "aspect", "value", "words"),
    [
        (0, 5, "state", "active", "range"),
        (6, 5, "state", "active", "range"),
        (1, BATCH_CODES_MAX + 1, "state", "active", "range"),
        (1, 5, "colour", "red", "one of"),
        (1, 5, "state", "lost", "one of"),
    ],
)
def test_a_change_that_cannot_be_is_a_defect(
    first: int, last: int, aspect: str, value: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        change(first, last, value, 0, aspect=aspect)


def test_instants_without_a_zone_are_a_defect() -> None:
    with pytest.raises(ValueError, match="time zone"):
        RangeChange(1, 1, 2, "state", "active", datetime(2026, 1, 1), START, "x")  # noqa: DTZ001 - the defect


serials = st.one_of(st.integers(1, 40), st.integers(BATCH_CODES_MAX - 40, BATCH_CODES_MAX))
spans = st.tuples(serials, serials).map(sorted)
values = {"state": st.sampled_from(["inactive", "active", "withdrawn"])}
changes_of_a_batch = st.sampled_from(ASPECTS).flatmap(
    lambda aspect: st.builds(
        lambda span, value, effective, recorded: change(*span, value, effective, recorded, aspect),
        spans, values.get(aspect, st.sampled_from(["", "a", "b", "c"])), st.integers(0, 6), st.integers(0, 6),
    )
)  # fmt: skip


@given(
    st.lists(changes_of_a_batch, max_size=30), serials, st.integers(-1, 7), st.sampled_from([1, 3, 50_000])
)
def test_the_book_answers_as_the_rule_does(
    changes: list[RangeChange], serial: int, hour: int, pack_from: int
) -> None:
    """Packed early, packed now and then, or never packed; recorded together or one by one."""
    book = RangeBook(changes[:7], pack_from=pack_from)
    for one in changes[7:]:
        book.record([one])
    assert book.status(1, serial, at(hour)) == status(changes, serial, at(hour))
    assert book.status(2, serial, at(hour)) == CodeStatus()


def test_a_status_is_right_among_very_many_changes() -> None:
    """Twenty thousand cartons of 24 and a thousand changes of the whole batch."""
    book = RangeBook(
        RangeChange(1, 24 * n + 1, 24 * n + 24, "outlet", f"S{n}", START, START, "x") for n in range(20_000)
    )
    for hour in range(1_000):
        book.record([change(1, BATCH_CODES_MAX, "withdrawn" if hour % 2 else "active", hour)])
    assert book.status(1, 24 * 777 + 24, at(2_000)) == CodeStatus("withdrawn", outlet="S777")
    assert book.status(1, 24 * 777 + 25, at(0.5)) == CodeStatus("active", outlet="S778")


def test_very_many_ranges_are_packed_and_still_answer() -> None:
    """A hundred thousand cartons assigned, then all of them withdrawn: the newest change of each wins."""
    book = RangeBook(
        RangeChange(1, 24 * n + 1, 24 * n + 24, "outlet", f"S{n % 900}", START, START, "x")
        for n in range(100_000)
    )
    book.record([change(1, BATCH_CODES_MAX, "", 5, aspect="outlet")])
    assert book.status(1, 24 * 77_777 + 24, at(1)).outlet == f"S{77_777 % 900}"
    assert book.status(1, 24 * 99_999 + 25, at(1)).outlet is None
    assert book.status(1, 24 * 77_777 + 24, at(6)).outlet is None
