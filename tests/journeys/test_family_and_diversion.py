"""Bottle, carton and pallet are one family: stores earn by their cartons, and a carton far from home raises one alarm."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import SPORTS_DRINK, Brand, Json, found_brand, granted, paid_once, refused
from tests.support.site import Phone, prose

CARTON_GTIN = "19521000100012"
CAMPAIGN = """campaign "Cartons that pay" / "整箱有礼"
  brand    "Dew Drinks"
  runs     2026-05-01 to 2026-05-31 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet

on scan of in_lid code of 9521000100015
  give red_packet 1.00 CNY
  give red_packet 0.20 CNY to store
  if spent
    refuse

on scan of in_carton code of 19521000100012
  give red_packet 3.00 CNY to store
  if spent
    refuse
"""


def test_bottle_carton_and_pallet_are_one_family(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """Registration, re-packing, diversion and withdrawal, with every fen of consumers and stores."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            plant = await _plant(site, Brand([client], await found_brand(site.engine)), clock)
            await _registration(plant, clock)
            await _diversion(plant, clock)
            await _repacked_and_withdrawn(plant, clock)
            await _end(plant, clock, wallet)

    asyncio.run(journey())


@dataclass
class _Plant:
    """X1 is carton 1 with bottles 1 to 24, X2 carton 2 with 25 to 48, both on pallet 1; X9 is carton 9."""

    site: Site
    brand: Brand
    campaign: str
    batches: dict[str, str]
    codes: dict[str, list[str]]
    stores: dict[str, str]

    def bottle(self, carton: int, place: int) -> str:
        return self.codes["Bottles"][(carton - 1) * 24 + place - 1]

    async def claim(self, who: str, code: str, region: str | None = "CN-GD") -> Any:
        body = {"code": code, "consumer": {"ref": who}} | ({"region": region} if region else {})
        return await self.brand.send("POST", "/claims", body)

    async def register(self, store: str, carton: int) -> Any:
        body = {"code": self.codes["Inside"][carton - 1], "outlet_code": store, "clerk_number": "2"}
        return await self.brand.send("POST", "/registrations", body)

    async def alarms(self) -> list[Json]:
        return list((await self.brand.done("GET", "/diversions"))["items"])

    async def observations(self) -> int:
        return len((await self.brand.done("GET", "/diversions/observations"))["items"])

    async def stores_on(self, day: str) -> dict[str, int]:
        found = {}
        for name, number in self.stores.items():
            books = await self.brand.done("GET", f"/outlets/{number}/statement?day={day}")
            found[name] = books["store"]["amount_minor"]
        return found


async def _plant(site: Site, brand: Brand, clock: ClockFile) -> _Plant:
    clock.at("2026-05-08 09:00:00")
    campaign = await brand.publish("cartons", CAMPAIGN)
    stores = {"S1": await brand.store("S1"), "S2": await brand.store("S2")}
    batches, codes = {}, {}
    for name, gtin, kind, size in (
        ("Bottles", SPORTS_DRINK, "in_lid", 240), ("Labels", SPORTS_DRINK, "label", 240),
        ("Inside", CARTON_GTIN, "in_carton", 10), ("Cartons", CARTON_GTIN, "carton", 10),
        ("Pallets", CARTON_GTIN, "pallet", 2),
    ):  # fmt: skip
        asked = {"name": name, "gtin": gtin, "kind": kind, "size": size}
        batches[name] = (await brand.done("POST", "/batches", asked))["id"]
        codes[name] = (await brand.send("GET", f"/batches/{batches[name]}/codes?form=code")).text.split()
        change = {"first": 1, "last": size, "aspect": "state", "value": "active"}
        await brand.done("POST", f"/batches/{batches[name]}/ranges", change)
    plant = _Plant(site, brand, campaign, batches, codes, stores)
    # The line reports bottles by their codes, all else by serials.
    rows = [f"{plant.bottle(carton, place)},{codes['Cartons'][carton - 1]}"
            for carton in (1, 2, 9) for place in range(1, 25)]  # fmt: skip
    packed = await brand.done("POST", "/packing", {"table": "child,parent\n" + "\n".join(rows)})
    assert packed == {"lines": 72, "links": 2}
    serials = [
        "batch,first,last,parent_batch,into,per", "Labels,1,240,Cartons,1,24", "Inside,1,10,Cartons,1,1",
        "Cartons,1,2,Pallets,1,2",
    ]  # fmt: skip
    await brand.done("POST", "/packing", {"table": "\n".join(serials)})
    for batch, serial, aspect, value in (
        ("Pallets", 1, "region", "CN-GD"), ("Pallets", 1, "dealer", "FS-01"), ("Cartons", 9, "region", "CN-HN"),
        ("Pallets", 1, "made", "2026-05-07"),
    ):  # fmt: skip
        change = {"first": serial, "last": serial, "aspect": aspect, "value": value}
        await brand.done("POST", f"/batches/{batches[batch]}/ranges", change)
    # 9 May: one bottle of X1 goes into X9.
    clock.at("2026-05-09 15:00:00")
    moved = {"table": f"child,parent\n{plant.bottle(1, 10)},{codes['Cartons'][8]}"}
    await brand.done("POST", "/packing", moved)
    return plant


async def _registration(plant: _Plant, clock: ClockFile) -> None:
    # 1. The label tells that the bottle is genuine and when it was made; the cap stays unused.
    clock.at("2026-05-12 10:00:00")
    label = plant.codes["Labels"][0]
    page = prose((await Phone(plant.site.app).exchange("GET", f"/c/{label}")).text)
    assert "genuine" in page.lower()
    assert "7 May 2026" in page
    seen = await plant.brand.done("GET", f"/codes/{label}?consumer=A")
    assert (seen["phase"], seen["made"], seen["answer"]) == ("product", "2026-05-07", None)
    assert (await plant.brand.done("GET", f"/codes/{plant.bottle(1, 1)}?consumer=A"))["phase"] == "ask"

    # 2. S1 registers X1 and gets 3.00, once; S2 comes too late.
    clock.at("2026-05-12 11:00:00")
    first = await plant.register("S1", 1)
    assert (first.status_code, granted(first)) == (201, {"red_packet": 300})
    again = await plant.register("S1", 1)
    assert (again.status_code, again.json()["repeated"], granted(again)) == (200, True, {"red_packet": 300})
    clock.at("2026-05-12 11:05:00")
    assert "another store" in refused(await plant.register("S2", 1), "held_by_another")

    # 3. A claims from it: the store earns, too. A sees only A's part.
    clock.at("2026-05-13 09:00:00")
    assert granted(await plant.claim("A", plant.bottle(1, 1))) == {"red_packet": 100}
    assert await plant.stores_on("2026-05-13") == {"S1": 20, "S2": 0}

    # 4. The owner of S1 shops under a known account: nothing from the own store's carton.
    clock.at("2026-05-13 10:00:00")
    known = {"consumer": {"ref": "owner-1"}}
    await plant.brand.done("PUT", f"/outlets/{plant.stores['S1']}/clerks/1/consumer", known)
    words = refused(await plant.claim("owner-1", plant.bottle(1, 2)), "staff_of_holder")
    assert "holds this carton" in words
    assert (await plant.brand.done("GET", f"/codes/{plant.bottle(1, 2)}"))["phase"] == "ask"

    # 5. X2 is opened before anybody registers it: listed; nothing is paid for what was before.
    clock.at("2026-05-14 10:00:00")
    assert granted(await plant.claim("B", plant.bottle(2, 1))) == {"red_packet": 100}
    open_ = (await plant.brand.done("GET", "/cartons/unregistered"))["items"]
    assert [(one["batch"], one["serial"], one["claims"]) for one in open_] == [("Cartons", 2, 1)]
    clock.at("2026-05-15 10:00:00")
    assert granted(await plant.register("S2", 2)) == {"red_packet": 300}
    assert (await plant.brand.done("GET", "/cartons/unregistered"))["items"] == []
    assert await plant.stores_on("2026-05-14") == {"S1": 0, "S2": 0}
    held = (await plant.brand.done("GET", f"/outlets/{plant.stores['S2']}/cartons"))["items"]
    assert [(one["kind"], one["serial"]) for one in held] == [("in_carton", 2)]


async def _diversion(plant: _Plant, clock: ClockFile) -> None:
    # 6. Three claims of X2 in Hunan: two observations, then one alarm, which grows.
    for hour, place in ((10, 5), (11, 6), (12, 7)):
        assert await plant.alarms() == []
        clock.at(f"2026-05-16 {hour}:00:00")
        assert granted(await plant.claim(f"H{place}", plant.bottle(2, place), "CN-HN")) == {"red_packet": 100}
    assert await plant.observations() == 3
    (alarm,) = await plant.alarms()
    assert (alarm["carton"]["batch"], alarm["carton"]["serial"]) == ("Cartons", 2)
    assert (alarm["pallet"]["batch"], alarm["pallet"]["serial"]) == ("Pallets", 1)
    assert (alarm["dealer"], alarm["planned"], alarm["seen"]) == ("FS-01", "CN-GD", ["CN-HN"])
    assert (alarm["claims"], alarm["packs"]) == (3, 24)
    assert (alarm["first_at"], alarm["raised_at"]) == (
        told("2026-05-16 10:00:00"),
        told("2026-05-16 12:00:00"),
    )
    assert await plant.stores_on("2026-05-16") == {"S1": 0, "S2": 60}
    clock.at("2026-05-16 13:00:00")
    # the same province in digits, as some proxies write it
    assert granted(await plant.claim("H8", plant.bottle(2, 8), "CN-43")) == {"red_packet": 100}
    (grown,) = await plant.alarms()
    assert (grown["id"], grown["claims"], grown["seen"]) == (alarm["id"], 4, ["CN-HN"])
    assert await plant.stores_on("2026-05-16") == {"S1": 0, "S2": 80}


async def _repacked_and_withdrawn(plant: _Plant, clock: ClockFile) -> None:
    # 7. The bottle that was packed into X9, for Hunan: no observation, and nothing for S1.
    clock.at("2026-05-17 10:00:00")
    assert granted(await plant.claim("C", plant.bottle(1, 10), "CN-HN")) == {"red_packet": 100}
    assert await plant.observations() == 4
    assert await plant.stores_on("2026-05-17") == {"S1": 0, "S2": 0}
    family = await plant.brand.done("GET", f"/codes/{plant.bottle(1, 10)}/family")
    assert [(unit["kind"], unit["serial"]) for unit in family["units"]] == [("carton", 9)]
    assert [line["unit"]["serial"] for line in family["history"]] == [1, 9]

    # 8. The outside of the carton is for logistics, the inside for the store.
    clock.at("2026-05-18 10:00:00")
    phone = Phone(plant.site.app)
    outside = prose((await phone.exchange("GET", f"/c/{plant.codes['Cartons'][0]}")).text)
    assert "look under the cap" in outside.lower()
    refused(await plant.claim("C", plant.codes["Cartons"][0]), "logistics_code")
    refused(await plant.claim("C", plant.codes["Inside"][2]), "outlet_code")

    # 9. The pallet is withdrawn with its 47 bottles; X9 is not of it any more.
    clock.at("2026-05-20 00:00:00")
    pallets = plant.batches["Pallets"]
    inside = (await plant.brand.done("GET", f"/batches/{pallets}/contents?first=1&last=1"))["items"]
    assert {one["kind"]: one["codes"] for one in inside}["in_lid"] == 47
    change = {"first": 1, "last": 1, "aspect": "state", "value": "withdrawn"}
    await plant.brand.done("POST", f"/batches/{pallets}/ranges", change)
    clock.at("2026-05-20 09:00:00")
    assert "withdrawn" in refused(await plant.claim("D", plant.bottle(2, 9)), "withdrawn")
    clock.at("2026-05-20 09:01:00")
    assert granted(await plant.claim("D", plant.bottle(9, 1), "CN-HN")) == {"red_packet": 100}


async def _end(plant: _Plant, clock: ClockFile, wallet: Wallet) -> None:
    days = ("12", "13", "14", "15", "16", "17", "20")
    books = [await plant.stores_on(f"2026-05-{day}") for day in days]
    assert sum(day["S1"] for day in books) == 320
    assert sum(day["S2"] for day in books) == 380
    figures = await plant.brand.figures(plant.campaign)
    assert (figures["claims"], figures["used"]) == (8, 8 * 100 + 320 + 380)
    assert await plant.observations() == 4
    (alarm,) = await plant.alarms()
    await plant.brand.done("POST", f"/diversions/{alarm['id']}/closure")
    (closed,) = await plant.alarms()
    assert (closed["claims"], closed["closed_at"]) == (4, told("2026-05-20 09:01:00"))
    await plant.site.pay_out()
    assert await paid_once(wallet, plant.brand) == 1500
    assert await plant.site.engine.audit() == ()
