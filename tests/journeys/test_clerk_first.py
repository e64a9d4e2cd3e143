"""A clerk's code first, then the product's, inside half an hour: the last clerk earns, three times a scan, never for oneself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import Brand, Json, found_brand, granted, refused
from tests.support.site import prose

CAMPAIGN = """campaign "Ask the clerk" / "问店员"
  brand    "Dew Drinks"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet
  clerk code  30 minutes, at most 3 claims

coupon "off-3" "3 yuan off" / "减3元"
  worth    3.00 CNY
  valid    until 2026-06-30

on scan of 9521000100015
  give red_packet 1.88 CNY
  give red_packet 1.00 CNY to clerk
  if spent
    refuse

on visit
  give coupon "off-3"

on redemption of "off-3"
  give red_packet 0.30 CNY to owner
  if spent
    refuse
"""


def test_the_clerks_code_comes_first(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """Window, order, last clerk, own purchase, three a scan, refused code, redemption elsewhere, leaving, fraud."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            day = await _opened(site, Brand([client], await found_brand(site.engine)), clock)
            await _windows(day)
            await _clerks(day)
            await _leaving(day)
            await _fraud_and_end(day)

    asyncio.run(journey())


@dataclass
class _Day:
    """Two stores with a clerk each, their codes, and fresh caps."""

    site: Site
    brand: Brand
    clock: ClockFile
    campaign: str
    stores: dict[str, str]
    badges: dict[str, str]
    caps: list[str]

    async def scans(self, at: str, who: str, clerk: str) -> Json:
        self.clock.at(f"2026-06-{at}")
        return dict(await self.brand.done("GET", f"/codes/{self.badges[clerk]}?consumer={who}"))

    async def claims(self, at: str, who: str, cap: int) -> Any:
        self.clock.at(f"2026-06-{at}")
        answer = await self.brand.claim(who, self.caps[cap])
        assert granted(answer) == {"red_packet": 188}
        return answer.json()

    async def earned(self, clerk: str) -> int:
        """Fen that a clerk has been given and kept, over both days."""
        total = 0
        for day in ("15", "16", "17"):
            store = self.stores["S1" if clerk == "P1" else "S2"]
            books = await self.brand.done("GET", f"/outlets/{store}/statement?day=2026-06-{day}")
            total += int(books["clerk"]["amount_minor"])
        return total

    async def owners(self) -> list[int]:
        books = [
            await self.brand.done("GET", f"/outlets/{store}/statement?day=2026-06-15")
            for store in self.stores.values()
        ]
        return [int(one["owner"]["amount_minor"]) for one in books]


async def _opened(site: Site, brand: Brand, clock: ClockFile) -> _Day:
    clock.at("2026-06-15 09:00:00")
    usual = await brand.done("GET", "/trade-settings")
    assert (usual["clerk_minutes"], usual["clerk_claims"]) == (30, None)
    await brand.done("PUT", "/trade-settings", usual | {"clerk_minutes": 5, "clerk_claims": 1})
    campaign = await brand.publish("ask-the-clerk", CAMPAIGN)
    stores = {"S1": await brand.store("S1"), "S2": await brand.store("S2")}
    asked = {"name": "Badges", "gtin": "9521000100015", "kind": "clerk", "size": 2}
    batch = (await brand.done("POST", "/batches", asked))["id"]
    printed = (await brand.send("GET", f"/batches/{batch}/codes?form=code")).text.split()
    badges = {}
    for serial, (clerk, store) in enumerate((("P1", "S1"), ("P2", "S2")), 1):
        person = await site.engine.outlets.clerk_by_number("dew-drinks", store, "2")
        assert person
        for aspect, value in (("state", "active"), ("person", str(person.id))):
            change = {"first": serial, "last": serial, "aspect": aspect, "value": value}
            await brand.done("POST", f"/batches/{batch}/ranges", change)
        badges[clerk] = printed[serial - 1]
    return _Day(site, brand, clock, campaign, stores, badges, await brand.codes("June", 40))


async def _windows(day: _Day) -> None:
    # 1. Scanned at 10:00:00, claimed at 10:29:59: P1 has it at once.
    page = await day.scans("15 10:00:00", "A", "P1")
    assert (page["phase"], await day.earned("P1")) == ("clerk", 0)
    await day.claims("15 10:29:59", "A", 0)
    assert await day.earned("P1") == 100
    # 2. At 10:30:00 the window is over.
    await day.claims("15 10:30:00", "A", 1)
    assert await day.earned("P1") == 100
    # 3. The last clerk wins, and only that one.
    await day.scans("15 10:40:00", "A", "P2")
    await day.scans("15 10:41:00", "A", "P1")
    await day.claims("15 10:45:00", "A", 2)
    assert (await day.earned("P1"), await day.earned("P2")) == (200, 0)
    # 4. The wrong way round there is nobody.
    await day.claims("15 11:00:00", "B", 3)
    await day.scans("15 11:01:00", "B", "P1")
    assert await day.earned("P1") == 200


async def _clerks(day: _Day) -> None:
    # 5. P1 as a shopper: a consumer like any other, and no reward for the own code.
    day.clock.at("2026-06-15 11:09:00")
    known = {"consumer": {"ref": "p1-at-home"}}
    await day.brand.done("PUT", f"/outlets/{day.stores['S1']}/clerks/2/consumer", known)
    await day.scans("15 11:10:00", "p1-at-home", "P1")
    await day.claims("15 11:11:00", "p1-at-home", 4)
    assert await day.earned("P1") == 200
    # 6. Four bottles on one scan: three count.
    await day.scans("15 12:00:00", "C", "P1")
    for minute, cap in ((1, 5), (2, 6), (3, 7), (4, 8)):
        await day.claims(f"15 12:0{minute}:00", "C", cap)
    assert (await day.earned("P1"), (await day.brand.wallet("C"))["owed"]["amount_minor"]) == (500, 752)
    # 7. A used code is refused and changes nothing; a fresh one still counts.
    await day.scans("15 12:30:00", "D", "P1")
    day.clock.at("2026-06-15 12:31:00")
    refused(await day.brand.claim("D", day.caps[0]), "already_claimed")
    assert await day.earned("P1") == 500
    await day.claims("15 12:35:00", "D", 9)
    assert await day.earned("P1") == 600
    # 8. C's coupon is taken at S2: its owner earns, whoever advised.
    day.clock.at("2026-06-15 14:00:00")
    visit = {"event": "visit", "id": "v1", "consumer": {"ref": "C"}, "facts": {}}
    await day.brand.done("POST", "/events", visit)
    (coupon,) = (await day.brand.wallet("C"))["coupons"]
    day.clock.at("2026-06-15 15:00:00")
    assert (await day.brand.redeem("S2", coupon["code"], "r1")).is_success
    assert (await day.owners(), await day.earned("P1")) == ([0, 30], 600)


async def _leaving(day: _Day) -> None:
    # 9. Scanned before midnight, claimed after P1 has left: P1's all the same, and in the books of S1.
    await day.scans("15 23:50:00", "E", "P1")
    day.clock.at("2026-06-16 00:00:00")
    await day.brand.done("POST", f"/outlets/{day.stores['S1']}/clerks/2/departure")
    await day.claims("16 00:05:00", "E", 10)
    assert await day.earned("P1") == 700
    books = await day.brand.done("GET", f"/outlets/{day.stores['S1']}/statement?day=2026-06-16")
    assert books["clerk"]["amount_minor"] == 100
    page = await day.scans("16 00:10:00", "F", "P1")
    assert page["phase"] == "refused"
    assert "no longer in use" in prose(page["refusal"]["words"]["en"])
    await day.claims("16 00:11:00", "F", 11)
    assert await day.earned("P1") == 700


async def _fraud_and_end(day: _Day) -> None:
    # 10. C's third bottle is taken back with the clerk's part; the fourth does not move up.
    day.clock.at("2026-06-17 10:00:00")
    rows = await day.brand.decisions(day.campaign, "granted")
    third = next(row for row in rows if row["code"] == day.caps[7])
    path = f"/claims/{third['event_id']}/reversal"
    back = (await day.brand.done("POST", path, {"reason": "fraud"}))["items"]
    assert {one["recipient"]["kind"]: one["state"] for one in back} == {
        "consumer": "reversed", "clerk": "reversed",
    }  # fmt: skip
    again = (await day.brand.done("POST", path, {"reason": "fraud"}))["items"]
    assert [one["state"] for one in again] == ["reversed", "reversed"]
    claims = [row for row in rows if row["kind"] == "scan"]
    assert len(claims) == 12  # the eleven of the story, and one by somebody without a clerk
    wallets = [await day.brand.wallet(who) for who in ("A", "B", "C", "D", "E", "p1-at-home")]
    assert sum(one["owed"]["amount_minor"] for one in wallets) == 1880
    assert (await day.earned("P1"), await day.earned("P2")) == (600, 0)
    assert await day.owners() == [0, 30]
    assert await day.site.engine.audit() == ()
