"""One coupon, two stores, one winner; what store, owner and clerk are owed follows the redemption, both ways."""

from __future__ import annotations

import asyncio

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import PIN, Brand, Json, found_brand, granted, paid_once, refused, till, together
from tests.support.site import Phone, prose

CAMPAIGN = """campaign "Eight off"
  brand    "Dew Drinks"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet

coupon "off-8" "8 yuan off" / "立减8元"
  worth    8.00 CNY
  valid    until 2026-06-30
  at       stores
  pays     store 8.00 CNY

on scan of 9521000100015
  give coupon "off-8"

on redemption of "off-8"
  give red_packet 0.50 CNY to owner
  give red_packet 0.20 CNY to clerk
  if spent
    refuse
"""


def test_one_coupon_two_stores_one_winner_and_the_bonus_follows(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """Races, retries, a cancellation and its late repeat, and a till that was offline."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            clock.at("2026-06-12 09:00:00")
            campaign = await brand.publish("eight-off", CAMPAIGN)
            stores = {"S1": await brand.store("S1"), "S2": await brand.store("S2")}
            k, k9 = [granted(await brand.claim("A", code))["coupon"] for code in await brand.codes("June", 2)]
            first, second = await _race(brand, clock, k)
            await _cancel(brand, clock, k, first, second)
            await _offline(brand, clock, k9, first, second)
            await _end(site, brand, clock, wallet, campaign, stores, first, second)

    asyncio.run(journey())


def _owed(redemption: Json) -> dict[str, tuple[int, str]]:
    """Fen and state by who is owed them."""
    return {
        grant["recipient"]["kind"]: (grant["amount"]["amount_minor"], grant["state"])
        for grant in redemption["grants"]
    }


OWED = {"store": (800, "owed"), "owner": (50, "owed"), "clerk": (20, "owed")}
REVERSED = {party: (amount, "reversed") for party, (amount, _) in OWED.items()}


async def _race(brand: Brand, clock: ClockFile, k: str) -> tuple[str, str]:
    """Both stores take K at one instant; the winner's retry is the same success. Who won, who lost."""
    clock.at("2026-06-12 18:00:00")
    answers = await together(brand.redeem(store, k, f"r-{store}") for store in ("S1", "S2"))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    first, second = ("S1", "S2") if answers[0].status_code == 201 else ("S2", "S1")
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    words = refused(lost, "coupon_redeemed_elsewhere")
    assert "Already redeemed in another store on 12 June 2026 at 18:00:00" in words
    assert lost.json()["refusal"]["first_at"] == told("2026-06-12 18:00:00")
    assert _owed(won.json()) == OWED

    clock.at("2026-06-12 18:00:02")
    again = await brand.redeem(first, k, f"r-{first}")
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert {**again.json(), "repeated": False} == won.json()
    clock.at("2026-06-12 18:00:30")
    words = refused(await brand.redeem(first, k, "r3"), "coupon_redeemed_here")
    assert "Already redeemed here on 12 June 2026 at 18:00:00" in words
    return first, second


async def _cancel(brand: Brand, clock: ClockFile, k: str, first: str, second: str) -> None:
    """The purchase is called off, the other store takes K, and a late repeat of the call changes nothing."""
    redemption = (await brand.redeem(first, k, f"r-{first}")).json()["redemption_id"]
    before = (await brand.wallet("A"))["coupons"]
    clock.at("2026-06-12 18:20:00")
    cancelled = (await brand.cancel(first, redemption, "x1")).json()
    assert (cancelled["state"], cancelled["cancelled_at"]) == ("cancelled", told("2026-06-12 18:20:00"))
    assert _owed(cancelled) == REVERSED
    again = next(coupon for coupon in (await brand.wallet("A"))["coupons"] if coupon["code"] == k)
    assert again["state"] == "open"
    assert again["expires_at"] == next(one["expires_at"] for one in before if one["code"] == k)

    clock.at("2026-06-12 18:30:00")
    taken = await brand.redeem(second, k, "r4")
    assert (taken.status_code, _owed(taken.json())) == (201, OWED)
    clock.at("2026-06-12 18:30:05")
    late = await brand.cancel(first, redemption, "x1")
    assert (late.status_code, late.json()["repeated"]) == (200, True)
    assert late.json()["cancelled_at"] == told("2026-06-12 18:20:00")
    standing = next(coupon for coupon in (await brand.wallet("A"))["coupons"] if coupon["code"] == k)
    assert (standing["state"], standing["redeemed_at"]) == ("redeemed", told("2026-06-12 18:30:00"))
    stranger = await brand.cancel(second, redemption, "x2")
    refused(stranger, "redemption_unknown", 404)


async def _offline(brand: Brand, clock: ClockFile, k9: str, first: str, second: str) -> None:
    """A till without a network takes a screenshot; another store was sooner at the server; the brand sees both."""
    clock.at("2026-06-12 19:00:00")
    assert (await brand.redeem(second, k9, "r5")).status_code == 201
    clock.at("2026-06-12 20:00:00")
    upload = await brand.redeem(first, k9, "till-1-77", taken_at="2026-06-12T18:55:00+08:00")
    words = refused(upload, "coupon_redeemed_elsewhere")
    assert "in another store on 12 June 2026 at 19:00:00" in words
    differences = (await brand.done("GET", "/redemptions/refusals"))["items"]
    newest = differences[0]
    assert (newest["outlet"]["code"], newest["clerk"], newest["request_id"]) == (first, "2", "till-1-77")
    assert (newest["coupon_code"], newest["reason"]) == (k9, "coupon_redeemed_elsewhere")
    assert newest["taken_at"] == told("2026-06-12 18:55:00")
    assert newest["at"] == told("2026-06-12 20:00:00")
    assert newest["words"]["en"] == words
    assert [one["request_id"] for one in differences[1:]] == ["r3", f"r-{second}"]
    pages = [
        (await brand.done("GET", f"/redemptions/refusals?limit=1&before={differences[place]['id']}"))["items"]
        for place in range(2)
    ]
    assert [page[0] for page in pages] == differences[1:]


async def _end(
    site: Site,
    brand: Brand,
    clock: ClockFile,
    wallet: Wallet,
    campaign: str,
    stores: dict[str, str],
    first: str,
    second: str,
) -> None:
    """The day's statements, the clerk's own page, and the bonuses paid once after the day."""
    statement = await brand.done("GET", f"/outlets/{stores[first]}/statement?day=2026-06-12")
    assert _totals(statement) == (0, 0, 0)
    store_lines = [
        (line["at"], line["amount"]["amount_minor"])
        for line in statement["lines"]
        if line["party"] == "store"
    ]
    assert store_lines == [(told("2026-06-12 18:00:00"), 800), (told("2026-06-12 18:20:00"), -800)]
    assert len(statement["lines"]) == 6
    statement = await brand.done("GET", f"/outlets/{stores[second]}/statement?day=2026-06-12")
    assert _totals(statement) == (1600, 100, 40)
    assert (await brand.done("GET", f"/outlets/{stores[second]}/statement?day=2026-06-13"))["lines"] == []
    figures = await brand.figures(campaign)
    assert (figures["redemptions"], figures["granted"], figures["reversed"], figures["used"]) == (
        2,
        210,
        70,
        140,
    )

    phone = Phone(site.app)
    form = {"outlet": second, "number": "2", "pin": PIN}
    same_origin = {"sec-fetch-site": "same-origin"}
    await phone.exchange("POST", "/clerk/sign-in", form=form, headers=same_origin)
    assert "0.40" in prose((await phone.exchange("GET", "/clerk/statement")).text)

    assert await site.pay_out() == 0, "what may still be cancelled today is not paid today"
    clock.at("2026-06-13 00:00:00")
    await site.pay_out()
    assert await paid_once(wallet, brand) == 140
    assert (await brand.figures(campaign))["paid"] == 140
    assert await site.engine.audit() == ()


def _totals(statement: Json) -> tuple[int, int, int]:
    store, owner, clerk = (statement[party]["amount_minor"] for party in ("store", "owner", "clerk"))
    return store, owner, clerk


def test_of_a_hundred_requests_from_twenty_stores_exactly_one_takes_the_coupon(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """One success, ninety-nine refusals, one bonus for one owner, who stands at the till in person."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            clock.at("2026-06-12 09:00:00")
            campaign = await brand.publish("eight-off", CAMPAIGN)
            names = [f"S{number}" for number in range(1, 21)]
            stores = [await brand.store(name, [("1", "owner")]) for name in names]
            [code] = await brand.codes("June", 1)
            coupon = granted(await brand.claim("A", code))["coupon"]
            clock.at("2026-06-12 20:00:00")
            answers = await together(
                brand.send("POST", "/redemptions", {**till(name, f"r{number}", "1"), "coupon_code": coupon})
                for number in range(5)
                for name in names
            )
            assert sorted(answer.status_code for answer in answers) == [201] + [409] * 99
            reasons = {answer.json()["code"] for answer in answers if answer.status_code == 409}
            assert reasons == {"coupon_redeemed_here", "coupon_redeemed_elsewhere"}
            day = "statement?day=2026-06-12"
            books = [await brand.done("GET", f"/outlets/{store}/{day}") for store in stores]
            assert sorted(map(_totals, books))[-2:] == [(0, 0, 0), (800, 50, 20)]
            assert (await brand.figures(campaign))["used"] == 70
            listed = (await brand.done("GET", "/redemptions/refusals?limit=200"))["items"]
            assert len(listed) == 99
            assert await site.engine.audit() == ()

    asyncio.run(journey())
