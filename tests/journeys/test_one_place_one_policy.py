"""One place, one policy: the terms of a pack are those of its sales region, and a pack out of its region is on record."""

from __future__ import annotations

import asyncio
import json

from engine.api import ClaimAnswer
from studio.wiring import build_app
from tests.support.shop import BRAND, GTIN, shop
from tests.support.site import Phone, prose, settings

POLICY = f"""campaign "One place, one policy" / "一地一策"
  brand    "Spring"
  runs     2026-06-01 to 2026-09-30 in Asia/Shanghai
  budget   65,000.00 CNY
  channel  sandbox_wallet
  contact  "400-1"

segment beijing    code.region in CN-BJ
segment guangdong  code.region in CN-GD

on scan of {GTIN}
  when beijing
    budget 5,000.00 CNY
    give red_packet 1.88 CNY
    give points 18
    if spent
      refuse
  when guangdong
    budget 60,000.00 CNY
    draw
      1 in 2,000  red_packet 888.00 CNY, stock 3
      1 in 200    red_packet 88.00 CNY, stock 20
      rest        red_packet 8.88 CNY
    if spent
      refuse
  otherwise
    refuse "no activity for this product's sales region" / "该产品销售区域暂无活动"
"""


def test_a_pack_promises_what_its_own_region_gives_and_no_more(sqlite_url: str) -> None:
    """On a Beijing pack no word of 888.00, in either language, before the claim and after; Guangdong's tells its odds."""

    async def journey() -> None:
        async with shop(sqlite_url, POLICY) as made:
            for serial, region in ((1, "CN-BJ"), (2, "CN-GD")):
                await made.engine.codes.change(BRAND, made.batch, serial, serial, "region", region, "tests")
            app = build_app(settings(), engine=made.engine)
            for language in ("en", "zh-CN"):
                phone = Phone(app, language)
                beijing = prose((await phone.exchange("GET", f"/c/{made.code(1)}")).text)
                assert "1.88" in beijing
                for foreign in ("888.00", "88.00", "8.88", "60,000"):
                    assert foreign not in beijing, language
                guangdong = prose((await phone.exchange("GET", f"/c/{made.code(2)}")).text)
                assert all(told in guangdong for told in ("888.00", "0.05%", "88.00", "0.5%", "8.88"))
                assert "1.88" not in guangdong.replace("8.88", "")
            phone = Phone(app)
            headers = {"sec-fetch-site": "same-origin"}
            answer = await phone.exchange("POST", f"/c/{made.code(1)}/claim", form={}, headers=headers)
            assert "888.00" not in prose((await phone.exchange("GET", answer.headers["location"])).text)

    asyncio.run(journey())


def test_a_pack_scanned_out_of_its_region_is_on_record_and_the_consumer_is_told_nothing(
    database_url: str,
) -> None:
    """Where the phone was and where the pack was sent stand side by side with the claim, for whoever looks for diversion."""

    async def journey() -> None:
        async with shop(database_url, POLICY) as made:
            await made.engine.codes.change(BRAND, made.batch, 1, 9, "region", "CN-GD", "tests")
            who = Phone(build_app(settings(region_header="x-region"), engine=made.engine))
            headers = {"sec-fetch-site": "same-origin", "x-region": "CN-BJ"}
            answer = await who.exchange("POST", f"/c/{made.code(1)}/claim", form={}, headers=headers)
            text = prose((await who.exchange("GET", answer.headers["location"])).text)
            assert "Beijing" not in text
            claim = await made.granted(2, "anna")
            assert isinstance(claim, ClaimAnswer)
            assert claim.notes == ()
            rows = await made.engine._core.database.fetch("SELECT region, facts FROM claim ORDER BY id")
            found = [(row["region"], json.loads(row["facts"])["code.region"]) for row in rows]
            assert found[0][0] == "CN-BJ"
            assert "CN-GD" in str(found[0][1])
            assert found[1][0] is None, "who does not share the place has none on record"

    asyncio.run(journey())
