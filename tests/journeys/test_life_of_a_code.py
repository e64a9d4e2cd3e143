"""A code is printed, activated, withdrawn and reinstated; after the sale it still answers, and who needs help gets it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import Brand, found_brand, granted, paid_once, refused
from tests.support.site import Phone, prose

SODA = "9521000100022"
CAMPAIGN = f"""campaign "Soda" / "苏打"
  brand    "Dew Drinks"
  runs     2026-04-01 to 2026-04-30 in Asia/Shanghai
  budget   500.00 CNY
  channel  sandbox_wallet

on scan of in_lid code of {SODA}
  give red_packet 1.00 CNY
  if spent
    refuse
"""
SERVICE = """campaign "Service desk" / "售后服务"
  brand    "Dew Drinks"
  runs     2026-04-01 to 2026-12-31 in Asia/Shanghai
  budget   500.00 CNY

coupon "sorry-10" "10 yuan off" / "减10元"
  worth    10.00 CNY
  valid    30 days

on service
  give compensation "sorry-10" for 10.00 CNY
  if spent
    refuse
"""
ACTIVATED = "2026-04-01 08:00:00"


@dataclass
class _Soda:
    """Three batches of soda with the codes in their caps, and the after-sales codes of the third."""

    site: Site
    brand: Brand
    clock: ClockFile
    campaign: str
    service: str
    batches: dict[int, str]
    codes: dict[int, list[str]]
    after: list[str]

    async def change(self, batch: int, first: int, last: int, state: str) -> None:
        change = {"first": first, "last": last, "aspect": "state", "value": state}
        await self.brand.done("POST", f"/batches/{self.batches[batch]}/ranges", change)

    async def gives(self, at: str, who: str, batch: int, serial: int) -> None:
        self.clock.at(at)
        assert granted(await self.brand.claim(who, self.codes[batch][serial - 1])) == {"red_packet": 100}

    async def refuses(self, at: str, who: str, batch: int, serial: int, reason: str) -> str:
        self.clock.at(at)
        return refused(await self.brand.claim(who, self.codes[batch][serial - 1]), reason)


def test_life_of_a_code(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """Early scans, withdrawal in the middle of payouts, one service case, ranges to the serial, a slip mended."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            soda = await _printed(site, Brand([client], await found_brand(site.engine)), clock)
            await _withdrawn(soda)
            await _helped(soda)
            await _ranges(soda)
            await _end(soda, wallet)

    asyncio.run(journey())


async def _printed(site: Site, brand: Brand, clock: ClockFile) -> _Soda:
    clock.at("2026-03-30 08:00:00")
    campaign, service = await brand.publish("soda", CAMPAIGN), await brand.publish("service", SERVICE)
    batches, codes = {}, {}
    for number, size in ((1, 6_000), (2, 100), (3, 100), (4, 100)):
        kind = "after_sales" if number == 4 else "in_lid"
        asked = {"name": f"Batch {number}", "gtin": SODA, "kind": kind, "size": size}
        batches[number] = (await brand.done("POST", "/batches", asked))["id"]
        text = (await brand.send("GET", f"/batches/{batches[number]}/codes?form=code")).text
        codes[number] = text.split()
    own = {"first": 1, "last": 100, "parent": batches[3], "into": 1, "per": 1}
    await brand.done("POST", f"/batches/{batches[4]}/packing", own)
    soda = _Soda(site, brand, clock, campaign, service, batches, codes, codes[4])
    clock.at(ACTIVATED)
    await soda.change(1, 1, 6_000, "active")
    await soda.change(3, 1, 100, "active")
    return soda


async def _withdrawn(soda: _Soda) -> None:
    # 1. A claims before activation: refused, and the operator sees one early scan.
    words = await soda.refuses("2026-04-05 09:00:00", "A", 2, 1, "not_active")
    assert "not active yet" in words
    batch = await soda.brand.done("GET", f"/batches/{soda.batches[2]}")
    assert (batch["active"], batch["claimed"], batch["early"]) == (0, 0, 1)
    # 2. Activated, the same code gives.
    soda.clock.at("2026-04-06 08:00:00")
    await soda.change(2, 1, 100, "active")
    await soda.gives("2026-04-06 09:00:00", "A", 2, 1)
    # 3. B is paid, 4. C is promised; then batch 3 is withdrawn and F comes too late.
    await soda.gives("2026-04-08 10:00:00", "B", 3, 1)
    soda.clock.at("2026-04-08 10:01:00")
    await soda.site.pay_out()
    soda.clock.at("2026-04-10 11:59:59")
    promised = (await soda.brand.claim("C", soda.codes[3][1])).json()["grants"][0]
    assert (promised["amount"]["amount_minor"], promised["state"]) == (100, "owed")
    soda.clock.at("2026-04-10 12:00:00")
    await soda.change(3, 1, 100, "withdrawn")
    words = await soda.refuses("2026-04-10 12:00:00", "F", 3, 3, "withdrawn")
    assert words == "This batch has been withdrawn."
    # 5. What was promised before is paid, what was paid stays paid.
    soda.clock.at("2026-04-10 12:05:00")
    await soda.site.pay_out()
    settled = await soda.brand.done("GET", f"/grants/{promised['id']}")
    assert (settled["state"], settled["paid_at"]) == ("paid", told("2026-04-10 12:05:00"))
    figures = await soda.brand.figures(soda.campaign)
    assert (figures["used"], figures["paid"], figures["reversed"]) == (300, 300, 0)


async def _helped(soda: _Soda) -> None:
    # 6. The after-sales code of the withdrawn bottle answers, and opens one case.
    before = await soda.brand.figures(soda.campaign)
    code, phone = soda.after[2], Phone(soda.site.app)
    for at in ("2026-04-10 12:10:00", "2026-04-10 12:20:00"):
        soda.clock.at(at)
        page = prose((await phone.exchange("GET", f"/c/{code}")).text)
        assert "do not drink" in page
        assert "service case 1" in page.lower()
        (case,) = (await soda.brand.done("GET", "/service-cases"))["items"]
        assert (case["number"], case["state"], case["opened_at"]) == (1, "open", told("2026-04-10 12:10:00"))
        assert (case["code"], case["code_state"], case["serial"]) == (code, "withdrawn", 3)
    words = refused(await soda.brand.claim("F", code), "service_code")
    assert "no reward" in words
    # F's phone is F: the brand's own number says so.
    told_more = await phone.exchange(
        "POST", f"/c/{code}/service", form={"told": "it smells"}, headers={"sec-fetch-site": "same-origin"}
    )
    assert told_more.status_code == 303
    (case,) = (await soda.brand.done("GET", "/service-cases"))["items"]
    assert case["told"] == "it smells"
    # 7. The desk approves: ten yuan from the service budget, nothing from the campaign.
    soda.clock.at("2026-04-11 15:00:00")
    path = f"/service-cases/{case['id']}/compensation"
    (claim,) = (await soda.brand.done("POST", path, {}))["claims"]
    (given,) = claim["grants"]
    assert (given["reward"], given["coupon"]["worth"]["amount_minor"]) == ("compensation", 1000)
    refused(await soda.brand.send("POST", path, {}), "case_done")
    (case,) = (await soda.brand.done("GET", "/service-cases"))["items"]
    assert (case["state"], case["claim_id"]) == ("compensated", claim["claim_id"])
    page = prose((await phone.exchange("GET", "/w/dew-drinks")).text)
    assert "10 yuan off" in page
    service = (await soda.brand.done("GET", f"/campaigns/{soda.service}"))["summary"]["figures"]
    assert service["budget"]["amount_minor"] - service["used"]["amount_minor"] == 49_000
    assert await soda.brand.figures(soda.campaign) == before


async def _ranges(soda: _Soda) -> None:
    # 8. One wrong character: not genuine, nothing of the product.
    soda.clock.at("2026-04-12 10:00:00")
    good = soda.codes[1][9]
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    answer = await soda.brand.claim("E", wrong)
    refused(answer, "not_genuine", 404)
    assert SODA not in answer.text
    assert await _wrong_codes(soda) == [1], "counted once, for E alone"
    # 9. A hundred serials are withdrawn, both ends included.
    soda.clock.at("2026-04-12 11:00:00")
    await soda.change(1, 5_001, 5_100, "withdrawn")
    await soda.gives("2026-04-12 11:00:01", "G", 1, 5_000)
    await soda.refuses("2026-04-12 11:00:02", "G", 1, 5_001, "withdrawn")
    await soda.refuses("2026-04-12 11:00:03", "G", 1, 5_100, "withdrawn")
    await soda.gives("2026-04-12 11:00:04", "E", 1, 5_101)
    # 10. Reinstated by mistake and withdrawn again: valid in between, and the history tells.
    soda.clock.at("2026-04-13 09:00:00")
    await soda.change(3, 1, 100, "active")
    await soda.gives("2026-04-13 09:02:00", "F", 3, 3)
    soda.clock.at("2026-04-13 09:05:00")
    await soda.change(3, 1, 100, "withdrawn")
    await soda.refuses("2026-04-13 09:06:00", "G", 3, 4, "withdrawn")
    history = (await soda.brand.done("GET", f"/batches/{soda.batches[3]}/ranges"))["items"]
    assert [(one["value"], one["effective_at"], bool(one["by"])) for one in history] == [
        ("active", told(ACTIVATED), True),
        ("withdrawn", told("2026-04-10 12:00:00"), True),
        ("active", told("2026-04-13 09:00:00"), True),
        ("withdrawn", told("2026-04-13 09:05:00"), True),
    ]


async def _wrong_codes(soda: _Soda) -> list[int]:
    """How many wrong codes count against each who sent any."""
    rows = await soda.site.engine._core.database.fetch("SELECT key, seen FROM guesser", [])
    return [len(json.loads(row["seen"])) for row in rows if not row["key"].endswith("|*")]


async def _end(soda: _Soda, wallet: Wallet) -> None:
    await soda.site.pay_out()
    figures = await soda.brand.figures(soda.campaign)
    assert (figures["claims"], figures["used"], figures["paid"]) == (6, 600, 600)
    service = (await soda.brand.done("GET", f"/campaigns/{soda.service}"))["summary"]["figures"]
    assert (service["used"]["amount_minor"], service["coupons"], service["claims"]) == (1000, 1, 1)
    assert await paid_once(wallet, soda.brand) == 600
    assert await soda.site.engine.audit() == ()
