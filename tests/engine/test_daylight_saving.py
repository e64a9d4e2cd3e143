"""Clocks put back and forward: days have 25 and 23 hours, elapsed time is elapsed, and the wall clock may repeat."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Final

import pytest

from dsl import check
from dsl.validity import Days, Hours, ends
from engine.api import ClaimAnswer, Refusal
from engine.scanning.counters import period_key
from tests.support.shop import BRAND, GTIN, Shop, person, shop
from tests.support.vocabulary import VOCABULARY

#: Six a day in all (the packs of one outlet), two a person, ten minutes between two of one person, double from 2 to 3.
HAPPY_HOUR: Final = f"""campaign "Happy hour" / "欢乐时光"
  brand "Spring"
  runs 2026-10-20 to 2027-04-10 in Europe/Berlin
  limit 6 claims per outlet a day
  limit 2 claims per consumer a day

segment soon consumer.last_claim under 10 minutes ago

on scan of {GTIN}
  when soon
    refuse "ten minutes between two rewards" / "两次奖励间隔十分钟"
  when scan.hour is 2
    give points 50
    give points 50, at most 1 a day
  otherwise
    give points 50
"""


def at(text: str) -> datetime:
    """`2026-10-25T02:55:00+02:00` as an instant."""
    return datetime.fromisoformat(text).astimezone(UTC)


async def _points(made: Shop, serial: int, who: str) -> int | str:
    """Points won, or the reason of the refusal."""
    answer = await made.claim(serial, who)
    if isinstance(answer, Refusal):
        return answer.reason.value
    assert isinstance(answer, ClaimAnswer)
    return sum(one.points or 0 for one in answer.grants)


async def _day(made: Shop, steps: tuple[tuple[str, int, str, int | str], ...]) -> int:
    total = 0
    for instant, serial, who, expected in steps:
        made.clock.instant = at(instant)
        won = await _points(made, serial, who)
        assert won == expected, f"{instant} {who}"
        total += won if isinstance(won, int) else 0
    return total


def test_the_day_of_25_hours(database_url: str) -> None:
    """Six claims and 400 points over 25 hours; the hour from two to three happens twice and both are happy."""

    async def journey() -> None:
        async with shop(database_url, HAPPY_HOUR) as made:
            await made.engine.codes.change(BRAND, made.batch, 1, 100, "outlet", "B1", "tests")
            won = await _day(
                made,
                (
                    ("2026-10-25T00:00:00+02:00", 1, "a", 50),
                    ("2026-10-25T02:55:00+02:00", 2, "b", 100),
                    (
                        "2026-10-25T02:00:00+01:00",
                        3,
                        "b",
                        "rule_refuses",
                    ),  # five minutes on, though the clock went back
                    (
                        "2026-10-25T02:30:00+01:00",
                        3,
                        "b",
                        50,
                    ),  # 35 minutes on; the doubled one of the day is used
                    ("2026-10-25T02:45:00+01:00", 4, "c", 100),
                    ("2026-10-25T03:00:00+01:00", 5, "a", 50),  # the happy hour is over
                    ("2026-10-25T23:30:00+01:00", 6, "d", 50),  # 24 and a half hours after the day began
                    ("2026-10-25T23:59:59+01:00", 7, "e", "limit_reached"),
                ),
            )
            assert won == 400
            assert await made.counter("|claims|outlet|B1|2026-10-25") == 6
            assert await _day(made, (("2026-10-26T00:00:00+01:00", 7, "e", 50),)) == 50
            assert await made.engine.audit(BRAND) == ()

    asyncio.run(journey())


def test_the_day_of_23_hours(database_url: str) -> None:
    """From two to three does not happen; the day's limits hold until its midnight, 23 hours after the last."""

    async def journey() -> None:
        async with shop(database_url, HAPPY_HOUR) as made:
            await made.engine.codes.change(BRAND, made.batch, 1, 100, "outlet", "B1", "tests")
            won = await _day(
                made,
                (
                    ("2027-03-27T23:59:59+01:00", 1, "a", 50),
                    ("2027-03-28T00:09:58+01:00", 2, "a", "rule_refuses"),  # one second short of ten minutes
                    ("2027-03-28T01:59:59+01:00", 2, "a", 50),
                    ("2027-03-28T03:00:00+02:00", 3, "b", 50),  # one second later, and no happy hour
                    (
                        "2027-03-28T03:05:00+02:00",
                        4,
                        "a",
                        "rule_refuses",
                    ),  # five minutes on, not an hour and five
                    ("2027-03-28T04:00:00+02:00", 4, "a", 50),
                    ("2027-03-28T23:59:59+02:00", 5, "a", "limit_reached"),
                    ("2027-03-29T00:00:00+02:00", 5, "a", 50),
                ),
            )
            assert won == 250
            assert await made.counter("|claims|outlet|B1|2027-03-28") == 3
            assert at("2027-03-29T00:00:00+02:00") - at("2027-03-28T00:00:00+01:00") == (
                at("2026-01-01T23:00:00+01:00") - at("2026-01-01T00:00:00+01:00")
            )

    asyncio.run(journey())


@pytest.mark.parametrize(
    ("issued", "day", "hours"),
    [
        ("2026-10-24T12:00:00+02:00", "2026-10-26T00:00:00+01:00", "2026-10-25T11:00:00+01:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-27T00:00:00+01:00", "2026-10-26T01:30:00+01:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-27T00:00:00+01:00", "2026-10-26T02:30:00+01:00"),
        ("2027-03-27T12:00:00+01:00", "2027-03-29T00:00:00+02:00", "2027-03-28T13:00:00+02:00"),
        ("2027-03-28T01:30:00+01:00", "2027-03-30T00:00:00+02:00", "2027-03-29T02:30:00+02:00"),
    ],
)
def test_a_day_is_the_calendars_and_24_hours_are_elapsed(issued: str, day: str, hours: str) -> None:
    """`valid 1 day` ends with the next calendar day; `valid 24 hours` after 24 hours, whatever the clock shows."""
    assert ends(Days(1), at(issued), "Europe/Berlin") == at(day)
    assert ends(Hours(24), at(issued), "Europe/Berlin") == at(hours)


def test_a_coupon_of_24_hours_and_one_of_a_day(database_url: str) -> None:
    """At 11:30 on the morning after the clocks went back the one is over and the other is not."""
    text = (
        HAPPY_HOUR.split("segment")[0]
        + f"""coupon "x" "24 hours" / "24小时"
  worth 5.00 CNY
  valid 24 hours

coupon "y" "until tomorrow" / "到明天"
  worth 5.00 CNY
  valid 1 day

on scan of {GTIN}
  give coupon "x"
  give coupon "y"
"""
    )

    async def journey() -> None:
        async with shop(database_url, text) as made:
            made.clock.instant = at("2026-10-24T12:00:00+02:00")
            await made.granted(1, "anna")

            async def states() -> list[str]:
                wallet = await made.engine.members.wallet(BRAND, person("anna"))
                return [one.state for one in sorted(wallet.coupons, key=lambda one: one.name.en)]

            for instant, expected in (
                ("2026-10-25T10:59:59+01:00", ["open", "open"]),
                ("2026-10-25T11:00:00+01:00", ["expired", "open"]),
                ("2026-10-25T11:30:00+01:00", ["expired", "open"]),
                ("2026-10-25T23:59:59+01:00", ["expired", "open"]),
                ("2026-10-26T00:00:00+01:00", ["expired", "expired"]),
            ):
                made.clock.instant = at(instant)
                assert await states() == expected, instant

    asyncio.run(journey())


def test_a_time_that_does_not_exist_and_one_that_happens_twice_are_not_taken() -> None:
    """The one is refused with the next that exists; the other asks which is meant."""
    head = 'campaign "Edge"\n  brand "Spring"\n  runs {runs} in Europe/Berlin\non scan\n  give points 1\n'
    (gone,) = check(head.format(runs="2027-03-28 02:30 to 2027-04-10"), VOCABULARY).diagnostics
    assert (gone.code, "03:00" in gone.help.en or "03:30" in gone.help.en) == ("BC0503", True)
    (twice,) = check(head.format(runs="2026-10-01 to 2026-10-25 02:30"), VOCABULARY).diagnostics
    assert twice.code == "BC0504"
    for offset, instant in (("+02:00", "2026-10-25T00:30:00"), ("+01:00", "2026-10-25T01:30:00")):
        campaign = check(head.format(runs=f"2026-10-01 to 2026-10-25 02:30{offset}"), VOCABULARY).campaign
        assert campaign is not None
        assert campaign.ends == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_beijings_days_are_not_touched() -> None:
    """The same instants in another zone have days of 24 hours."""
    for instant, day in (
        ("2026-10-25T00:00:00+08:00", "2026-10-25"),
        ("2026-10-25T23:59:59+08:00", "2026-10-25"),
    ):
        assert period_key("day", at(instant), "Asia/Shanghai") == day
    assert period_key("day", at("2026-10-25T23:30:00+01:00"), "Europe/Berlin") == "2026-10-25"
    assert period_key("day", at("2026-10-25T23:30:00+01:00"), "Asia/Shanghai") == "2026-10-26"
