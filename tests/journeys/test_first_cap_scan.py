"""A first cap gives a packet, a coupon and points; a returning consumer gets less; nobody gets anything twice."""

from __future__ import annotations

import asyncio

from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile, told
from tests.support.people import BRAND, Brand, found_brand, granted, paid_once, refused, together
from tests.support.site import Phone, prose

SPRING = """campaign "Spring points"
  brand    "Dew Drinks"
  runs     2026-05-01 to 2026-05-31 in Asia/Shanghai

on scan of 9521000100015
  give points 30
"""
SUMMER = """campaign "Open the cap"
  brand    "Dew Drinks"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   5,000.00 CNY
  channel  sandbox_wallet

coupon "cap-5" "5 yuan off" / "满15减5元"
  worth    5.00 CNY off 15.00 CNY
  valid    7 days
  at       stores

segment newcomer   consumer.claims is 0

on scan of 9521000100015
  when newcomer
    give red_packet 2.88 CNY
    give coupon "cap-5"
    give points 20
  otherwise
    give red_packet 0.88 CNY
    give points 10
  if spent
    refuse
"""


def test_first_cap_scan_packet_coupon_and_points(database_url: str, clock: ClockFile, wallet: Wallet) -> None:
    """New means no earlier valid claim, decided with the claim; opening a page claims nothing."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            await _tell(site, Brand([client], await found_brand(site.engine)), clock, wallet)

    asyncio.run(journey())


async def _tell(site: Site, brand: Brand, clock: ClockFile, wallet: Wallet) -> None:
    clock.at("2026-05-20 10:00:00")
    await brand.publish("spring-points", SPRING)
    campaign = await brand.publish("open-the-cap", SUMMER)
    for code in await brand.codes("May", 2):
        assert granted(await brand.claim("B", code)) == {"points": 30}
    c1, c2, c3, c4, c5, *_ = await brand.codes("June", 9)

    # A opens the page and leaves the terms unaccepted.
    phone = Phone(site.app)
    clock.at("2026-06-03 09:00:00")
    page = prose((await phone.exchange("GET", f"/c/{c1}")).text)
    assert "2.88" in page
    figures = await brand.figures(campaign)
    assert (figures["scans"], figures["claims"], figures["used"]) == (1, 0, 0)

    # A claims: the newcomer's pack.
    clock.at("2026-06-03 09:00:40")
    await _press(phone, c1)
    row = (await brand.decisions(campaign, "granted"))[-1]
    assert (row["code"], row["at"]) == (c1, told("2026-06-03 09:00:40"))
    packet, coupon, points = row["grants"]
    assert packet["amount"] == {"amount_minor": 288, "currency": "CNY"}
    assert (packet["state"], points["points"]) == ("owed", 20)
    assert coupon["coupon"]["state"] == "open"
    assert coupon["coupon"]["expires_at"] == told("2026-06-11 00:00:00")
    assert (coupon["coupon"]["worth"]["amount_minor"], coupon["coupon"]["minimum"]["amount_minor"]) == (
        500,
        1500,
    )
    assert coupon["coupon"]["where"] == "stores"
    assert (await brand.figures(campaign))["used"] == 288

    # A second tap: the same answer, still on its way; then the channel pays.
    clock.at("2026-06-03 09:00:41")
    again = await _press(phone, c1)
    assert "2.88" in again
    assert "on its way" in again.lower()
    figures = await brand.figures(campaign)
    assert (figures["claims"], figures["granted"], figures["owed"], figures["paid"]) == (1, 288, 288, 0)
    clock.at("2026-06-03 09:00:42")
    await site.pay_out()
    settled = await brand.done("GET", f"/grants/{packet['id']}")
    assert (settled["state"], settled["paid_at"]) == ("paid", told("2026-06-03 09:00:42"))
    figures = await brand.figures(campaign)
    assert (figures["owed"], figures["paid"]) == (0, 288)

    # A looks at c1 again: when it was used and what it gave; nothing new.
    clock.at("2026-06-03 09:05:00")
    rescan = prose((await phone.exchange("GET", f"/c/{c1}")).text)
    assert "09:00" in rescan
    assert "2.88" in rescan
    assert (await brand.figures(campaign))["claims"] == 1

    # B looks at c1 and claims it: taken, since when, and not by whom.
    clock.at("2026-06-03 09:06:00")
    seen = await brand.done("GET", f"/codes/{c1}?consumer=B")
    assert (seen["phase"], seen["answer"]) == ("refused", None)
    assert seen["refusal"]["reason"] == "already_claimed"
    late = await brand.claim("B", c1)
    assert "someone else, first on 3 June 2026 at 09:00:40" in refused(late, "already_claimed")
    assert late.json()["refusal"]["first_at"] == told("2026-06-03 09:00:40")
    assert (await brand.wallet("B"))["points"] == 60
    repeats = await brand.decisions(campaign, "refused")
    assert [(row["code"], row["reason"], row["at"]) for row in repeats] == [
        (c1, "already_claimed", told("2026-06-03 09:06:00"))
    ]

    # A and B come back: less.
    clock.at("2026-06-03 09:10:00")
    assert "0.88" in await _press(phone, c2)
    held = prose((await phone.exchange("GET", f"/w/{BRAND}")).text)
    assert "30" in held
    figures = await brand.figures(campaign)
    assert (figures["used"], figures["coupons"], figures["points"]) == (376, 1, 30)
    clock.at("2026-06-03 09:12:00")
    assert granted(await brand.claim("B", c3)) == {"red_packet": 88, "points": 10}
    assert (await brand.wallet("B"))["points"] == 70
    assert (await brand.figures(campaign))["used"] == 464

    # C claims two codes at one instant from two phones of one account: new once.
    clock.at("2026-06-03 10:00:00")
    both = [granted(answer) for answer in await together(brand.claim("C", code) for code in (c4, c5))]
    both.sort(key=lambda gained: gained["points"])
    assert both[0] == {"red_packet": 88, "points": 10}
    assert both[1].keys() == {"red_packet", "coupon", "points"}
    assert (both[1]["red_packet"], both[1]["points"]) == (288, 20)
    held_by_c = await brand.wallet("C")
    assert (held_by_c["owed"]["amount_minor"], held_by_c["points"], len(held_by_c["coupons"])) == (376, 30, 1)

    # In the end: five codes, 8.40 in packets, two coupons, 70 points; each packet paid once.
    await site.pay_out()
    figures = await brand.figures(campaign)
    assert (figures["claims"], figures["used"], figures["paid"], figures["owed"]) == (5, 840, 840, 0)
    assert (figures["coupons"], figures["points"], figures["reversed"]) == (2, 70, 0)
    gains = [grant["amount"]["amount_minor"] for row in await brand.decisions(campaign, "granted")
             for grant in row["grants"] if grant["amount"]]  # fmt: skip
    assert sorted(gains) == [88, 88, 88, 288, 288]
    assert await paid_once(wallet, brand) == 840
    assert await site.engine.audit() == ()


async def _press(phone: Phone, code: str) -> str:
    """Press the button of a code's page and follow to what it says."""
    pressed = await phone.exchange(
        "POST", f"/c/{code}/claim", form={}, headers={"sec-fetch-site": "same-origin"}
    )
    assert pressed.status_code == 303, pressed.text
    return prose((await phone.exchange("GET", pressed.headers["location"])).text)
