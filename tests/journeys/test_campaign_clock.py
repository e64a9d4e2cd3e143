"""Not started, paused, ended, Beijing's midnight: the instant at which the server receives a request decides."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import httpx
import pytest

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import BEIJING, ClockFile, told
from tests.support.hold import held
from tests.support.people import Brand, basket, found_brand, granted, paid_once, refused

CAMPAIGN = """campaign "National Day"
  brand    "Dew Drinks"
  runs     2026-10-01 to 2026-10-07 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet

coupon "day-3" "3 yuan off" / "满10减3元"
  worth    3.00 CNY off 10.00 CNY
  valid    until 2026-10-14
  at       stores

on scan of 9521000100015
  give red_packet 1.88 CNY
  give coupon "day-3"
  if spent
    refuse
"""


@pytest.fixture
def _servers_on_utc() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_servers_on_utc")
def test_campaign_clock_not_started_paused_ended_beijing_midnight(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """To the millisecond; a pause stops new claims only; coupons outlive the campaign; phones' clocks never count."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            story = Story(brand, clock, database_url)
            await story.set_up()
            await story.start()
            await story.pause()
            await story.end()
            await story.afterwards(site, wallet)

    asyncio.run(journey())


class Story:
    """The campaign's two weeks."""

    def __init__(self, brand: Brand, clock: ClockFile, database_url: str) -> None:
        self.brand, self.clock, self.database_url = brand, clock, database_url
        self.campaign = ""
        self.codes: list[str] = []

    async def set_up(self) -> None:
        self.clock.at("2026-09-20 10:00:00")
        self.campaign = await self.brand.publish("national-day", CAMPAIGN)
        self.codes = await self.brand.codes("October", 10)
        await self.brand.store("S1")
        shown = (await self.brand.done("GET", f"/campaigns/{self.campaign}"))["summary"]
        assert shown["starts"] == told("2026-10-01 00:00:00")
        assert shown["ends"] == told("2026-10-08 00:00:00")

    async def claim(self, who: str, code: str, **headers: str) -> str:
        """A granted claim; the coupon's code."""
        gained = granted(await self.brand.claim(who, code, **headers))
        assert gained["red_packet"] == 188
        return str(gained["coupon"])

    async def redeem(self, coupon: str, request: str) -> httpx.Response:
        return await self.brand.redeem("S1", coupon, request, basket=basket(1000))

    async def is_unused(self, code: str) -> bool:
        decided = await self.brand.decisions(self.campaign, "granted")
        return all(row["code"] != code for row in decided)

    async def start(self) -> None:
        """A millisecond before midnight it has not begun; at midnight the same code is good."""
        code = self.codes[0]
        self.clock.at("2026-09-30 23:59:59.999")
        words = refused(await self.brand.claim("A", code), "not_started")
        assert "starts on 1 October 2026 at 00:00 (Beijing time)" in words
        assert await self.is_unused(code)
        self.clock.at("2026-10-01 00:00:00.000")
        self.k1 = await self.claim("A", code)
        self.clock.at("2026-10-03 00:30:00")
        self.k2 = await self.claim("B", self.codes[1], date="Sun, 20 Sep 2026 14:30:00 GMT")

    async def pause(self) -> None:
        """What was received before the pause is granted after it; what comes later is refused; coupons are taken."""
        self.clock.at("2026-10-04 09:59:59.900")
        async with held(self.database_url):
            early = asyncio.create_task(self.brand.claim("C", self.codes[2]))
            await asyncio.sleep(0.3)
            self.clock.at("2026-10-04 10:00:00.000")
            pausing = asyncio.create_task(self.brand.done("POST", f"/campaigns/{self.campaign}/pause"))
            await asyncio.sleep(0.3)
            assert not early.done(), "the claim must still be on its way when the pause begins"
            self.clock.at("2026-10-04 10:00:00.200")
        assert (await pausing)["state"] == "paused"
        answer = await early
        assert granted(answer)["red_packet"] == 188
        assert answer.json()["at"] == told("2026-10-04 09:59:59.900")
        code = self.codes[3]
        self.clock.at("2026-10-04 10:00:01")
        assert "paused" in refused(await self.brand.claim("C", code), "paused")
        assert await self.is_unused(code)
        self.clock.at("2026-10-04 10:05:00")
        taken = await self.redeem(self.k1, "r1")
        assert (taken.status_code, taken.json()["at"]) == (201, told("2026-10-04 10:05:00"))
        assert taken.json()["to_pay"]["amount_minor"] == 700
        self.clock.at("2026-10-04 12:00:00")
        await self.brand.done("POST", f"/campaigns/{self.campaign}/resumption")
        await self.claim("C", code)

    async def end(self) -> None:
        """The last millisecond counts; midnight does not; nor does what a phone says about the time."""
        self.clock.at("2026-10-07 23:59:59.999")
        self.k5 = await self.claim("D", self.codes[4])
        self.clock.at("2026-10-08 00:00:00.000")
        code = self.codes[5]
        assert "ended on 7 October 2026" in refused(await self.brand.claim("E", code), "ended")
        assert await self.is_unused(code)
        self.clock.at("2026-10-08 00:00:03")
        pressed = {"date": "Wed, 07 Oct 2026 15:59:58 GMT"}
        assert "ended on 7 October" in refused(await self.brand.claim("D", self.codes[6], **pressed), "ended")

    async def afterwards(self, site: Site, wallet: Wallet) -> None:
        """Coupons live until the end of the 14th; history stays readable; the figures add up."""
        self.clock.at("2026-10-14 23:59:59")
        assert (await self.redeem(self.k5, "r2")).status_code == 201
        self.clock.at("2026-10-15 00:00:00")
        words = refused(await self.redeem(self.k2, "r3"), "coupon_expired")
        assert "expired at the end of 14 October 2026" in words

        self.clock.at("2026-10-15 09:00:00")
        page = await self.brand.done("GET", f"/codes/{self.codes[7]}?consumer=A")
        assert (page["phase"], page["refusal"]["reason"]) == ("refused", "ended")
        own = await self.brand.done("GET", f"/codes/{self.codes[0]}?consumer=A")
        assert (own["phase"], own["answer"]["at"]) == ("won", told("2026-10-01 00:00:00"))
        held_by_a = await self.brand.wallet("A")
        assert [grant["reward"] for grant in held_by_a["grants"]] == ["coupon", "red_packet"]
        assert held_by_a["coupons"][0]["redeemed_at"] == told("2026-10-04 10:05:00")

        await site.pay_out()
        figures = await self.brand.figures(self.campaign)
        assert (figures["granted"], figures["paid"], figures["owed"]) == (940, 940, 0)
        assert (figures["claims"], figures["coupons"], figures["redemptions"]) == (5, 5, 2)
        days = Counter(
            datetime.fromisoformat(row["at"]).astimezone(BEIJING).day
            for row in await self.brand.decisions(self.campaign, "granted")
        )
        assert days == {1: 1, 3: 1, 4: 2, 7: 1}
        assert await paid_once(wallet, self.brand) == 940
        assert await site.engine.audit() == ()
