"""Coupons with a basket: scope, minimum, percentage, lanes, places and expiry; part returns at the share that was paid."""

from __future__ import annotations

import asyncio

import httpx

from engine.api import Label
from tests.support.app import Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import BRAND, SPORTS_DRINK, Brand, Json, basket, found_brand, granted, refused, till

SODA, TOOTHPASTE = "9521000100022", "9521000900011"
CAMPAIGN = f"""campaign "At the till"
  brand    "Dew Drinks"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai

coupon "K1" "30 off 100" / "满100减30"
  worth     30.00 CNY off 100.00 CNY
  valid     until 2026-12-31
  products  {SPORTS_DRINK}, {SODA}
  outlets   "S1"

coupon "K2" "10 off 50 online" / "线上满50减10"
  worth  10.00 CNY off 50.00 CNY
  valid  until 2026-12-31
  at     online

coupon "K3" "5 off" / "减5"
  worth    5.00 CNY
  valid    until 2026-12-31
  lane     2, alongside at most 1 other
  outlets  "S1"

coupon "K4" "10% off the sports drink" / "运动饮料九折"
  worth     10%, at most 8.00 CNY
  valid     until 2026-12-31
  products  {SPORTS_DRINK}
  lane      1
  outlets   "S1"

coupon "K5" "5 off in June" / "六月减5"
  worth    5.00 CNY
  valid    until 2026-06-30
  outlets  "S1"

on scan of {SPORTS_DRINK}
  give coupon "K1"
  give coupon "K2"
  give coupon "K3"
  give coupon "K4"
  give coupon "K5"
"""


def test_every_rule_of_a_coupon_holds_at_the_till(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """From the clerk's scan of the member code to the last instant of a coupon, with every amount."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            clock.at("2026-06-10 09:00:00")
            for gtin, en, zh in ((SPORTS_DRINK, "D1", "运动饮料"), (SODA, "D2", "苏打水")):
                await site.engine.codes.set_product(BRAND, gtin, Label(en, zh))
            await brand.publish("at-the-till", CAMPAIGN)
            await brand.store("S1")
            await brand.store("S9")
            await brand.store("WEB", online=True)
            codes = await brand.codes("June", 2)
            held = await _coupons(brand, "A", codes[0])
            last = (await _coupons(brand, "B", codes[1]))["K5"]
            sale = await _first_evening(brand, clock, held)
            await _returns(brand, clock, sale)
            await _online(brand, clock, held)
            await _lanes(brand, clock, held)
            await _june_ends(brand, clock, held["K5"], last)
            assert await site.engine.audit() == ()

    asyncio.run(journey())


async def _coupons(brand: Brand, who: str, code: str) -> dict[str, str]:
    """What a scan gives, each coupon's code by its name in the campaign."""
    answer = await brand.claim(who, code)
    assert answer.is_success, answer.text
    names = {"30 off 100": "K1", "10 off 50 online": "K2", "5 off": "K3", "5 off in June": "K5"}
    given = (grant["coupon"] for grant in answer.json()["grants"])
    return {names.get(one["name"]["en"], "K4"): one["code"] for one in given}


def _line(gtin: str, quantity: int, unit: int) -> Json:
    return {"gtin": gtin, "quantity": quantity, "unit": unit}


SIX, TWO, PASTE = _line(SPORTS_DRINK, 6, 1290), _line(SODA, 2, 1550), _line(TOOTHPASTE, 1, 1980)


def _basket(store: str, *lines: Json) -> Json:
    return {"outlet_code": store, "clerk_number": "2", "currency": "CNY", "lines": list(lines)}


async def _sell(brand: Brand, store: str, request: str, codes: list[str], *lines: Json) -> httpx.Response:
    body = {**_basket(store, *lines), "coupon_codes": codes, "request_id": request}
    return await brand.send("POST", "/sales", body)


def _fen(money: Json) -> int:
    assert money["currency"] == "CNY"
    return int(money["amount_minor"])


def _paid(sale: Json) -> list[tuple[int, int, int]]:
    """Of each line: price, discount, what was paid."""
    return [(_fen(one["amount"]), _fen(one["off"]), _fen(one["paid"])) for one in sale["lines"]]


async def _first_evening(brand: Brand, clock: ClockFile, held: dict[str, str]) -> Json:
    """What the clerk sees, what is refused, the best choice, and K1 taken."""
    names = {code: name for name, code in held.items()}
    clock.at("2026-06-10 19:50:00")
    member = (await brand.wallet("A"))["member_code"]
    seen = await brand.done("GET", f"/members/{member}?outlet=S1&clerk=2")
    usable = {names[one["coupon"]["code"]]: one["usable"] for one in seen["coupons"]}
    assert usable == {"K1": True, "K2": False, "K3": True, "K4": True, "K5": True}
    online = next(one for one in seen["coupons"] if not one["usable"])
    assert "online orders only" in online["why_not"]["en"]
    assert set(seen) == {"member_code", "coupons"}, "no number, no history"

    clock.at("2026-06-10 19:52:00")
    five = _line(SPORTS_DRINK, 5, 1290)
    words = refused(await _sell(brand, "S1", "r1", [held["K1"]], five, TWO, PASTE), "below_minimum")
    assert words == "The coupon needs 100.00 of D1 or D2; the basket has 95.50."
    clock.at("2026-06-10 19:55:00")
    both = await _sell(brand, "S1", "r2", [held["K3"], held["K1"]], SIX, TWO, PASTE)
    assert refused(both, "coupons_clash") == "“30 off 100” does not combine with other coupons."
    proposal = await brand.done("POST", f"/members/{member}/proposal", _basket("S1", SIX, TWO, PASTE))
    assert [(names[one["code"]], _fen(one["off"])) for one in proposal["best"]["cuts"]] == [("K1", 3000)]
    asked = {**_basket("S1", SIX, TWO, PASTE), "coupon_codes": [held["K3"], held["K4"]]}
    other = await brand.done("POST", "/sales/quote", asked)
    assert [(names[one["code"]], _fen(one["off"])) for one in other["cuts"]] == [("K4", 774), ("K3", 500)]

    clock.at("2026-06-10 20:00:00")
    taken = await _sell(brand, "S1", "r3", [held["K1"]], SIX, TWO, PASTE)
    assert taken.status_code == 201
    sale = taken.json()
    assert _paid(sale) == [(7740, 2142, 5598), (3100, 858, 2242), (1980, 0, 1980)]
    assert (_fen(sale["total"]), _fen(sale["to_pay"])) == (12820, 9820)
    again = await _sell(brand, "S1", "r3", [held["K1"]], SIX, TWO, PASTE)
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert again.json()["sale_id"] == sale["sale_id"]
    part = await brand.cancel("S1", sale["redemptions"][0]["redemption_id"], "x1")
    refused(part, "part_of_sale")
    return dict(sale)


async def _returns(brand: Brand, clock: ClockFile, sale: Json) -> None:
    """Each soda water brings back what was paid for it; the coupon stays used, and no more comes back than was paid."""

    async def back(request: str, count: int) -> httpx.Response:
        body = {**till("S1", request), "lines": [{"line": 1, "quantity": count}]}
        return await brand.send("POST", f"/sales/{sale['sale_id']}/returns", body)

    clock.at("2026-06-11 10:00:00")
    first = (await back("b1", 1)).json()
    assert _fen(first["refund"]) == 1121
    assert first["sale"]["redemptions"][0]["coupon"]["state"] == "redeemed"
    again = await back("b1", 1)
    assert (again.status_code, _fen(again.json()["refund"])) == (200, 1121)
    clock.at("2026-06-11 10:05:00")
    refused(await back("b2", 2), "not_so_many")
    second = (await back("b3", 1)).json()
    line = second["sale"]["lines"][1]
    assert (_fen(second["refund"]), line["returned"], _fen(line["paid"]) - _fen(line["refunded"])) == (
        1121,
        2,
        0,
    )
    assert _fen(second["sale"]["refunded"]) == 2242
    refused(await back("b4", 1), "not_so_many")
    late = await brand.send("POST", f"/sales/{sale['sale_id']}/cancellation", till("S1", "x2"))
    refused(late, "cancel_too_late")


async def _online(brand: Brand, clock: ClockFile, held: dict[str, str]) -> None:
    """On the net: used, stores only, too little, and just enough."""
    clock.at("2026-06-12 20:00:00")

    async def pay(request: str, name: str, fen: int) -> httpx.Response:
        return await _sell(brand, "WEB", request, [held[name]], _line(SPORTS_DRINK, 1, fen))

    refused(await pay("w1", "K1", 15000), "coupon_redeemed_elsewhere")
    assert refused(await pay("w2", "K3", 5000), "coupon_store_only") == "This coupon is for stores only."
    assert "needs 50.00" in refused(await pay("w3", "K2", 4999), "below_minimum")
    paid = (await pay("w4", "K2", 5000)).json()
    assert (_fen(paid["to_pay"]), _paid(paid)) == (4000, [(5000, 1000, 4000)])


async def _lanes(brand: Brand, clock: ClockFile, held: dict[str, str]) -> None:
    """The percentage first, at most 8.00, then the fixed amount; called off on its day, it is all as before."""
    clock.at("2026-06-20 12:00:00")
    seven = _line(SPORTS_DRINK, 7, 1290)
    first = (await _sell(brand, "S1", "l1", [held["K3"], held["K4"]], seven)).json()
    assert [_fen(one["off"]) for one in first["cuts"]] == [800, 500]
    assert (_paid(first), _fen(first["to_pay"])) == ([(9030, 1300, 7730)], 7730)
    owed = [_fen(grant["amount"]) for one in first["redemptions"] for grant in one["grants"]]
    assert owed == [800, 500], "the store is owed what was taken off"
    off = await brand.done("POST", f"/sales/{first['sale_id']}/cancellation", till("S1", "x3"))
    assert (off["state"], _fen(off["refunded"])) == ("cancelled", 7730)
    assert {one["coupon"]["state"] for one in off["redemptions"]} == {"open"}
    again = (await _sell(brand, "S1", "l2", [held["K4"], held["K3"]], seven)).json()
    assert _fen(again["to_pay"]) == 7730
    repeated = await brand.done("POST", f"/sales/{first['sale_id']}/cancellation", till("S1", "x3"))
    assert (repeated["repeated"], repeated["cancelled_at"]) == (True, told("2026-06-20 12:00:00"))


async def _june_ends(brand: Brand, clock: ClockFile, k5: str, last: str) -> None:
    """A store that does not take part; the last instant of June by the server's clock, and the first of July."""
    six = _line(SPORTS_DRINK, 1, 600)
    clock.at("2026-06-21 12:00:00")
    refused(await _sell(brand, "S9", "n1", [k5], six), "outlet_not_taking_part")
    clock.at("2026-06-30 23:59:59")
    taken = await brand.redeem("S1", k5, "j1", basket=basket(600))
    assert (taken.status_code, _fen(taken.json()["to_pay"])) == (201, 100)
    clock.at("2026-07-01 00:00:00")
    when = "2026-06-30T23:50:00+08:00"
    offline = {**_basket("S1", six), "coupon_codes": [last], "request_id": "j2", "taken_at": when}
    refused(await brand.send("POST", "/sales", offline), "coupon_expired")
    newest = (await brand.done("GET", "/redemptions/refusals?limit=1"))["items"][0]
    assert (newest["request_id"], newest["taken_at"]) == ("j2", told("2026-06-30 23:50:00"))
    assert granted(await brand.redeem("S1", k5, "j1", basket=basket(600)))
