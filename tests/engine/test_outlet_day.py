"""An outlet's books of a day: what was given that day, and what went back that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.clock import to_micros
from engine.errors import Invalid
from engine.outcomes import Label, Money, OutletView
from engine.outlets.day import hours_of, outlet_day
from engine.records import Grant

NOON = datetime(2026, 6, 12, 4, tzinfo=UTC)
SINCE = datetime(2026, 6, 11, 16, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=1)
OUTLET = OutletView(4, "S1", Label("Store", "店"), "CN-GD")


def grant(number: int, party: str, fen: int, at: datetime, back: datetime | None = None) -> Grant:
    return Grant(
        id=number, brand="d", cause_kind="redemption", cause_id=7, campaign_id=1, version_id=1, line=3,
        reward="red_packet", params="{}", title_en="Bonus", title_zh="奖励", recipient_kind=party, recipient_id=9,
        amount=fen, currency="CNY", points=None, coupon_id=None, fund="budget",
        state="reversed" if back else "owed", takes="[]", at_us=to_micros(at), due_us=to_micros(UNTIL),
        settled_us=to_micros(back) if back else None,
    )  # fmt: skip


def test_a_line_and_its_way_back_both_stay_visible() -> None:
    """8.00 and -8.00 come to nothing, in the order in which they happened."""
    grants = [grant(2, "clerk", 20, NOON), grant(1, "store", 800, NOON, NOON + timedelta(minutes=20))]
    day = outlet_day(OUTLET, date(2026, 6, 12), grants, SINCE, UNTIL, "CNY")
    assert [(line.party, line.amount.minor) for line in day.lines] == [
        ("store", 800), ("clerk", 20), ("store", -800),
    ]  # fmt: skip
    assert (day.store, day.owner, day.clerk) == (Money(0, "CNY"), Money(0, "CNY"), Money(20, "CNY"))


def test_a_day_includes_its_start_and_excludes_its_end() -> None:
    """What goes back on another day is on that day's books."""
    last = UNTIL - timedelta(microseconds=1)
    grants = [grant(1, "store", 100, SINCE), grant(2, "store", 10, last, UNTIL), grant(3, "store", 1, UNTIL)]
    day = outlet_day(OUTLET, date(2026, 6, 12), grants, SINCE, UNTIL, "CNY")
    assert [line.amount.minor for line in day.lines] == [100, 10]
    following = outlet_day(OUTLET, date(2026, 6, 13), grants, UNTIL, UNTIL + timedelta(days=1), "CNY")
    assert [line.amount.minor for line in following.lines] == [-10, 1]


@pytest.mark.parametrize("day", [date.min, date.max])
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_the_ends_of_the_calendar_have_no_books(day: date, zone: str) -> None:
    with pytest.raises(Invalid) as refused:
        hours_of(day, zone)
    assert refused.value.field == "day"
