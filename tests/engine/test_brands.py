"""Brands in memory follow the database: who reads now never gets what somebody slower has read before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from engine.api import ClaimAnswer, Refusal, TradeSettings
from engine.outcomes import Reason
from engine.storage.brand_store import BrandStore
from tests.support.shop import BRAND, shop


class Reader:
    """One reader of brands at a revision; it can be held up while it reads one of them."""

    def __init__(self, revision: int, slow_at: str = "", gate: asyncio.Event | None = None) -> None:
        self.revision, self.slow_at, self.gate = revision, slow_at, gate

    async def fetch(self, sql: str, args: Sequence[object] = ()) -> list[Any]:
        if "FROM brand WHERE" in sql:
            common = {
                "name_en": "",
                "name_zh": "",
                "zone": "UTC",
                "currency": "CNY",
                "revision": self.revision,
                **dict.fromkeys(field.name for field in fields(TradeSettings)),
            }
            return [{"slug": slug, **common} for slug in args]
        if self.gate and args == [self.slow_at]:
            await self.gate.wait()
        return []


def test_a_slow_reader_does_not_push_an_older_state_on_a_later_one() -> None:
    """The later one has read this brand and is still reading another when the slow one puts its old state down."""

    async def told() -> None:
        store = BrandStore(lambda text, events: "none", b"s" * 32)
        slow_gate, later_gate = asyncio.Event(), asyncio.Event()
        slow = asyncio.ensure_future(store.load(Reader(5, BRAND, slow_gate), [BRAND]))
        await asyncio.sleep(0)
        later = asyncio.ensure_future(store.load(Reader(6, "zebra", later_gate), [BRAND, "zebra"]))
        await asyncio.sleep(0)
        slow_gate.set()
        assert (await slow)[BRAND].revision == 5
        later_gate.set()
        assert (await later)[BRAND].revision == 6
        assert (await store.load(Reader(6), [BRAND]))[BRAND].revision == 6

    asyncio.run(told())


def test_a_pause_at_one_server_holds_at_once_at_the_others(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url) as there:
            other = await there.another()
            assert isinstance(await there.claim(1, "A", engine=other), ClaimAnswer)
            await there.engine.campaigns.pause(BRAND, there.campaign, "tests")
            there.clock.pass_(microseconds=1)
            refused = await there.claim(2, "A", engine=other)
            assert isinstance(refused, Refusal)
            assert refused.reason is Reason.PAUSED
            await other.campaigns.resume(BRAND, there.campaign, "tests")
            assert isinstance(await there.claim(2, "A"), ClaimAnswer)

    asyncio.run(told())


def test_codes_of_a_batch_made_at_one_server_are_known_at_the_others(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url) as there:
            other = await there.another()
            batch = await there.engine.codes.create_batch(
                BRAND, "July", "9521000100015", "in_lid", 5, "tests"
            )
            await there.engine.codes.change(BRAND, batch.id, 1, 5, "state", "active", "tests")
            there.batch = batch.id
            assert isinstance(await there.claim(1, "A", engine=other), ClaimAnswer)

    asyncio.run(told())
