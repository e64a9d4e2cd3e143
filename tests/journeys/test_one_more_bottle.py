"""Vouchers for a bottle out of outlets' prize stock: served once, never burnt by an empty shelf, held, declined, expired."""

from __future__ import annotations

import asyncio

import httpx

import dsl
import plugins
from dsl.testing import run_forecasts
from engine.plugin_host import PluginHost
from engine.vocabulary import vocabulary
from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import SPORTS_DRINK, Brand, Json, found_brand, granted, refused, till, together

CAMPAIGN = f"""campaign "One more bottle" / "再来一瓶"
  brand    "Dew Drinks"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-07-31 in Asia/Shanghai

coupon "bottle" "one more bottle" / "再来一瓶"
  goods  {SPORTS_DRINK}
  worth  5.00 CNY
  valid  30 days
  pays   store 0.30 CNY

on scan of {SPORTS_DRINK}
  draw
    99.99%  coupon "bottle", stock 5,000
    rest    nothing
"""
PLACES = {"S1": (22_543_100, 114_057_900), "S2": (22_551_200, 114_057_900)}


def test_a_voucher_is_served_where_there_is_stock_and_stays_good_where_there_is_none(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """Winning takes no stock, one of two is served at the last bottle, holds lapse, and the books agree to the end."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            clock.at("2026-06-15 09:00:00")
            await brand.publish("one-more-bottle", CAMPAIGN)
            outlets = {
                code: await brand.store(code, position={"latitude_e6": at[0], "longitude_e6": at[1]})
                for code, at in PLACES.items()
            }
            for code, pieces in (("S1", 1), ("S2", 5)):
                for _ in range(2):  # told twice, it counts once
                    body = {"gtin": SPORTS_DRINK, "pieces": pieces, "request_id": "first"}
                    assert (await brand.done("POST", f"/outlets/{outlets[code]}/stock", body))[
                        "on_hand"
                    ] == pieces
            held = await _vouchers(brand)
            assert await _free(brand, held["A"]) == {"S1": 1, "S2": 5}, "winning takes nothing from a shelf"
            served = await _last_bottle(brand, clock, held)
            await _held(site, brand, clock, held)
            await _declined(brand, clock, held, outlets["S1"])
            await _prize_bottle(brand, clock)
            await _the_30th_day(brand, clock, held["D"])
            await _books(brand, outlets, served)
            assert await site.engine.audit() == ()

    asyncio.run(journey())


async def _vouchers(brand: Brand) -> dict[str, str]:
    """Everybody's voucher, won on 15 June."""
    won: dict[str, str] = {}
    for who, code in zip("ABCD", await brand.codes("June", 4), strict=True):
        won[who] = granted(await brand.claim(who, code))["coupon"]
    return won


async def _near(brand: Brand, voucher: str) -> list[Json]:
    return list((await brand.done("GET", f"/coupons/{voucher}/stores?near=S1"))["items"])


async def _free(brand: Brand, voucher: str) -> dict[str, int]:
    return {one["outlet"]["code"]: one["free"] for one in await _near(brand, voucher)}


async def _last_bottle(brand: Brand, clock: ClockFile, held: dict[str, str]) -> str:
    """A and B ask for the last one at one instant; who is served."""
    clock.at("2026-06-16 18:00:00")
    assert [(one["outlet"]["code"], one["free"], one["metres"]) for one in await _near(brand, held["A"])] == [
        ("S1", 1, 0),
        ("S2", 5, 901),
    ]
    clock.at("2026-06-16 18:05:00")
    answers = await together(brand.redeem("S1", held[who], f"r-{who}") for who in "AB")
    assert sorted(one.status_code for one in answers) == [201, 409]
    first, second = ("A", "B") if answers[0].status_code == 201 else ("B", "A")
    lost = next(one for one in answers if one.status_code == 409)
    words = refused(lost, "none_left_here")
    assert words == "None is left here; nearest: Store S2, 900 m: 5 left. The voucher stays good."
    clock.at("2026-06-16 18:05:03")
    again = await brand.redeem("S1", held[first], f"r-{first}")
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert await _free(brand, held[second]) == {"S1": 0, "S2": 5}
    clock.at("2026-06-16 18:40:00")
    assert (await brand.redeem("S2", held[second], "r-later")).status_code == 201
    assert await _free(brand, held["C"]) == {"S1": 0, "S2": 4}
    return first


async def _hold(brand: Brand, who: str, voucher: str, store: str, until: str) -> httpx.Response:
    body = {"consumer": {"ref": who}, "outlet_code": store, "until": until}
    return await brand.send("POST", f"/coupons/{voucher}/hold", body)


async def _held(site: Site, brand: Brand, clock: ClockFile, held: dict[str, str]) -> None:
    """C has one held until nine; others see one less until then, and C's voucher is as good as before."""
    clock.at("2026-06-16 19:00:00")
    nine = "2026-06-16T21:00:00+08:00"
    refused(await _hold(brand, "D", held["C"], "S2", nine), "coupon_unknown", 404)
    refused(await _hold(brand, "C", held["C"], "S1", nine), "none_left_here")
    assert (await _hold(brand, "C", held["C"], "S2", nine)).json()["until"] == told("2026-06-16 21:00:00")
    assert (await _hold(brand, "C", held["C"], "S2", nine)).status_code == 201, "asked twice, held once"
    clock.at("2026-06-16 20:00:00")
    assert await _free(brand, held["D"]) == {"S1": 0, "S2": 3}
    await site.engine.waits.run_once()
    assert await _free(brand, held["D"]) == {"S1": 0, "S2": 3}
    clock.at("2026-06-16 21:00:00")
    await site.engine.waits.run_once()
    assert await _free(brand, held["D"]) == {"S1": 0, "S2": 4}
    wallet = (await brand.wallet("C"))["coupons"]
    assert [one["state"] for one in wallet] == ["open"]


async def _declined(brand: Brand, clock: ClockFile, held: dict[str, str], outlet: str) -> None:
    """A store with a full shelf declines: one complaint, nothing changed; ten minutes later it serves, once."""
    clock.at("2026-06-17 09:00:00")
    body = {"gtin": SPORTS_DRINK, "pieces": 24, "request_id": "second"}
    assert (await brand.done("POST", f"/outlets/{outlet}/stock", body))["free"] == 24
    clock.at("2026-06-17 10:00:00")
    for _ in range(2):  # a double tap is one complaint
        tell = {"consumer": {"ref": "C"}, "outlet_code": "S1"}
        assert (await brand.send("POST", f"/coupons/{held['C']}/complaints", tell)).status_code == 204
    found = (await brand.done("GET", f"/outlets/{outlet}/complaints"))["items"]
    assert [(one["coupon_code"], one["at"]) for one in found] == [(held["C"], told("2026-06-17 10:00:00"))]
    assert (await _free(brand, held["C"]))["S1"] == 24
    clock.at("2026-06-17 10:10:00")
    assert (await brand.redeem("S1", held["C"], "r-C")).status_code == 201
    assert (await _free(brand, held["D"]))["S1"] == 23
    clock.at("2026-06-17 10:20:00")
    refused(await brand.redeem("S1", held["C"], "screenshot"), "coupon_redeemed_here")
    wrong = await brand.redeem("S1", held["D"], "r-wrong", product="9521000100022")
    assert "It stays good" in refused(wrong, "wrong_product")


async def _prize_bottle(brand: Brand, clock: ClockFile) -> None:
    """The cap of a prize bottle is a cap like any other."""
    clock.at("2026-06-17 11:00:00")
    [code] = await brand.codes("Prizes", 1)
    assert "coupon" in granted(await brand.claim("A", code))


async def _the_30th_day(brand: Brand, clock: ClockFile, voucher: str) -> None:
    """Served in the last second of the 30th day, called off, and expired in the next."""
    clock.at("2026-07-15 23:59:58")
    taken = (await brand.redeem("S2", voucher, "r-D")).json()
    off = await brand.cancel("S2", taken["redemption_id"], "x-D")
    assert off.json()["state"] == "cancelled"
    assert (await _free(brand, voucher))["S2"] == 4
    clock.at("2026-07-15 23:59:59")
    again = (await brand.redeem("S2", voucher, "r-D2")).json()
    await brand.cancel("S2", again["redemption_id"], "x-D2")
    clock.at("2026-07-16 00:00:00")
    words = refused(await brand.redeem("S2", voucher, "r-D3"), "coupon_expired")
    assert "at the end of 15 July 2026" in words


async def _books(brand: Brand, outlets: dict[str, str], served: str) -> None:
    """Two bottles and 0.60 for S1, one and 0.30 for S2."""
    assert served in "AB"
    kind, money = {}, {}
    for code, outlet in outlets.items():
        [stock] = (await brand.done("GET", f"/outlets/{outlet}/stock"))["items"]
        kind[code] = (stock["handed"], stock["free"], stock["held"])
        days = [
            (await brand.done("GET", f"/outlets/{outlet}/statement?day={day}"))["store"]["amount_minor"]
            for day in ("2026-06-16", "2026-06-17", "2026-07-15")
        ]
        money[code] = sum(days)
    assert kind == {"S1": (2, 23, 0), "S2": (1, 4, 0)}
    assert money == {"S1": 60, "S2": 30}
    assert till("S1", "r")["clerk_number"] == "2"


def test_one_in_five_wins_and_never_more_than_there_are_vouchers() -> None:
    """10,000 draws within four standard deviations of 2,000; 40,000 draws give all 5,000 vouchers and not one more."""
    told = """
population "many"
  consumers 50,000

forecast "ten thousand"
  over    10,000 scans of "many", seed 7
  expect  coupon "bottle" given between 1,840 and 2,160 times

forecast "forty thousand"
  over    40,000 scans of "many", seed 7
  expect  coupon "bottle" given between 5,000 and 5,000 times
"""
    words = vocabulary(PluginHost.load(plugins.BUILTIN, ()).catalog)
    checked = dsl.check(CAMPAIGN.replace("99.99%", "20%") + told, words)
    assert checked.campaign is not None, checked.diagnostics
    results = run_forecasts(checked.campaign, words)
    assert [(one.name, one.passed) for one in results] == [("ten thousand", True), ("forty thousand", True)]
