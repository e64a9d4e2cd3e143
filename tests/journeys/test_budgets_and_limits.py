"""Daily and total budget, limits per person, and hundreds of claims at one instant."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

import httpx

from tests.support.app import Program, Site, Wallet, opened_site, server_process
from tests.support.clock import ClockFile
from tests.support.people import Brand, found_brand, granted, paid_once, refused, together, watch

CAMPAIGN = """campaign "Two yuan a cap"
  brand    "Dew Drinks"
  runs     2026-07-10 to 2026-07-20 in Asia/Shanghai
  budget   1,200.00 CNY, at most 500.00 CNY a day
  limit    3 claims per consumer a day
  limit    5 claims per consumer
  channel  sandbox_wallet

on scan of 9521000100015
  give red_packet 2.00 CNY
  if spent
    refuse
"""


def test_daily_and_total_budget_and_limits_under_load(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """Not a fen too much at any moment, every claim answered in time, refused codes good on another day."""
    asyncio.run(_journey(database_url, clock, wallet, []))


def test_daily_and_total_budget_and_limits_on_four_servers(
    postgres_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """The same, with the claims spread over four server processes."""
    servers: list[Program] = []
    try:
        servers.extend(server_process(postgres_url, clock, wallet.url) for _ in range(4))
        asyncio.run(_journey(postgres_url, clock, wallet, [server.wait().url for server in servers]))
    finally:
        for server in servers:
            server.end()


async def _journey(url: str, clock: ClockFile, wallet: Wallet, servers: Sequence[str]) -> None:
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(opened_site(url, clock, wallet.url))
        # The servers let go of an idle connection after five seconds: the clients do so before, and never meet them at it.
        limits = httpx.Limits(max_connections=100, keepalive_expiry=1)
        clients = [
            httpx.AsyncClient(base_url=server, limits=limits, timeout=30, trust_env=False)
            for server in servers
        ] or [site.client()]
        for client in clients:
            await stack.enter_async_context(client)
        brand = Brand(clients, await found_brand(site.engine))
        crowd = Crowd(brand, await brand.publish("two-yuan", CAMPAIGN), await brand.codes("July", 1000))
        a = await _first_day(crowd, clock)
        await site.pay_out()
        await _second_day(crowd, clock, *a)
        await site.pay_out()
        await _third_day(crowd, clock, a[0], site, wallet)
        await _end(crowd, site, wallet)


class Crowd:
    """Consumers with one code each, and an eye on the budget whenever they claim."""

    def __init__(self, brand: Brand, campaign: str, codes: list[str]) -> None:
        self.brand, self.campaign = brand, campaign
        self._codes = iter(codes)
        self._names = (f"guest-{number}" for number in range(10_000))

    def code(self) -> str:
        return next(self._codes)

    def people(self, count: int) -> list[tuple[str, str]]:
        """New people, each with a code of their own."""
        return [(next(self._names), self.code()) for _ in range(count)]

    async def claim(self, pairs: Sequence[tuple[str, str]]) -> list[httpx.Response]:
        """All claim at the same instant; the budget is looked at all the while."""
        acts = together(self.brand.claim(who, code) for who, code in pairs)
        answers: list[httpx.Response] = await watch(self.look, acts)
        return answers

    async def look(self) -> None:
        figures = await self.brand.glance(self.campaign)
        assert figures["used_today"] <= 500_00
        assert figures["used"] <= 1200_00

    async def used(self) -> tuple[int, int]:
        """Fen given today, and in all."""
        figures = await self.brand.figures(self.campaign)
        return figures["used_today"], figures["used"]

    async def assert_unused(self, code: str) -> None:
        """Nobody has claimed the code: its page still asks, for anybody."""
        page = await self.brand.done("GET", f"/codes/{code}")
        assert (page["phase"], page["refusal"]) == ("ask", None)


def split(answers: Sequence[httpx.Response], reason: str, words: str) -> tuple[list[int], list[int]]:
    """The places of those who got 2.00, and of those who were refused in these words."""
    won, lost = [], []
    for place, answer in enumerate(answers):
        if answer.status_code == 201:
            assert granted(answer) == {"red_packet": 200}
            won.append(place)
        else:
            assert words in refused(answer, reason)
            lost.append(place)
    return won, lost


async def _first_day(crowd: Crowd, clock: ClockFile) -> tuple[str, str]:
    """Three hundred at noon, for two hundred and fifty packets. A is one of those refused."""
    clock.at("2026-07-10 12:00:00")
    everyone = crowd.people(300)
    began = time.monotonic()
    answers = await crowd.claim(everyone)
    assert time.monotonic() - began < 10, "300 claims took longer than ten seconds"
    won, lost = split(answers, "day_budget_spent", "Today's packets are gone")
    assert (len(won), len(lost)) == (250, 50)
    assert await crowd.used() == (500_00, 500_00)
    for place in lost:
        await crowd.assert_unused(everyone[place][1])
    a, code = everyone[lost[0]]
    clock.at("2026-07-10 12:00:05")
    assert "Today's packets are gone" in refused(await crowd.brand.claim(a, code), "day_budget_spent")
    assert await crowd.used() == (500_00, 500_00)
    return a, code


async def _second_day(crowd: Crowd, clock: ClockFile, a: str, code: str) -> None:
    """At Beijing's midnight the same code is good; a fourth claim of the day is not; the day fills up again."""
    clock.at("2026-07-11 00:00:00")
    assert granted(await crowd.brand.claim(a, code)) == {"red_packet": 200}
    assert await crowd.used() == (2_00, 502_00)
    clock.at("2026-07-11 00:00:10")
    for _ in range(2):
        assert granted(await crowd.brand.claim(a, crowd.code())) == {"red_packet": 200}
    fourth = crowd.code()
    assert "3 a day per person" in refused(await crowd.brand.claim(a, fourth), "limit_reached")
    await crowd.assert_unused(fourth)
    assert await crowd.used() == (6_00, 506_00)
    clock.at("2026-07-11 09:00:00")
    won, _ = split(await crowd.claim(crowd.people(247)), "", "")
    assert len(won) == 247
    assert await crowd.used() == (500_00, 1000_00)


async def _third_day(crowd: Crowd, clock: ClockFile, a: str, site: Site, wallet: Wallet) -> None:
    """Five a person, six hundred in all; what the channel refuses and the brand takes back is given once more."""
    clock.at("2026-07-12 00:00:00")
    four = [(a, crowd.code()) for _ in range(4)]
    won, lost = split(await crowd.claim(four), "limit_reached", "5 per person")
    assert (len(won), len(lost)) == (2, 2)
    for place in lost:
        await crowd.assert_unused(four[place][1])
    assert await crowd.used() == (4_00, 1004_00)

    clock.at("2026-07-12 10:00:00")
    many = crowd.people(150)
    answers = await crowd.claim(many)
    won, lost = split(answers, "budget_spent", "All packets of this activity are given")
    assert (len(won), len(lost)) == (98, 52)
    for place in lost:
        await crowd.assert_unused(many[place][1])
    assert await crowd.used() == (200_00, 1200_00)

    clock.at("2026-07-12 10:05:00")
    grant = answers[won[0]].json()["grants"][0]
    wallet.control("payees", {"payee": f"consumer-{grant['recipient']['id']}", "verified": False})
    await site.pay_out()
    assert (await crowd.brand.done("GET", f"/grants/{grant['id']}"))["state"] == "owed"
    reason = {"reason": "the wallet refuses this payee for good"}
    taken_back = await crowd.brand.done("POST", f"/grants/{grant['id']}/reversal", reason)
    assert taken_back["state"] == "reversed"
    assert await crowd.used() == (198_00, 1198_00)
    clock.at("2026-07-12 10:06:00")
    [(late, code), (later, spare)] = crowd.people(2)
    assert granted(await crowd.brand.claim(late, code)) == {"red_packet": 200}
    assert await crowd.used() == (200_00, 1200_00)
    clock.at("2026-07-12 10:07:00")
    assert "All packets" in refused(await crowd.brand.claim(later, spare), "budget_spent")
    await crowd.assert_unused(spare)


async def _end(crowd: Crowd, site: Site, wallet: Wallet) -> None:
    """601 grants, one of them reversed; 1,200.00 used and paid, nobody twice."""
    await site.pay_out()
    figures = await crowd.brand.figures(crowd.campaign)
    assert (figures["claims"], figures["granted"], figures["reversed"]) == (601, 1202_00, 2_00)
    assert (figures["used"], figures["paid"], figures["owed"]) == (1200_00, 1200_00, 0)
    assert await paid_once(wallet, crowd.brand) == 1200_00
    assert await site.engine.audit() == ()
