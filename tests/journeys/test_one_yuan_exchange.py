"""A bottle for one yuan at shops that check vouchers, the same as a packet elsewhere, and a reward that falls silent."""

from __future__ import annotations

import asyncio
from unittest.mock import patch

import httpx

from engine.api import Label
from plugins.exchange.reward import Exchange
from tests.support.app import Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import (
    BRAND,
    SPORTS_DRINK,
    Brand,
    Json,
    basket,
    found_brand,
    granted,
    paid_once,
    refused,
    till,
)

SODA = "9521000100022"
CAMPAIGN = f"""campaign "One yuan" / "一元换购"
  brand    "Dew Drinks"
  contact  "400-820-0000"
  runs     2026-08-01 to 2026-08-31 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

coupon "one-yuan" "a bottle for 1 yuan" / "一元换购"
  goods        {SPORTS_DRINK} for 1.00 CNY
  worth        5.00 CNY
  valid        30 days
  outlets      "S1", otherwise "this shop uses the packet offer" / "本店走红包活动"
  each person  at most 2 a day
  pays         store 4.20 CNY

coupon "five" "5 off" / "减5"
  worth  5.00 CNY
  valid  30 days
  lane   1

on scan of {SPORTS_DRINK}, batch "one"
  give exchange "one-yuan"

on scan of {SPORTS_DRINK}, batch "four"
  give red_packet 4.00 CNY, unlocked by scan of {SPORTS_DRINK} within 7 days
  if spent
    refuse

on scan of {SODA}
  give coupon "five"
"""


def test_an_exchange_takes_one_yuan_and_one_place_of_the_day_or_nothing(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """Paid before it is exchanged, two a day, given back whole, refused in words, and silent plugins change nothing."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            clock.at("2026-08-03 09:00:00")
            await site.engine.codes.set_product(BRAND, SPORTS_DRINK, Label("D1", "运动饮料"))
            await brand.publish("one-yuan", CAMPAIGN)
            outlet = await brand.store("S1")
            await brand.store("S3")
            ones, fours = await brand.codes("one", 6), await brand.codes("four", 2)
            w1, w2, w3, w4 = [await _won(brand, "A", code) for code in ones[:4]]
            w9 = await _won(brand, "G", ones[4])

            async def owed(fen: int) -> None:
                book = await brand.done("GET", f"/outlets/{outlet}/statement?day=2026-08-03")
                assert book["store"]["amount_minor"] == fen

            clock.at("2026-08-03 12:00:00")
            first = await _exchange(brand, "S1", w1, "r1")
            assert (first.status_code, first.json()["to_pay"]["amount_minor"]) == (201, 100)
            await owed(420)
            await _unpaid(brand, clock, w2)
            await owed(840)
            clock.at("2026-08-03 12:15:00")
            words = refused(await _exchange(brand, "S1", w3, "r3"), "limit_reached")
            assert words == "The daily limit of 2 is reached."
            clock.at("2026-08-03 12:40:00")
            back = (await brand.cancel("S1", first.json()["redemption_id"], "x1")).json()
            assert (back["state"], back["to_pay"]["amount_minor"], back["coupon"]["state"]) == (
                "cancelled",
                100,
                "open",
            )
            await owed(420)
            clock.at("2026-08-03 12:45:00")
            assert (await _exchange(brand, "S1", w3, "r3b")).status_code == 201
            await owed(840)
            clock.at("2026-08-03 13:00:00")
            elsewhere = await _exchange(brand, "S3", w1, "r4")
            assert refused(elsewhere, "outlet_not_taking_part") == "this shop uses the packet offer"
            w5 = await _packet(brand, clock, fours[0], ones[5])
            await _silent(brand, clock, w9, fours[1])
            await owed(1260)
            await _next_day(brand, clock, w1, w4, await brand.codes("soda", 1, SODA))
            good = {
                one["code"]
                for who in "AB"
                for one in (await brand.wallet(who))["coupons"]
                if one["state"] == "open"
            }
            assert good >= {w1, w4, w5}
            assert not good & {w2, w3, w9}
            await site.pay_out()
            assert await paid_once(wallet, brand) == 400
            assert await site.engine.audit() == ()

    asyncio.run(journey())


async def _won(brand: Brand, who: str, code: str) -> str:
    """The voucher that a label gives."""
    return str(granted(await brand.claim(who, code))["exchange"])


async def _exchange(
    brand: Brand, store: str, voucher: str, request: str, paid: int | None = 100, product: str = SPORTS_DRINK
) -> httpx.Response:
    """The clerk scans the bottle and has taken so many fen."""
    more: Json = {"product": product}
    if paid is not None:
        more["basket"] = basket(paid)
    return await brand.redeem(store, voucher, request, **more)


async def _unpaid(brand: Brand, clock: ClockFile, voucher: str) -> None:
    """The check passes and the customer's yuan does not: nothing is exchanged until it does."""
    clock.at("2026-08-03 12:10:00")
    line = {"gtin": SPORTS_DRINK, "quantity": 1, "unit": 500}
    asked = {
        "outlet_code": "S1",
        "clerk_number": "2",
        "currency": "CNY",
        "lines": [line],
        "coupon_codes": [voucher],
    }
    assert (await brand.done("POST", "/sales/quote", asked))["to_pay"]["amount_minor"] == 100
    assert "1.00 yuan is due" in refused(
        await _exchange(brand, "S1", voucher, "r2", paid=None), "payment_needed"
    )
    refused(await _exchange(brand, "S1", voucher, "r2", paid=0), "payment_needed")
    clock.at("2026-08-03 12:12:00")
    assert (await _exchange(brand, "S1", voucher, "r2")).status_code == 201


async def _packet(brand: Brand, clock: ClockFile, four: str, one: str) -> str:
    """Where tills cannot check: 4.00 waits for the next bottle, whatever its label; its voucher comes besides."""
    clock.at("2026-08-03 14:00:00")
    assert granted(await brand.claim("B", four))["red_packet"] == 400
    assert (await brand.wallet("B"))["locked"]["amount_minor"] == 400
    clock.at("2026-08-03 18:00:00")
    second = await brand.claim("B", one)
    assert [grant["state"] for grant in second.json()["opened"]] == ["owed"]
    return str(granted(second)["exchange"])


async def _silent(brand: Brand, clock: ClockFile, voucher: str, pack: str) -> None:
    """While the reward does not answer, the clerk tries later, claims go on, and the same request then succeeds once."""
    clock.at("2026-08-03 18:05:00")

    async def broken(*_: object) -> None:
        raise TimeoutError

    with patch.object(Exchange, "at_till", broken):
        words = refused(await _exchange(brand, "S1", voucher, "r9"), "try_later")
        assert "try again later" in words
        assert granted(await brand.claim("H", pack))["red_packet"] == 400, "packets go on as usual"
    held = (await brand.wallet("G"))["coupons"]
    assert [one["state"] for one in held] == ["open"]
    clock.at("2026-08-03 18:20:00")
    assert (await _exchange(brand, "S1", voucher, "r9")).status_code == 201
    again = await _exchange(brand, "S1", voucher, "r9")
    assert (again.status_code, again.json()["repeated"]) == (200, True)


async def _next_day(brand: Brand, clock: ClockFile, w1: str, w4: str, sodas: list[str]) -> None:
    """Not with coupons, and for its own product only; both vouchers stay good."""
    five = str(granted(await brand.claim("A", sodas[0]))["coupon"])
    clock.at("2026-08-04 12:20:00")
    line = {"gtin": SPORTS_DRINK, "quantity": 1, "unit": 500}
    body = {**till("S1", "s1"), "currency": "CNY", "lines": [line], "coupon_codes": [five, w1]}
    words = refused(await brand.send("POST", "/sales", body), "coupons_clash")
    assert "is not used with coupons; 1.00 yuan is due, never less" in words
    clock.at("2026-08-04 12:25:00")
    words = refused(await _exchange(brand, "S1", w4, "r8", product=SODA), "wrong_product")
    assert words == "This coupon is for D1. It stays good."
