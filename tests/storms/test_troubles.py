"""A full disk, one connection for everybody, clocks that jump: nothing is half done, given twice or left unanswered."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

import plugins
from engine.api import (
    ClaimAnswer,
    ClerkIdentity,
    Engine,
    EngineSettings,
    RedemptionAnswer,
    Refusal,
    RequestKey,
    Unavailable,
    open_engine,
)
from tests.support.clock import SetClock
from tests.support.shop import BRAND, GTIN, SECRET, Shop, opened, person, shop

TEXT = f"""campaign "Troubles"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   60.00 CNY
  limit    4 claims per consumer
  channel  sandbox_wallet

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    7 days
  at       stores
  pays     store 2.00 CNY

on scan of {GTIN}
  give red_packet 1.00 CNY
  give coupon "off-2"
  if spent
    refuse

on redemption of "off-2"
  give points 2 to consumer
"""


async def fill_the_disk(there: Shop) -> None:
    """No page more for SQLite; for PostgreSQL the error with which it answers when a file cannot grow (53100)."""
    database = there.engine._core.database
    if database.dialect == "sqlite":
        pages = (await database.fetch("PRAGMA page_count"))[0]["page_count"]
        await database.execute(f"PRAGMA max_page_count = {pages}")
        return
    await database.execute(
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device'"
        " USING ERRCODE = '53100'; END $$"
    )
    await database.execute(
        "CREATE TRIGGER full_disk BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION full_disk()"
    )


async def make_room(there: Shop) -> None:
    database = there.engine._core.database
    if database.dialect == "sqlite":
        await database.execute("PRAGMA max_page_count = 1073741823")
    else:
        await database.execute("DROP TRIGGER full_disk ON entry")


async def counted(there: Shop, table: str) -> int:
    return int((await there.engine._core.database.fetch(f"SELECT count(*) AS n FROM {table}"))[0]["n"])


def test_a_full_disk_refuses_whole_claims_and_takes_them_when_there_is_room(database_url: str) -> None:
    async def claim(there: Shop, serial: int) -> ClaimAnswer | Refusal | Unavailable:
        try:
            return await there.claim(serial, f"p{serial}", key=f"k{serial}")
        except Unavailable as error:
            return error

    async def told() -> None:
        async with shop(database_url, TEXT) as there:
            await there.granted(900, "first")
            await fill_the_disk(there)
            outcomes = {serial: await claim(there, serial) for serial in range(1, 31)}
            refused = [serial for serial, one in outcomes.items() if isinstance(one, Unavailable)]
            assert refused, "the disk was to be full"
            granted = 30 - len(refused)
            assert await counted(there, "claim") == await counted(there, "coupon") == granted + 1
            assert await there.counter("|budget|CNY|all") == 100 * (granted + 1)
            assert await there.engine.audit() == ()
            await make_room(there)
            again = {serial: await claim(there, serial) for serial in range(1, 31)}
            assert all(isinstance(one, ClaimAnswer) for one in again.values())
            fresh = {
                serial for serial, one in again.items() if isinstance(one, ClaimAnswer) and not one.repeated
            }
            assert fresh == set(refused)
            assert await there.counter("|budget|CNY|all") == 3_100
            assert await there.engine.audit() == ()

    asyncio.run(told())


@pytest.mark.timeout(120)
def test_two_hundred_requests_over_one_connection_are_all_answered(database_url: str) -> None:
    """Claims, wallets, audits and pages wait for one another, and none for ever."""

    async def told() -> None:
        async with shop(database_url, TEXT) as there:
            wanted = EngineSettings(
                database_url, SECRET, plugins.BUILTIN, plugin_settings={}, installed=False, pool_size=1
            )
            narrow = await open_engine(wanted, clock=there.clock)
            try:
                async with asyncio.timeout(90):
                    answers: list[Any] = await asyncio.gather(
                        *(there.claim(n, f"p{n}", engine=narrow) for n in range(1, 101)),
                        *(narrow.members.wallet(BRAND, person(f"p{n}")) for n in range(1, 81)),
                        *(narrow.campaigns.detail(BRAND, there.campaign) for _ in range(15)),
                        *(narrow.audit() for _ in range(5)),
                    )
            finally:
                await narrow.close()
            told = Counter(type(answer).__name__ for answer in answers[:100])
            assert told == {"ClaimAnswer": 60, "Refusal": 40}
            assert answers[-5:] == [()] * 5

    asyncio.run(told())


class Jumper:
    """Two engines whose clocks jump back and forth by hours, apart from each other."""

    def __init__(self, there: Shop, engines: list[tuple[Engine, SetClock]], till: ClerkIdentity) -> None:
        self.there, self.engines, self.till = there, engines, till
        self.fate = random.Random(20260611)
        self.start = there.clock.now()

    def jump(self) -> Engine:
        engine, clock = self.fate.choice(self.engines)
        clock.instant = self.start + timedelta(hours=self.fate.uniform(0, 60))
        return engine

    async def story(self, serial: int) -> tuple[ClaimAnswer | Refusal, int]:
        """A claim, sent twice, its coupon redeemed twice; how many redemptions were taken."""
        who, key = f"p{serial % 30}", RequestKey(f"k{serial}", str(serial))
        code = self.there.code(serial)
        first = await self.jump().scans.claim(code, person(who), request=key)
        again = await self.jump().scans.claim(code, person(who), request=key)
        if isinstance(first, Refusal):
            assert isinstance(again, Refusal)
            assert again.reason == first.reason
            return first, 0
        assert isinstance(again, ClaimAnswer)
        assert (again.claim_id, again.at, again.repeated) == (first.claim_id, first.at, True)
        coupon = next(grant.coupon for grant in first.grants if grant.coupon)
        taken = [await self.jump().coupons.redeem(self.till, coupon.code, f"r{serial}-{n}") for n in range(2)]
        return first, sum(isinstance(one, RedemptionAnswer) for one in taken)


def test_clocks_that_jump_by_hours_give_nothing_twice_and_change_no_answer(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url, TEXT) as there:
            till = await there.till()
            clocks = [SetClock(there.clock.now()), SetClock(there.clock.now())]
            engines = [(await opened(database_url, clock), clock) for clock in clocks]
            try:
                jumper = Jumper(there, engines, till)
                stories = [await jumper.story(serial) for serial in range(1, 91)]
            finally:
                for engine, _ in engines:
                    await engine.close()
            granted = [answer for answer, _ in stories if isinstance(answer, ClaimAnswer)]
            assert len(granted) == 60
            assert sum(taken for _, taken in stories) == 60
            assert await there.counter("|budget|CNY|all") == 6_000

    asyncio.run(told())


def test_an_end_stays_one_although_a_fast_clock_let_the_campaign_go_on_later(database_url: str) -> None:
    """Paused at nine; let go on by a machine that believes it is eleven; ended at ten past nine, for good."""

    async def told() -> None:
        async with shop(database_url, TEXT) as there:
            campaigns, fast = there.engine.campaigns, SetClock(there.clock.now() + timedelta(hours=2))
            await campaigns.pause(BRAND, there.campaign, "tests")
            other = await opened(database_url, fast)
            try:
                await other.campaigns.resume(BRAND, there.campaign, "tests")
            finally:
                await other.close()
            there.clock.pass_(minutes=10)
            await campaigns.end(BRAND, there.campaign, "tests")
            for hours in (0, 1, 24):
                there.clock.pass_(hours=hours)
                assert (await campaigns.detail(BRAND, there.campaign)).summary.state == "ended"
            answer = await there.claim(1, "A")
            assert isinstance(answer, Refusal)
            assert answer.reason == "ended"

    asyncio.run(told())
