"""Guessing, one phone with many accounts, bursts: slowed, held and looked at; nobody's good code is burnt."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Final

import httpx
import pytest

from engine.api import ConsumerKey, Engine, Reason, Refusal
from engine.codes.alphabet import SYMBOLS
from tests.support.app import Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import Brand, found_brand, gains, refused

CAMPAIGN: Final = """campaign "Summer caps"
  brand    "Dew Drinks"
  runs     2026-07-01 to 2026-07-31 in Asia/Shanghai
  budget   100.00 CNY
  contact  "400-800-0000"
  channel  sandbox_wallet

segment review  device.account at least 4 or consumer.claims_just_now at least 5
segment watch   device.account at least 3

on scan of batch "caps"
  give red_packet 1.00 CNY
  if spent
    refuse
"""


def test_abuse_is_slowed_held_and_looked_at(
    database_url: str, clock: ClockFile, wallet: Wallet, caplog: pytest.LogCaptureFixture
) -> None:
    """Two servers on one database count together; every refusal leaves its code good."""

    async def journey() -> None:
        async with AsyncExitStack() as stack:
            site = await stack.enter_async_context(opened_site(database_url, clock, wallet.url))
            key = await found_brand(site.engine)
            other = await stack.enter_async_context(opened_site(database_url, clock, wallet.url))
            clients = [await stack.enter_async_context(each.client()) for each in (site, other)]
            story = Story(Brand(clients, key), clock, (site.engine, other.engine))
            await story.set_up()
            await story.guessing()
            await story.one_device()
            await story.a_burst()
            await story.a_sliding_window()
            await story.a_thousand_guessers(caplog)
            await story.near_misses()
            await site.pay_out()
            await story.end()
            assert await site.engine.audit() == ()

    asyncio.run(journey())


class Story:
    """A Monday in July."""

    def __init__(self, brand: Brand, clock: ClockFile, engines: Sequence[Engine]) -> None:
        self.brand, self.clock, self.engines = brand, clock, engines
        self.codes: list[str] = []
        self.campaign = ""

    def at(self, text: str) -> None:
        self.clock.at(f"2026-07-20 {text}")

    async def set_up(self) -> None:
        self.at("09:00:00")
        self.campaign = await self.brand.publish("summer-caps", CAMPAIGN)
        self.codes = await self.brand.codes("caps", 40)

    async def wrong(self, who: str, device: str | None = None) -> httpx.Response:
        """A code of the right shape that was never printed."""
        return await self.brand.claim(who, _unknown(self.codes[0], 0), device=device)

    async def guess(self, number: int) -> str:
        """One of a thousand accounts sends a wrong code, through one of the servers."""
        who, code = ConsumerKey("ref", f"guesser-{number}"), _unknown(self.codes[0], 0)
        answer = await self.engines[number % 2].scans.claim_for("dew-drinks", code, who)
        assert isinstance(answer, Refusal)
        return answer.reason

    async def gets(self, who: str, code: str, device: str | None = None) -> None:
        answer = await self.brand.claim(who, code, device=device)
        assert answer.status_code == 201, answer.text
        assert gains(answer.json()) == {"red_packet": 1_00}

    async def reviews(self, state: str) -> list[dict[str, object]]:
        found = (await self.brand.done("GET", "/reviews"))["items"]
        return [one for one in found if one["state"] == state]

    async def guessing(self) -> None:
        """A's fifth wrong code blocks A and A's phone for an hour; B in the same shop is served."""
        for at in ("10:00:00", "10:00:50", "10:01:40", "10:02:30", "10:03:20"):
            self.at(at)
            words = refused(await self.wrong("A", "phone-a"), Reason.NOT_GENUINE, 404)
            assert words == "This is not a genuine code."
        self.at("10:05:00")
        words = refused(
            await self.brand.claim("A", self.codes[0], device="phone-a"), Reason.TOO_MANY_WRONG_CODES, 429
        )
        assert "11:03:20" in words
        self.at("10:06:00")
        answer = await self.brand.claim("A2", self.codes[0], device="phone-a")
        assert "11:03:20" in refused(answer, Reason.TOO_MANY_WRONG_CODES, 429)
        refused(await self.wrong("A", "phone-a"), Reason.TOO_MANY_WRONG_CODES, 429)
        self.at("10:07:00")
        await self.gets("B", self.codes[1], "phone-b")
        self.at("11:03:19.999")
        refused(
            await self.brand.claim("A", self.codes[0], device="phone-a"), Reason.TOO_MANY_WRONG_CODES, 429
        )
        self.at("11:03:20")
        await self.gets("A", self.codes[0], "phone-a")

    async def one_device(self) -> None:
        """The fourth account on one phone waits for a look; released, it is granted as of noon."""
        for number, who in enumerate(("C1", "C2", "C3")):
            self.at(f"12:00:0{number}")
            await self.gets(who, self.codes[2 + number], "phone-x")
        assert len(await self.reviews("noted")) == 1, "the third is noted, and has its reward"
        self.at("12:00:03")
        answer = await self.brand.claim("C4", self.codes[5], device="phone-x")
        assert "is kept for you" in refused(answer, Reason.UNDER_REVIEW)
        found = await self.brand.figures(self.campaign)
        assert (found["held"], found["used"], found["granted"]) == (1_00, 5_00, 5_00)
        refused(await self.brand.claim("C4", self.codes[5], device="phone-x"), Reason.UNDER_REVIEW)
        refused(await self.brand.claim("Z", self.codes[5], device="phone-z"), Reason.UNDER_REVIEW)
        [held] = await self.reviews("waiting")
        assert held["aside"] == {"amount_minor": 1_00, "currency": "CNY"}
        assert (held["at"], held["until"]) == (told("2026-07-20 12:00:03"), told("2026-07-22 12:00:03"))
        self.at("13:00:00")
        granted = await self.brand.done("POST", f"/reviews/{held['id']}/release")
        assert (gains(granted), granted["at"]) == ({"red_packet": 1_00}, told("2026-07-20 12:00:03"))
        refused(await self.brand.send("POST", f"/reviews/{held['id']}/release"), Reason.REVIEW_OVER)
        again = await self.brand.claim("C4", self.codes[5], device="phone-x")
        assert again.json()["repeated"]
        found = await self.brand.figures(self.campaign)
        assert (found["held"], found["used"]) == (None, 6_00)

    async def a_burst(self) -> None:
        """Of E's eight codes within half a minute five are paid; three are held, and then turned down."""
        self.at("14:00:00")
        for number in range(8):
            self.at(f"14:00:{4 * number:02d}")
            answer = await self.brand.claim("E", self.codes[10 + number], device="phone-e")
            if number < 5:
                assert answer.status_code == 201, answer.text
            else:
                refused(answer, Reason.UNDER_REVIEW)
        found = await self.brand.figures(self.campaign)
        assert (found["held"], found["used"]) == (3_00, 11_00)
        self.at("15:00:00")
        for held in await self.reviews("waiting"):
            body = {"reason": "many codes within seconds"}
            over = await self.brand.done("POST", f"/reviews/{held['id']}/rejection", body)
            assert over["state"] == "rejected"
        found = await self.brand.figures(self.campaign)
        assert (found["held"], found["used"]) == (None, 11_00)
        missed = (await self.brand.wallet("E"))["missed"]
        assert len(missed) == 3
        assert "many codes within seconds" in missed[0]["words"]["en"]
        assert "400-800-0000" in missed[0]["words"]["en"]
        page = await self.brand.done("GET", f"/codes/{self.codes[17]}?consumer=E")
        assert page["phase"] == "ask", "the code is unused"

    async def a_sliding_window(self) -> None:
        """F's first wrong code has left the ten minutes when the fifth comes."""
        for at in ("16:00:00", "16:00:10", "16:00:20", "16:00:30", "16:10:00"):
            self.at(at)
            refused(await self.wrong("F"), Reason.NOT_GENUINE, 404)
        await self.gets("F", self.codes[20])

    async def a_thousand_guessers(self, caplog: pytest.LogCaptureFixture) -> None:
        """Nobody sends five, so nobody is blocked; the brand is told once, and is answered as usual."""
        caplog.clear()
        for minute in range(4):
            self.at(f"17:0{2 * minute}:00")
            for start in range(0, 1_000, 100):
                sent = (self.guess(number) for number in range(start, start + 100))
                assert {*await asyncio.gather(*sent)} == {Reason.NOT_GENUINE}
        self.at("17:09:00")
        alarm = (await self.brand.done("GET", "/reviews"))["alarm"]
        assert alarm == {"since": told("2026-07-20 17:00:00"), "count": 4_000}
        alarms = [one for one in caplog.messages if "a thousand wrong codes" in one]
        assert len(alarms) == 1
        await self.gets("G", self.codes[21])
        self.at("17:20:00")
        assert (await self.brand.done("GET", "/reviews"))["alarm"] is None

    async def near_misses(self) -> None:
        """One symbol away from a printed code is as wrong as any other, in the same words."""
        self.at("18:00:00")
        near = [_unknown(code, place) for code in self.codes[:5] for place in range(0, 14, 3)]
        answers = [await self.brand.claim(f"near-{place}", code) for place, code in enumerate(near)]
        assert {answer.json()["refusal"]["words"]["en"] for answer in answers} == {
            "This is not a genuine code."
        }

    async def end(self) -> None:
        """Paid: A 1.00, B 1.00, C 4.00, E 5.00, and one each for F and G who came by; nothing is set aside."""
        found = await self.brand.figures(self.campaign)
        assert (found["paid"], found["owed"], found["held"]) == (1_00 + 1_00 + 4_00 + 5_00 + 2_00, 0, None)
        assert await self.reviews("waiting") == []


def _unknown(code: str, place: int) -> str:
    """A printed code with another symbol at a place."""
    symbols: Sequence[str] = SYMBOLS
    plain = code.replace("-", "")
    other = symbols[(symbols.index(plain[place]) + 1) % 32]
    return plain[:place] + other + plain[place + 1 :]
