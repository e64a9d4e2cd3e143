"""The clerk's own pages for a basket: the best choice ticked, taken, paid for, and partly brought back, without a script."""

from __future__ import annotations

import asyncio
import re

import httpx

from tests.journeys.test_coupons_at_the_till import CAMPAIGN, SODA, TOOTHPASTE
from tests.support.app import Site, Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import PIN, SPORTS_DRINK, Brand, Json, found_brand
from tests.support.site import Phone, prose

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}
ROWS = ((SPORTS_DRINK, "6", "12.90"), (SODA, "2", "15.50"), (TOOTHPASTE, "1", "19.80"))


def test_a_clerk_takes_the_best_coupons_of_a_basket_and_takes_pieces_back(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """From the member code to the refund, with what is wrong told in words on the way."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            clock.at("2026-06-10 09:00:00")
            await brand.publish("at-the-till", CAMPAIGN)
            await brand.store("S1")
            [code] = await brand.codes("June", 1)
            assert (await brand.claim("A", code)).is_success
            member = (await brand.wallet("A"))["member_code"]
            clock.at("2026-06-10 19:50:00")
            await _at_the_till(site, member)
            assert await site.engine.audit() == ()

    asyncio.run(journey())


async def _at_the_till(site: Site, member: str) -> None:
    phone = Phone(site.app)

    async def press(path: str, form: Json) -> httpx.Response:
        return await phone.exchange("POST", path, form=form, headers=SAME_ORIGIN)

    async def look(path: str) -> httpx.Response:
        return await phone.exchange("GET", path)

    await press("/clerk/sign-in", {"outlet": "S1", "number": "2", "pin": PIN})
    first = await look(f"/clerk/member?code={member}")
    assert f"/clerk/basket?code={member}" in first.text
    page = await look(f"/clerk/basket?code={member}")
    form = {"code": member, "request_id": _field(page.text, "request_id"), "action": "work"}
    wrong = await press("/clerk/basket", form)
    assert wrong.status_code == 409
    assert "at least one product" in prose(wrong.text)
    for place, row in enumerate(ROWS):
        form |= {
            f"{name}_{place}": text for name, text in zip(("gtin", "quantity", "price"), row, strict=True)
        }
    told = await press("/clerk/basket", form)
    assert told.status_code == 200
    assert "98.20" in prose(told.text)
    chosen = re.findall(r'name="coupon" value="(\w+)" checked', told.text)
    assert len(chosen) == 1
    every = re.findall(r'name="coupon" value="(\w+)"', told.text)
    assert len(every) == 5, "what is not for this shop is told with the reason"
    assert "online orders only" in prose(told.text)
    taken = await press("/clerk/basket", form | {"action": "take", "coupon": chosen[0]})
    assert taken.status_code == 303
    address = taken.headers["location"]
    again = await press("/clerk/basket", form | {"action": "take", "coupon": chosen[0]})
    assert again.headers["location"] == address, "a second press is the same purchase"
    sale = await look(address)
    assert "98.20" in prose(sale.text)
    none = await press(f"{address}/return", {"request_id": "b0"})
    assert "how many pieces" in prose(none.text)
    back = {"request_id": _field(sale.text, "request_id"), "back_1": "1"}
    assert (await press(f"{address}/return", back)).status_code == 303
    assert "11.21" in prose((await look(address)).text)
    too_many = await press(f"{address}/return", {"request_id": "b1", "back_1": "9"})
    assert "Fewer pieces" in prose(too_many.text)
    off = await press(f"{address}/cancel", {"request_id": "x1"})
    assert off.status_code == 303
    assert "Purchase cancelled" in prose((await look(address)).text)


def _field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found
    return found[1]
