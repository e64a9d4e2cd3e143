"""An outlet's books of a day: what was given that day, and what went back that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from engine.clock import to_micros
from engine.errors import Invalid
from engine.outcomes import ClerkIdentity, Label, Money, OutletView
from engine.outlets.books import first_of_next, month_books
from engine.outlets.day import hours_of, in_order, outlet_day
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


def test_a_month_shows_each_its_own_by_day_and_the_owner_the_shops_too() -> None:
    """The clerk 9 sees 0.20, the owner 3 the shop's 8.00 - 8.00 + 5.00 and 0.50, by the brand's days."""
    late = datetime(2026, 6, 12, 16, tzinfo=UTC)  # midnight in Beijing: the day after
    grants = [
        replace(grant(1, "store", 800, NOON, late), recipient_id=4),
        replace(grant(2, "store", 500, late), recipient_id=4),
        replace(grant(3, "owner", 50, late), recipient_id=3),
        grant(4, "clerk", 20, NOON),
        replace(grant(5, "clerk", 70, NOON), recipient_id=8),
    ]
    lines = in_order(grants, SINCE, datetime(2026, 6, 30, 16, tzinfo=UTC))
    june = date(2026, 6, 1)
    clerk = ClerkIdentity(9, "d", Label("D", "D"), "Mei", "clerk", 4, "S1", Label("Store", "店"))
    own = month_books(clerk, june, lines, "Asia/Shanghai", "CNY", running=True)
    assert [(day.day.day, day.own.minor, day.shop.minor) for day in own.days] == [(12, 20, 0)]
    seen = month_books(replace(clerk, id=3, role="owner"), june, lines, "Asia/Shanghai", "CNY", running=True)
    assert [(day.day.day, day.own.minor, day.shop.minor) for day in seen.days] == [
        (13, 50, -300),
        (12, 0, 800),
    ]
    assert (seen.shop, seen.own, seen.total) == (Money(500, "CNY"), Money(50, "CNY"), Money(550, "CNY"))
    assert first_of_next(date(2026, 12, 1)) == date(2027, 1, 1)
    with pytest.raises(Invalid):
        first_of_next(date(9999, 12, 1))
