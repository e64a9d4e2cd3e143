"""Processes die between collecting and booking, and between refunding and booking: nobody pays without a place."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.group_shop import BRAND, GroupShop, group_shop
from tests.support.wallet import ROOT


def dies(shop: GroupShop, *, token: str | None = None, purchase: int | None = None) -> None:
    """Another process buys, or cancels, and is killed with the till's answer in its hands."""
    shop.pressed += 1
    job = {
        "url": shop.url, "folder": str(shop.till.folder), "campaign": str(shop.campaign), "press": str(shop.pressed + 99),
        "token": token or "", "purchase": str(purchase or ""),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.buyer", json.dumps(job)],
        cwd=ROOT,
        timeout=120,
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


def test_whoever_was_charged_has_a_place_or_the_money_back_once(postgres_url: str, tmp_path: Path) -> None:
    async def story() -> None:
        async with group_shop(postgres_url, tmp_path) as shop:
            await asyncio.to_thread(dies, shop)
            [a] = await shop.engine.groups.purchases(BRAND)
            assert (a.state, len(shop.till.movements())) == ("waiting", 1)
            await asyncio.to_thread(dies, shop, token=a.group_token)
            b, a = await shop.engine.groups.purchases(BRAND)
            assert (a.state, b.state, len(shop.till.movements())) == ("waiting", "waiting", 2)
            shop.at("01 20:10:00")
            await shop.engine.waits.run_once()
            b, a = await shop.engine.groups.purchases(BRAND)
            assert (a.state, b.state) == ("paid", "paid")
            assert (await shop.engine.groups.page(a.group_token or "", None)).state == "formed"
            await asyncio.to_thread(dies, shop, purchase=a.id)
            assert [amount for _, amount in shop.till.movements()] == [35_91, 35_91, -35_91]
            assert (await shop.engine.groups.purchase(BRAND, a.id)).state == "refunding"
            await shop.engine.waits.run_once()
            assert (await shop.engine.groups.purchase(BRAND, a.id)).state == "refunded"
            assert [amount for _, amount in shop.till.movements()] == [35_91, 35_91, -35_91]
            assert (await shop.free(), await shop.balance(":takings")) == (3, 35_91)

    asyncio.run(story())
