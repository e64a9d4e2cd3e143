"""More presses than can wait: who finds no place is told at once and politely, and finds everything as it was.

On PostgreSQL alone: a SQLite file is one connection, on which a press waits for the file before it waits in the queue.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from engine.storage import committer
from tests.support.app import Wallet, opened_site
from tests.support.clock import ClockFile
from tests.support.people import Brand, found_brand
from tests.support.site import Phone, prose

SPRING = """campaign "Spring points"
  brand    "Dew Drinks"
  runs     2026-01-01 to 2026-05-31 in Asia/Shanghai

on scan of 9521000100015
  give points 30
"""
WAITING_MAX = 4


@asynccontextmanager
async def standing_still(url: str) -> AsyncIterator[None]:
    """No claim can be written while the block runs."""
    holder = await asyncpg.connect(url)
    try:
        async with holder.transaction():
            await holder.execute("LOCK TABLE claim IN SHARE MODE")
            yield
    finally:
        await holder.close()


async def press(phone: Phone, code: str) -> tuple[int, str, str]:
    """Status, `Retry-After` and what is read."""
    answer = await phone.exchange(
        "POST", f"/c/{code}/claim", form={}, headers={"sec-fetch-site": "same-origin"}
    )
    return answer.status_code, answer.headers.get("retry-after", ""), prose(answer.text)


def test_a_full_queue_is_told_with_when_to_come_back_and_nothing_is_lost_or_done_twice(
    postgres_url: str, clock: ClockFile, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def rush() -> None:
        async with opened_site(postgres_url, clock, wallet.url) as site, site.client() as client:
            brand = Brand([client], await found_brand(site.engine))
            await brand.publish("spring", SPRING)
            codes = await brand.codes("May", 40)
            phones = [Phone(site.app) for _ in codes]
            for phone, code in zip(
                phones[:2], codes[:2], strict=True
            ):  # pages open while nothing is in the way
                await phone.exchange("GET", f"/c/{code}")
            monkeypatch.setattr(committer, "QUEUE_MAX", WAITING_MAX)
            async with standing_still(postgres_url):
                first = asyncio.create_task(press(phones[0], codes[0]))
                await asyncio.sleep(0.3)  # its batch is under way, and stands still
                waiting = [
                    asyncio.create_task(press(phone, code))
                    for phone, code in zip(phones[1:30], codes[1:30], strict=True)
                ]
                arriving = asyncio.as_completed(waiting)
                refused = [await next(arriving) for _ in range(len(waiting) - WAITING_MAX)]
                told = await brand.claim("late", codes[39])
                assert not first.done()
            assert (await first)[0] == 303
            found = Counter(status for status, _, _ in await asyncio.gather(*waiting))
            assert found == {303: WAITING_MAX, 503: len(refused)}
            for status, later, words in refused:
                assert (status, later) == (503, "2")
                assert "try again" in words.lower()
            assert told.status_code == 503
            assert told.headers["retry-after"] == "1"
            monkeypatch.setattr(committer, "QUEUE_MAX", 4096)
            again = [await press(phone, code) for phone, code in zip(phones[1:30], codes[1:30], strict=True)]
            assert {status for status, _, _ in again} == {303}
            [campaign] = await site.engine.campaigns.all("dew-drinks")
            assert campaign.figures.claims == 30
            assert await site.engine.audit() == ()

    asyncio.run(rush())
