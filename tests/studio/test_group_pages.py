"""The pages of the shop with the engine and a till behind them: open, pay, send on, join, cancel; and the same over the API."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
from starlette.applications import Starlette

from studio.settings import Settings
from studio.wiring import build_app
from tests.support.group_shop import BRAND, GroupShop, group_shop

ORIGIN = "http://shop.example"


def phone(app: Starlette, language: str = "en") -> httpx.AsyncClient:
    headers = {"accept-language": language, "origin": ORIGIN}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN, headers=headers)


def application(shop: GroupShop) -> Starlette:
    settings = Settings(shop.url, bytes(range(32)), origin=ORIGIN, run_payouts=False)
    return build_app(settings, shop.engine)


async def press(on: httpx.AsyncClient, page: httpx.Response, action: str, **more: str) -> httpx.Response:
    """Press the button that posts to an address, with every hidden field of the page."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
    return await on.post(action, data={**hidden, **more}, follow_redirects=True)


def pay_address(page: httpx.Response) -> str:
    found = re.search(r'href="(http://till/pay/[^"]+)"', page.text)
    assert found, page.text
    return found[1]


def test_two_phones_buy_together_and_one_of_them_cancels(sqlite_url: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with group_shop(sqlite_url, tmp_path) as shop:
            app = application(shop)
            async with phone(app) as a, phone(app, "zh") as b, phone(app) as c:
                front = await a.get(f"/w/{BRAND}/shop")
                assert "35.91" in front.text
                waiting = await press(a, front, f"/w/{BRAND}/shop/open")
                assert "One more and it is complete" in waiting.text
                link = str(waiting.url)
                shop.till.pay(pay_address(waiting))
                assert "Paid. You can cancel until it is dispatched." in (await a.get(link)).text
                friend = await b.get(link)
                assert "还差 1 人成团" in friend.text
                shop.till.pay(pay_address(await press(b, friend, f"{link}/join")))
                assert "拼团成功" in (await b.get(link)).text
                late = await press(c, friend, f"{link}/join", press="0" * 16)
                assert late.status_code == 409
                assert "This group is full. Open your own; nothing was charged." in late.text
                order = re.search(r'action="(/w/river/orders/\d+)/cancel"', (await a.get(link)).text)
                assert order
                assert (await c.get(order[1])).status_code == 404, "nobody else's business"
                cancelled = await press(a, await a.get(link), f"{order[1]}/cancel")
                assert "Your money is on its way back" in cancelled.text
                await shop.engine.waits.run_once()
                assert "You have your money back" in (await a.get(order[1])).text
                assert sum(amount for _, amount in shop.till.movements()) == 35_91

    asyncio.run(story())


def test_a_shop_without_pieces_or_without_its_till_says_so_and_charges_nobody(
    sqlite_url: str, tmp_path: Path
) -> None:
    async def story() -> None:
        async with group_shop(sqlite_url, tmp_path, boxes=1) as shop:
            app = application(shop)
            async with phone(app) as a, phone(app) as b:
                front = await a.get(f"/w/{BRAND}/shop")
                shop.till.trouble(scripts={"*": ("drop", "drop", "drop")})
                silent = await press(a, front, f"/w/{BRAND}/shop/buy")
                assert "The payment service does not answer. Nothing was charged" in silent.text
                shop.till.trouble()
                assert "http://till/pay/" in (await a.get(str(silent.url))).text
                assert "Sold out" in (await b.get(f"/w/{BRAND}/shop")).text
                shop.at("01 20:10:00")
                await shop.engine.waits.run_once()
                assert "It was not paid in time. Nothing was charged." in (await a.get(str(silent.url))).text
                assert "1 left" in (await b.get(f"/w/{BRAND}/shop")).text
                assert (await b.get("/g/nobody")).status_code == 404
                assert shop.till.movements() == []

    asyncio.run(story())
