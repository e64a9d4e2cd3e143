"""Codes for a number: strangers neither use up what its owner needs, nor void the owner's code, nor guess it away."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from engine.api import ConsumerKey, Invalid
from plugins.sandbox_sms import plugin as sms
from plugins.sandbox_sms.gateway import Gateway
from tests.support.shop import BRAND, PACKETS, Shop, shop

MOBILE = "+8613800138000"
OTHER = "+8613900139000"
OWNER = ConsumerKey("device", "phone-of-the-owner")
SETTINGS = {"BOTTLECAP_SMS_URL": "http://sms", "BOTTLECAP_SMS_SECRET": "sender"}


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Gateway:
    gateway = Gateway(b"sender")
    monkeypatch.setattr(sms._CHANNEL, "_transport", httpx.ASGITransport(gateway))
    return gateway


@asynccontextmanager
async def desk(url: str, monkeypatch: pytest.MonkeyPatch, gateway: Gateway) -> AsyncIterator[Desk]:
    async with shop(url, PACKETS, settings=SETTINGS) as it:
        gateway.now_s = lambda: it.clock.now().timestamp()
        monkeypatch.setattr(sms._CHANNEL, "_clock", it.clock.now)
        yield Desk(it, gateway)


class Desk:
    """A shop whose people ask for codes."""

    def __init__(self, it: Shop, gateway: Gateway) -> None:
        self.it, self.gateway, self.clock = it, gateway, it.clock
        self.verifying = it.engine.verifying

    async def ask(self, who: ConsumerKey, mobile: str = MOBILE, address: str | None = None) -> str:
        """The code that was sent; why none, where none was."""
        try:
            await self.verifying.send_code(BRAND, who, mobile, address=address)
        except Invalid as error:
            return error.message.en
        found = re.search(r"\d{6}", self.gateway.inboxes[mobile][-1])
        assert found
        return found[0]

    async def proves(self, who: ConsumerKey, code: str) -> bool:
        try:
            await self.verifying.confirm(BRAND, who, MOBILE, code)
        except Invalid:
            return False
        return True


def _device(number: int) -> ConsumerKey:
    return ConsumerKey("device", f"phone-of-a-stranger-{number}")


def test_strangers_wait_and_the_owner_does_not(
    database_url: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five strangers have had codes: the next waits an hour, the owner with a pack in the hand gets one at once."""

    async def run() -> None:
        async with desk(database_url, monkeypatch, gateway) as it:
            for number in range(5):
                assert (await it.ask(_device(number))).isdigit()
            told = await it.ask(_device(9))
            assert told.startswith("many codes were asked for here; try again in 60 minutes")
            assert "claim a pack with this phone first" in told
            assert not (await it.ask(OWNER)).isdigit(), "nothing speaks for the owner's new phone yet"
            await it.it.engine.scans.claim(it.it.code(1), OWNER)
            code = await it.ask(OWNER)
            assert await it.proves(OWNER, code)
            it.clock.pass_(minutes=59)
            assert not (await it.ask(_device(10))).isdigit()
            it.clock.pass_(minutes=1)
            assert (await it.ask(_device(11))).isdigit(), "nobody waits for more than an hour"
            assert await it.it.engine.audit() == ()

    asyncio.run(run())


def test_whose_number_it_is_needs_no_pack(
    sqlite_url: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone that has proven the number before is bound by its own five a day alone."""

    async def run() -> None:
        async with desk(sqlite_url, monkeypatch, gateway) as it:
            assert await it.proves(OWNER, await it.ask(OWNER))
            for number in range(6):
                await it.ask(_device(number))
            for _ in range(4):
                it.clock.pass_(minutes=1)
                assert (await it.ask(OWNER)).isdigit()
            it.clock.pass_(minutes=1)
            assert await it.ask(OWNER) == "another code can be sent in 24 hours"
            it.clock.pass_(hours=24)
            assert (await it.ask(OWNER)).isdigit()

    asyncio.run(run())


def test_nobody_voids_or_guesses_away_somebody_elses_code(
    database_url: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with desk(database_url, monkeypatch, gateway) as it:
            code = await it.ask(OWNER)
            theirs = await it.ask(_device(1))
            for _ in range(7):
                assert not await it.proves(_device(1), "000000" if theirs != "000000" else "111111")
            assert not await it.proves(_device(1), code), "a code is good for who asked for it"
            assert not await it.proves(_device(1), theirs), "five wrong tries void one's own"
            assert await it.proves(OWNER, code)

    asyncio.run(run())


def test_one_sender_and_one_address_can_send_so_many(
    sqlite_url: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifteen for one phone over all numbers; thirty for an address, then one in ten minutes, and never for who has a pack."""

    async def run() -> None:
        async with desk(sqlite_url, monkeypatch, gateway) as it:
            numbers = [f"+86138001{number:05}" for number in range(60)]
            sent = [await it.ask(_device(1), number, "203.0.113.7") for number in numbers[:16]]
            assert [one.isdigit() for one in sent] == [True] * 15 + [False]
            more = [
                await it.ask(_device(50 + place), number, "203.0.113.7")
                for place, number in enumerate(numbers[20:35])
            ]
            assert [one.isdigit() for one in more] == [True] * 14 + [False]
            assert (await it.ask(_device(90), OTHER, "203.0.113.8")).isdigit()
            await it.it.engine.scans.claim(it.it.code(1), OWNER)
            assert (await it.ask(OWNER, MOBILE, "203.0.113.7")).isdigit()
            it.clock.pass_(minutes=10)
            assert (await it.ask(_device(91), numbers[50], "203.0.113.7")).isdigit()
            async with it.it.engine._core.database.transaction() as transaction:
                rows = await transaction.fetch("SELECT * FROM code_quota") + await transaction.fetch(
                    "SELECT * FROM code_sent"
                )
            assert "203.0.113" not in str([dict(row) for row in rows])

    asyncio.run(run())


def test_two_at_once_count_as_two_and_old_counts_go(
    database_url: str, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        async with desk(database_url, monkeypatch, gateway) as it:
            answers = await asyncio.gather(
                *(it.verifying.send_code(BRAND, _device(one), MOBILE) for one in range(8)),
                return_exceptions=True,
            )
            assert sum(isinstance(one, Invalid) for one in answers) == 3
            it.clock.pass_(days=3)
            await it.ask(_device(20), OTHER)
            async with it.it.engine._core.database.transaction() as transaction:
                [codes] = await transaction.fetch("SELECT count(*) AS n FROM code_sent")
                [counts] = await transaction.fetch("SELECT count(*) AS n FROM code_quota")
            assert (codes["n"], counts["n"]) == (1, 3)

    asyncio.run(run())
