"""Limits for each subject and calendar period, exactly as they are written."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from typing import Final

import pytest

from engine.api import ClaimAnswer, ConsumerKey, Refusal
from engine.scanning.counters import period_key
from engine.scanning.door import NoteClerk
from tests.support.clock import beijing
from tests.support.shop import BRAND, Shop, person, shop

OTHER_GTIN: Final = "9521000200012"


def _campaign(*limits: str) -> str:
    return f"""campaign "Limits" / "限领"
  brand "Spring"
  runs 2026-06-01 to 2026-12-30 in Asia/Shanghai
{"".join(f"  limit {limit}{chr(10)}" for limit in limits)}
on scan
  give points 1

on invitation
  give points 2
"""


def _reason(answer: ClaimAnswer | Refusal) -> str:
    return answer.reason.value if isinstance(answer, Refusal) else ""


def _words(answer: ClaimAnswer | Refusal) -> str:
    assert isinstance(answer, Refusal)
    return answer.words.en


@pytest.mark.parametrize(
    ("instant", "week"),
    [
        ("2026-06-07 23:59:59.999", "2026-W23"),
        ("2026-06-08 00:00:00", "2026-W24"),
        ("2026-12-31 12:00:00", "2026-W53"),
        ("2027-01-03 23:59:59", "2026-W53"),
        ("2027-01-04 00:00:00", "2027-W01"),
    ],
)
def test_a_week_begins_on_monday_in_the_campaigns_zone(instant: str, week: str) -> None:
    """ISO 8601: the days around New Year belong to the week, not to the year."""
    assert period_key("week", beijing(instant), "Asia/Shanghai") == week


def test_two_a_week_for_each_person(database_url: str) -> None:
    """Sunday's third is refused, Monday's is not."""

    async def journey() -> None:
        async with shop(database_url, _campaign("2 claims per consumer a week")) as made:
            made.clock.instant = beijing("2026-06-07 23:59:00")
            answers = [await made.claim(serial, "anna") for serial in (1, 2, 3)]
            assert [_reason(one) for one in answers] == ["", "", "limit_reached"]
            assert (
                _words(answers[2]) == "You have reached the limit: 2 a week per person. Your code stays good."
            )
            made.clock.instant = beijing("2026-06-08 00:00:00")
            assert _reason(await made.claim(3, "anna")) == ""
            assert await made.engine.audit(BRAND) == ()

    asyncio.run(journey())


def test_each_device_counts_alone_and_an_unknown_one_is_the_persons(database_url: str) -> None:
    """One a day on each device; people that the brand names have a device of their own each."""

    async def journey() -> None:
        async with shop(database_url, _campaign("1 claim per device a day")) as made:
            scans, phone = made.engine.scans, ConsumerKey("device", "phone-1")
            assert _reason(await scans.claim(made.code(1), phone)) == ""
            again = await scans.claim(made.code(2), phone)
            assert _words(again) == "The limit is reached: 1 a day per device. Your code stays good."
            assert _reason(await scans.claim(made.code(2), ConsumerKey("device", "phone-2"))) == ""
            assert [_reason(await made.claim(serial, "bo")) for serial in (3, 4)] == ["", "limit_reached"]
            assert _reason(await made.claim(4, "cai")) == ""

    asyncio.run(journey())


def test_a_crowd_on_one_device_gets_exactly_the_limit(database_url: str) -> None:
    """Twenty requests at one instant, three claims; the device has never been seen before."""

    async def journey() -> None:
        async with shop(database_url, _campaign("3 claims per device a month")) as made:
            phone = ConsumerKey("device", "new-phone")
            claims = (made.engine.scans.claim(made.code(serial), phone) for serial in range(1, 21))
            answers = await asyncio.gather(*claims)
            assert Counter(map(_reason, answers)) == {"": 3, "limit_reached": 17}

    asyncio.run(journey())


def test_one_of_each_product_for_each_person(database_url: str) -> None:
    """Another product is another limit."""

    async def journey() -> None:
        async with shop(database_url, _campaign("1 claim per consumer and product a day")) as made:
            codes = made.engine.codes
            other = (await codes.create_batch(BRAND, "Other", OTHER_GTIN, "in_lid", 9, "tests")).id
            await codes.change(BRAND, other, 1, 9, "state", "active", "tests")
            assert [_reason(await made.claim(serial, "anna")) for serial in (1, 2)] == ["", "limit_reached"]
            elsewhere = [
                await made.engine.scans.claim(codes.code_text(other, serial), person("anna"))
                for serial in (1, 2)
            ]
            assert [_reason(one) for one in elsewhere] == ["", "limit_reached"]
            assert _reason(await made.claim(2, "bo")) == ""
            words = _words(elsewhere[1])
            assert (
                words
                == "You have reached the limit: 1 a day per person for this product. Your code stays good."
            )

    asyncio.run(journey())


def test_the_packs_of_one_outlet(database_url: str) -> None:
    """Packs sent to S1 share a limit, whoever scans; packs that were sent nowhere have none."""

    async def journey() -> None:
        async with shop(database_url, _campaign("2 claims per outlet in all")) as made:
            await made.engine.codes.change(BRAND, made.batch, 1, 10, "outlet", "S1", "tests")
            await made.engine.codes.change(BRAND, made.batch, 11, 20, "outlet", "S2", "tests")
            answers = [await made.claim(serial, f"p{serial}") for serial in (1, 2, 3, 11, 30, 31, 32)]
            assert [_reason(one) for one in answers] == ["", "", "limit_reached", "", "", "", ""]

    asyncio.run(journey())


async def _served(made: Shop, who: str) -> None:
    till = await made.till()
    identity = made.engine._core.who(BRAND, person(who))
    await made.engine._core.settle(NoteClerk(identity, till.id, made.clock.now()))


def test_the_claims_that_one_clerk_helped_with(database_url: str) -> None:
    """Two a day; without a clerk there is no such limit."""

    async def journey() -> None:
        async with shop(database_url, _campaign("2 claims per clerk a day")) as made:
            for who in ("anna", "bo", "cai"):
                await _served(made, who)
            answers = [
                await made.claim(serial, who) for serial, who in enumerate(("anna", "bo", "cai", "dan"), 1)
            ]
            assert [_reason(one) for one in answers] == ["", "", "limit_reached", ""]
            made.clock.pass_(days=1)
            await _served(made, "cai")
            assert _reason(await made.claim(3, "cai")) == ""

    asyncio.run(journey())


def test_the_friends_who_follow_one_link(database_url: str) -> None:
    """Two a month from each sharer; another sharer's link is another limit."""

    async def journey() -> None:
        async with shop(database_url, _campaign("2 claims per referrer a month")) as made:
            friends = made.engine.referrals
            link = await friends.link(BRAND, made.campaign, person("anna"))
            answers = [await friends.accept(link, person(f"friend-{number}")) for number in range(3)]
            assert [_reason(one) for one in answers] == ["", "", "limit_reached"]
            assert _words(answers[2]) == "The limit is reached: 2 a month for the friend who shared."
            other = await friends.link(BRAND, made.campaign, person("bo"))
            assert _reason(await friends.accept(other, person("friend-2"))) == ""
            made.clock.instant = datetime(2026, 7, 1, 1, tzinfo=UTC)
            assert _reason(await friends.accept(link, person("friend-9"))) == ""

    asyncio.run(journey())


def test_the_terms_tell_every_limit(database_url: str) -> None:
    """In the consumer's words."""

    async def journey() -> None:
        limits = (
            "2 claims per consumer a week",
            "1 claim per consumer and product",
            "9 claims per device a day",
        )
        async with shop(database_url, _campaign(*limits)) as made:
            page = await made.engine.scans.open(made.code(1), person("anna"))
            assert [line.en for line in page.terms][-3:] == [
                "Each person may claim at most 2 times a week.",
                "Each person may claim for each product at most 1 time in all.",
                "On one device one may claim at most 9 times a day.",
            ]
            assert [line.zh for line in page.terms][-3:] == [
                "每人每周最多领取 2 次。",
                "每人每种商品共最多领取 1 次。",
                "每台设备每天最多领取 9 次。",
            ]

    asyncio.run(journey())
