"""The lightning: at seeded pauses it kills servers, wallet and database without warning, and cuts connections."""

from __future__ import annotations

import asyncio
import random
import signal
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from tests.storms.database import Relay, StormDatabase
from tests.storms.processes import Server
from tests.support.wallet import WalletProcess

#: What dies by SIGKILL; the other strikes cut connections.
KILLS: Final = ("server", "wallet", "database")


@dataclass
class Lightning:
    """`strikes` says how often each target is struck; the order and the pauses are drawn."""

    fate: random.Random
    servers: list[Server]
    wallet: WalletProcess
    database: StormDatabase | None
    relay: Relay | None
    strikes: Mapping[str, int]
    pauses: tuple[float, float]
    struck: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    _rising: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def storm(self) -> None:
        """Strike. Servers rise again by themselves while the storm goes on."""
        order = [target for target, times in self.strikes.items() for _ in range(times)]
        self.fate.shuffle(order)
        for target in order:
            await asyncio.sleep(self.fate.uniform(*self.pauses))
            await getattr(self, f"_{target}")()
            self.struck[target] += 1
        await asyncio.gather(*self._rising.values())

    async def _server(self) -> None:
        number = self.struck["server"] % len(self.servers)
        if number in self._rising:
            await self._rising[number]
        self.servers[number].end(signal.SIGKILL)
        self._rising[number] = asyncio.create_task(self._rise(self.servers[number]))

    async def _rise(self, server: Server) -> None:
        await asyncio.sleep(self.fate.uniform(0.0, 0.5))
        server.start()
        await server.ready()

    async def _wallet(self) -> None:
        self.wallet.kill()
        await asyncio.sleep(self.fate.uniform(0.0, 0.3))
        await asyncio.to_thread(self.wallet.start)

    async def _database(self) -> None:
        assert self.database
        await asyncio.to_thread(self.database.kill)
        await asyncio.sleep(self.fate.uniform(0.0, 0.3))
        await asyncio.to_thread(self.database.start)

    async def _backends(self) -> None:
        assert self.database
        self.cut += await self.database.cut(self.fate)

    async def _wire(self) -> None:
        assert self.relay
        self.cut += await self.relay.cut(self.fate)
