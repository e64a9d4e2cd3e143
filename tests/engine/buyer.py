"""A process that buys and dies: once its till has collected, or refunded, it is killed before that is written down."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from engine.api import groups
from engine.spi import CollectAnswer, Collected, RefundAnswer, RefundOrder
from tests.support import till_on_clock
from tests.support.group_shop import BRAND, GroupShop
from tests.support.shop import opened
from tests.support.till_on_clock import TillBook, TillOnClock


class Deadly(TillOnClock):
    """The till of the test, in whose answer the process dies."""

    async def look_up(self, bill_no: str) -> CollectAnswer:
        answer = await super().look_up(bill_no)
        if isinstance(answer, Collected):
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        answer = await super().refund(order)
        os.kill(os.getpid(), signal.SIGKILL)
        return answer


async def buy(job: dict[str, str]) -> None:
    """Open or join a group and pay; or cancel what was paid."""
    till = TillBook(Path(job["folder"]))
    till_on_clock.TillOnClock = Deadly  # type: ignore[misc]  # what the plugin registers
    engine = await opened(job["url"], till.clock, till.settings, ("tests.support.till_on_clock",))  # type: ignore[arg-type]  # a clock is a clock
    try:
        shop = GroupShop(engine, till, job["url"], campaign=int(job["campaign"]), pressed=int(job["press"]))
        if job["purchase"]:
            await engine.groups.cancel(BRAND, int(job["purchase"]))
            await engine.waits.run_once()
        else:
            bought = await (shop.join(job["token"], "B") if job["token"] else shop.open("A"))
            assert isinstance(bought, groups.PurchaseView), bought
            await shop.paid(bought)
    finally:
        await engine.close()


if __name__ == "__main__":
    asyncio.run(buy(json.loads(sys.argv[1])))
