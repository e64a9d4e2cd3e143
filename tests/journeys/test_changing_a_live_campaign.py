"""A campaign is edited while people claim: the version at the instant of receipt rules; changes favour consumers."""

from __future__ import annotations

import asyncio
import hashlib
from typing import Any

from tests.support.app import Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.hold import held
from tests.support.people import Brand, found_brand, granted

V1 = """campaign "August"
  brand    "Dew Drinks"
  runs     2026-08-01 to 2026-08-31 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet
  page     theme_story

coupon "five" "5 yuan off" / "满20减5元"
  worth    5.00 CNY off 20.00 CNY
  valid    30 days
  at       stores

on scan of 9521000100015
  give red_packet 1.88 CNY
  give coupon "five"
  if spent
    refuse
"""
V2 = V1.replace("1.88", "2.88")
V3_LOWER = V1.replace("1.88", "0.88")
V3 = V2.replace("20.00 CNY", "15.00 CNY").replace("满20减5元", "满15减5元")
V4 = V3.replace("theme_story", "theme_plain")


def test_changing_a_live_campaign(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """Better is accepted, lower is refused; what was granted stays, and every version can be shown for ever."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            story = Story(Brand([client], await found_brand(site.engine)), clock, database_url)
            await story.first_version()
            await story.better_packet()
            await story.on_the_boundary()
            await story.repeat()
            await story.lower_is_refused()
            await story.easier_coupon()
            await story.history()
            await story.proof()
            assert await site.engine.audit() == ()

    asyncio.run(journey())


class Story:
    """The campaign's first eight days."""

    def __init__(self, brand: Brand, clock: ClockFile, database_url: str) -> None:
        self.brand, self.clock, self.database_url = brand, clock, database_url

    async def publish(self, text: str) -> Any:
        """Save the draft and publish it; the answer."""
        path = f"/campaigns/{self.campaign}"
        revision = (await self.brand.done("GET", path))["draft_revision"]
        await self.brand.done("PUT", f"{path}/draft", {"text": text, "revision": revision})
        return await self.brand.send("POST", f"{path}/publication")

    async def go_live(self, text: str) -> str:
        """Publish a version that must be accepted; its hash."""
        answer = await self.publish(text)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["hash"])

    async def first_version(self) -> None:
        """A claims: 1.88 and a coupon from 20.00 on, under the first version."""
        self.clock.at("2026-07-31 10:00:00")
        self.campaign = await self.brand.publish("august", V1)
        self.v1 = (await self.brand.done("GET", f"/campaigns/{self.campaign}"))["versions"][0]["hash"]
        self.codes = await self.brand.codes("August", 10)
        await self.brand.store("S1")
        self.clock.at("2026-08-01 10:00:00")
        self.first = await self.brand.claim("A", self.codes[0], press="A-1")
        assert granted(self.first)["red_packet"] == 188
        assert self.first.json()["version"] == self.v1

    async def better_packet(self) -> None:
        """B opened the page before the change and claims after it: the version at the claim rules."""
        self.clock.at("2026-08-05 11:59:50")
        page = await self.brand.done("GET", f"/codes/{self.codes[1]}?consumer=B")
        assert any("1.88" in line["en"] for line in page["terms"])
        self.clock.at("2026-08-05 12:00:00")
        self.v2 = await self.go_live(V2)
        self.clock.at("2026-08-05 12:00:05")
        answer = await self.brand.claim("B", self.codes[1])
        assert granted(answer)["red_packet"] == 288
        assert answer.json()["version"] == self.v2

    async def on_the_boundary(self) -> None:
        """Received a moment before a version, finished after it: the version of the receipt."""
        self.clock.at("2026-08-05 18:00:00")
        better = await self.go_live(V2.replace("2.88", "2.98"))
        self.clock.at("2026-08-05 18:29:59.900")
        async with held(self.database_url):
            early = asyncio.create_task(self.brand.claim("D", self.codes[2]))
            await asyncio.sleep(0.3)
            self.clock.at("2026-08-05 18:30:00.000")
            change = asyncio.create_task(self.publish(V2.replace("2.88", "3.08")))
            await asyncio.sleep(0.3)
            assert not early.done(), "the claim must still be on its way when the version comes"
            self.clock.at("2026-08-05 18:30:00.400")
        answer = await early
        assert (await change).status_code == 201
        assert granted(answer)["red_packet"] == 298
        assert (answer.json()["at"], answer.json()["version"]) == (told("2026-08-05 18:29:59.900"), better)

    async def repeat(self) -> None:
        """The claim of the first day, repeated: the old answer, no more."""
        self.clock.at("2026-08-05 19:10:00")
        again = await self.brand.claim("A", self.codes[0], press="A-1")
        assert granted(again) == granted(self.first)
        assert again.json()["version"] == self.v1
        other = await self.brand.claim("A", self.codes[0])
        assert granted(other)["red_packet"] == 188

    async def lower_is_refused(self) -> None:
        """0.88 is refused with the reason and the way out; the live version goes on."""
        self.clock.at("2026-08-06 10:00:00")
        before = (await self.brand.done("GET", f"/campaigns/{self.campaign}"))["summary"]["version_hash"]
        answer = await self.publish(V3_LOWER)
        assert (answer.status_code, answer.json()["code"]) == (409, "not_publishable")
        reason = answer.json()["reasons"][0]
        assert reason["en"].startswith("rewards of a running campaign cannot be lowered: red_packet 3.08 CNY")
        assert "→ red_packet 0.88 CNY" in reason["en"]
        assert "end it with notice, or make a new campaign" in reason["en"]
        assert reason["zh"].startswith("活动已开始，奖励不能降低")
        shown = (await self.brand.done("GET", f"/campaigns/{self.campaign}"))["summary"]
        assert shown["version_hash"] == before

    async def easier_coupon(self) -> None:
        """A lower minimum is accepted; coupons in hand keep their own, the next one has the new one."""
        self.clock.at("2026-08-07 10:00:00")
        self.v3 = await self.go_live(V3.replace("2.88", "3.08"))
        granted(await self.brand.claim("B", self.codes[3]))
        [of_a] = (await self.brand.wallet("A"))["coupons"]
        minima = {one["minimum"]["amount_minor"] for one in (await self.brand.wallet("B"))["coupons"]}
        assert of_a["minimum"]["amount_minor"] == 2000
        assert minima == {2000, 1500}

    async def history(self) -> None:
        """A wrong picture is put right; every version stays, and each claim shows the text that ruled it."""
        self.clock.at("2026-08-08 09:00:00")
        await self.go_live(V4.replace("2.88", "3.08"))
        shown = await self.brand.done("GET", f"/campaigns/{self.campaign}")
        versions = shown["versions"][::-1]
        packets = ["1.88", "2.88", "2.98", "3.08", "3.08", "3.08"]
        assert [one["number"] for one in versions] == list(range(1, 7))
        assert all(f"red_packet {fen} CNY" in one["text"] for one, fen in zip(versions, packets, strict=True))
        assert all(one["published_by"] and one["published_at"] for one in versions)
        for row in await self.brand.decisions(self.campaign, "granted"):
            why = await self.brand.done("GET", f"/decisions/{row['event_id']}/why")
            ruled = next(one for one in versions if one["hash"] == why["version_hash"])
            assert why["text"] == ruled["text"]

    async def proof(self) -> None:
        """The secrets stay closed while it runs; after the end anybody gets those of all versions."""
        path = f"/campaigns/{self.campaign}/disclosure"
        early = await self.brand.send("GET", path)
        assert (early.status_code, early.json()["code"]) == (409, "wrong_state")
        [newest, *_] = await self.brand.decisions(self.campaign, "granted")
        told_to = [
            (await self.brand.done("GET", f"/decisions/{newest['event_id']}/why?voice={voice}"))["steps"][0][
                "en"
            ]
            for voice in ("marketer", "clerk", "consumer")
        ]
        assert told_to[0].startswith("Ruled by version")
        assert told_to[1].startswith("The customer has received: 1.88 yuan red packet")
        assert told_to[2] == "You received 1.88 yuan red packet."
        await self.brand.done("POST", f"/campaigns/{self.campaign}/end")
        self.clock.at("2026-08-08 09:00:01")
        versions = (await self.brand.done("GET", path))["versions"]
        assert len(versions) == 6
        for one in versions:
            assert hashlib.sha256(bytes.fromhex(one["secret"])).hexdigest() == one["secret_hash"]
            assert hashlib.sha256(f"{one['vocabulary']}\n{one['text']}".encode()).hexdigest() == one["hash"]
