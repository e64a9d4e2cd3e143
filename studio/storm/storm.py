"""One storm from an empty database to the reckoning."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import httpx

from engine.api import Label, Published
from studio.cli.opening import is_sqlite, opened
from studio.cli.stopping import Cannot
from studio.storm.campaign import BRAND, CLERK, GTIN, OUTLETS, text
from studio.storm.crowd import Answered, Asked, Crowd
from studio.storm.reckoning import disagreements
from studio.storm.workers import Worker

_ZONE: Final = "Asia/Shanghai"
_VISITORS: Final = 16
_WORKERS: Final = 3
#: More codes than can be visited in a second of the storm.
_CODES_A_SECOND: Final = 100
_PEOPLE_PER_CODE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Told:
    """What was done and what did not agree."""

    answered: int
    sent_again: int
    repeated: int
    kills: int
    disagreements: tuple[str, ...]


@dataclass
class Storm:
    """A storm of `seconds` in which workers are killed `kills` times; `seed` draws who does what."""

    url: str
    secret: bytes
    seed: int
    seconds: int
    kills: int

    async def rage(self) -> Told:
        """Raises `Cannot` for a database in which there is anything, or when workers do not serve."""
        campaign, codes, api_key = await self._set_up()
        workers = [Worker(self.url, self.secret) for _ in range(1 if is_sqlite(self.url) else _WORKERS)]
        limits = httpx.Limits(max_connections=100)
        try:
            await asyncio.gather(*(worker.start() for worker in workers))
            async with httpx.AsyncClient(timeout=30, limits=limits, trust_env=False) as client:
                crowd = Crowd(
                    client, [one.url for one in workers], api_key, random.Random(f"{self.seed}:crowd")
                )
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._visits(crowd, codes))
                    group.create_task(self._kill(workers))
                repeated = await self._repeat(crowd)
        finally:
            for worker in workers:
                worker.end(signal.SIGTERM)
        async with opened(self.url, self.secret) as engine:
            figures = (await engine.campaigns.detail(BRAND, campaign)).summary.figures
            found = disagreements(crowd.answers, repeated, figures, await engine.audit())
        return Told(len(crowd.answers), crowd.lost, len(repeated), self.kills, tuple(found))

    async def _set_up(self) -> tuple[int, list[str], str]:
        async with opened(self.url, self.secret) as engine:
            if await engine.accounts.brands():
                raise Cannot(
                    "a storm needs a database of its own, migrated and empty; there are brands in this one"
                )
            await engine.accounts.add_brand(BRAND, Label("Storm", "风暴"), _ZONE, "CNY")
            api_key = await engine.accounts.add_api_key(BRAND, "storm")
            size = self.seconds * _CODES_A_SECOND
            batch = await engine.codes.create_batch(BRAND, "storm", GTIN, "in_lid", size, "storm")
            await engine.codes.change(BRAND, batch.id, 1, size, "state", "active", "storm")
            today = engine.clock.now().astimezone(ZoneInfo(_ZONE)).date()
            campaign = await engine.campaigns.create(BRAND, "storm", text(today), "storm")
            outcome = await engine.campaigns.publish(BRAND, campaign, "storm")
            if not isinstance(outcome, Published):
                raise Cannot(f"the storm's campaign cannot be published: {outcome}")
            for code in OUTLETS:
                outlet = await engine.outlets.add_outlet(BRAND, code, Label(code, code), "CN-GD")
                await engine.outlets.add_clerk(BRAND, outlet.id, CLERK, "Clerk", "clerk", "2468")
            codes = [engine.codes.code_text(batch.id, serial) for serial in range(1, size + 1)]
        return campaign, codes, api_key

    async def _visits(self, crowd: Crowd, codes: list[str]) -> None:
        until = time.monotonic() + self.seconds
        people = max(1, int(len(codes) * _PEOPLE_PER_CODE))
        waiting = iter(enumerate(codes))

        async def work() -> None:
            for number, code in waiting:
                if time.monotonic() > until:
                    return
                await crowd.visit(code, number, people, random.Random(f"{self.seed}:{number}"))

        await asyncio.gather(*(work() for _ in range(_VISITORS)))

    async def _kill(self, workers: list[Worker]) -> None:
        fate = random.Random(f"{self.seed}:kills")
        pause = self.seconds / (self.kills + 1)
        for number in range(self.kills):
            await asyncio.sleep(fate.uniform(0.5, 1.5) * pause)
            worker = workers[number % len(workers)]
            worker.end(signal.SIGKILL)
            await worker.start()

    async def _repeat(self, crowd: Crowd) -> list[Answered]:
        """Everything that was asked, asked again."""
        again = Crowd(crowd.client, crowd.urls, crowd.api_key, random.Random(f"{self.seed}:again"))
        asked: Iterator[Asked] = iter({one.asked.key: one.asked for one in crowd.answers}.values())

        async def work() -> None:
            for one in asked:
                await again.ask(one)

        await asyncio.gather(*(work() for _ in range(_VISITORS)))
        return again.answers
