"""Counts over the last days are exact: by calendar days, over all accounts of a person, also within one batch."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.api import ClaimAnswer, RedemptionAnswer
from tests.support.shop import BRAND, GTIN, Shop, person, shop

TEXT = f"""campaign "Regulars"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    60 days
  at       stores

on scan of {GTIN}
  when consumer.redemptions in the last 7 days at least 1
    give points 1,000
  when consumer.friends in the last 1 day at least 1
    give points 500
  when consumer.friends at least 1
    give points 400
  when consumer.claims in the last 3 days at least 2
    give points 20
  when consumer.claims is 0
    give coupon "off-2"
    give points 10
  otherwise
    give points 10

on invitation
  give points 5
"""


def told(url: str, steps: Callable[[Shop], Awaitable[None]]) -> None:
    async def opened() -> None:
        async with shop(url, TEXT) as there:
            await steps(there)
            assert await there.engine.audit() == ()

    asyncio.run(opened())


def at(there: Shop, day: int, hour: int = 12, minute: int = 0) -> None:
    there.clock.instant = datetime(2026, 7, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


async def points(there: Shop, serial: int, who: str) -> int:
    answer = await there.granted(serial, who)
    return sum(grant.points or 0 for grant in answer.grants)


def test_a_window_is_today_and_the_days_before_it(database_url: str) -> None:
    """Two claims on the 1st count through the 3rd, to the last minute of that day, and no longer."""

    async def steps(there: Shop) -> None:
        at(there, 1, 0, 0)
        assert await points(there, 1, "A") == 10
        at(there, 1, 23, 59)
        assert await points(there, 2, "A") == 10
        at(there, 3, 23, 59)
        assert await points(there, 3, "A") == 20
        assert await points(there, 4, "B") == 10
        at(there, 4, 0, 0)
        assert await points(there, 5, "A") == 10  # one of the 3rd
        assert await points(there, 6, "A") == 20  # of the 3rd and the 4th

    told(database_url, steps)


def test_many_claims_at_once_count_each_other(database_url: str) -> None:
    """Whatever batch they fall into, exactly two of ten claims come before there are two."""

    async def steps(there: Shop) -> None:
        at(there, 1)
        other = await there.another()
        engines = [there.engine, other if database_url.startswith("postgres") else there.engine]
        claims = (there.claim(serial, "A", engine=engines[serial % 2]) for serial in range(1, 11))
        answers = await asyncio.gather(*claims)
        given = [sum(g.points or 0 for g in one.grants) for one in answers if isinstance(one, ClaimAnswer)]
        assert sorted(given) == [10, 10, *[20] * 8]

    told(database_url, steps)


def test_all_accounts_of_a_person_count_together(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        at(there, 1)
        await there.granted(1, "A")
        await there.granted(2, "B")
        for who in ("A", "B"):
            await there.engine.members.link_mobile(BRAND, person(who), "+8613800138001")
        assert await points(there, 3, "B") == 20
        assert await points(there, 4, "A") == 20

    told(database_url, steps)


def test_redemptions_count_until_they_are_cancelled(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        at(there, 1)
        first = await there.granted(1, "A")
        code = next(grant.coupon.code for grant in first.grants if grant.coupon)
        till = await there.till()
        done = await there.engine.coupons.redeem(till, code, "r1")
        assert isinstance(done, RedemptionAnswer)
        at(there, 2)
        assert await points(there, 2, "A") == 1000
        at(there, 7)
        assert await points(there, 3, "A") == 1000
        at(there, 8)
        assert await points(there, 4, "A") == 10
        at(there, 1)
        await there.engine.coupons.cancel(till, done.redemption_id, "x1")
        assert await points(there, 5, "A") == 20

    told(database_url, steps)


def test_friends_count_for_who_invited_them(database_url: str) -> None:
    async def steps(there: Shop) -> None:
        at(there, 1)
        await there.granted(1, "A")
        link = await there.engine.referrals.link(BRAND, there.campaign, person("A"))
        await there.engine.referrals.accept(link, person("F"))
        assert await points(there, 2, "A") == 500
        at(there, 2)
        assert await points(there, 3, "A") == 400
        assert await points(there, 4, "F") == 10

    told(database_url, steps)
