"""The consumer's page of a voucher: stores that have some, one held, one complaint; a stranger sees nothing."""

from __future__ import annotations

import asyncio
import re

from tests.journeys.test_one_more_bottle import CAMPAIGN, PLACES
from tests.support.app import Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import SPORTS_DRINK, Brand, found_brand
from tests.support.site import Phone, prose

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


def test_a_phone_finds_the_store_holds_one_and_tells_of_a_refusal(
    database_url: str, clock: ClockFile, wallet: Wallet
) -> None:
    """All on plain pages: distances, a hold of two hours that lapses, and a voucher that stays good."""

    async def journey() -> None:
        async with opened_site(database_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            clock.at("2026-06-15 09:00:00")
            await brand.publish("one-more-bottle", CAMPAIGN)
            ids = {}
            for store, at in PLACES.items():
                ids[store] = await brand.store(store, position={"latitude_e6": at[0], "longitude_e6": at[1]})
                body = {"gtin": SPORTS_DRINK, "pieces": 1 if store == "S1" else 5, "request_id": "first"}
                await brand.done("POST", f"/outlets/{ids[store]}/stock", body)
            [code] = await brand.codes("June", 1)
            phone = Phone(site.app)
            await phone.exchange("GET", f"/c/{code}")
            await phone.exchange("POST", f"/c/{code}/claim", form={}, headers=SAME_ORIGIN)
            held = (await phone.exchange("GET", "/w/dew-drinks")).text
            found = re.search(r'href="(/w/dew-drinks/coupons/\w+/stores)"', held)
            assert found, prose(held)
            address = found[1]
            page = await phone.exchange("GET", f"{address}?near={ids['S1']}")
            told = prose(page.text)
            assert told.index("Store S1") < told.index("Store S2")
            assert "1 left" in told
            assert "5 left · 900 m" in told
            form = {"outlet": ids["S2"]}
            done = await phone.exchange("POST", f"{address}/hold", form=form, headers=SAME_ORIGIN)
            assert done.status_code == 303
            after = prose((await phone.exchange("GET", done.headers["location"])).text)
            assert "held for you for two hours" in after
            assert "4 left" in after
            clock.at("2026-06-15 11:00:00")
            await site.engine.waits.run_once()
            assert "5 left" in prose((await phone.exchange("GET", address)).text)
            form = {"outlet": ids["S1"]}
            done = await phone.exchange("POST", f"{address}/declined", form=form, headers=SAME_ORIGIN)
            assert "your voucher stays good" in prose(
                (await phone.exchange("GET", done.headers["location"])).text
            )
            complaints = await brand.done("GET", f"/outlets/{ids['S1']}/complaints")
            assert len(complaints["items"]) == 1
            body = {"code": "S9", "name": {"en": "Store S9", "zh": "S9店"}, "region": "CN-GD"}
            body |= {"online": False, "position": {"latitude_e6": 22_600_000, "longitude_e6": 114_000_000}}
            depot = str((await brand.done("POST", "/outlets", body))["id"])
            plain = (await phone.exchange("GET", address)).text
            asked = (await phone.exchange("GET", f"{address}?near={depot}")).text
            assert prose(asked) == prose(plain), "no distances from a place that is not on the list"
            stranger = await Phone(site.app).exchange("GET", address)
            assert stranger.status_code == 404
            assert await site.engine.audit() == ()

    asyncio.run(journey())
