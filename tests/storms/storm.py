"""One storm: who takes part, what they do, what strikes, and the reckoning afterwards."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx

import plugins
from engine.api import Clock, Engine, EngineSettings, Label, Published, open_engine
from engine.records import Claim, Entry, Grant, Order, Redemption
from tests.storms.campaigns import BRAND, DEALT_BATCH, GTIN, OPEN_BATCH, OUTLETS, campaign
from tests.storms.crowd import FIRST, LATER, Behaviour, Crowd
from tests.storms.database import Relay, StormDatabase
from tests.storms.desk import Desk
from tests.storms.lightning import Lightning
from tests.storms.model import agree
from tests.storms.processes import Server, environment, wallet_file
from tests.storms.reckoning import answers_stand, bounds_hold, lasting, rows, transfers, wallet_agrees
from tests.storms.server import BEGINS, DAWN, DUSK, SECRET, QuickClock
from tests.support.clock import SetClock
from tests.support.wallet import WalletProcess

#: How the wallet misbehaves. Delays are real seconds.
FAULTS: Final = {
    "seed": 11,
    "rates": {
        "drop": 0.04,
        "lose": 0.06,
        "late": 0.03,
        "error": 0.04,
        "bad_signature": 0.03,
        "hide": 0.05,
        "slow": 0.05,
        "refuse_balance": 0.04,
        "refuse_payee": 0.02,
        "unknown_code": 0.02,
    },
    "late_s": 0.8,
    "hide_s": 0.8,
    "slow_s": 0.8,
}


@dataclass(frozen=True, slots=True)
class Scale:
    """How much happens. `strikes` by target; pauses between them are real seconds."""

    servers: int
    codes: int
    people: int
    visitors: int
    strikes: Mapping[str, int]
    pauses: tuple[float, float]
    long: bool = False


class Storm:
    """One storm from its first drop to the reckoning."""

    def __init__(
        self,
        place: str | StormDatabase,
        scale: Scale,
        seed: int,
        wallet: WalletProcess,
        folder: Path,
    ) -> None:
        self.database = place if isinstance(place, StormDatabase) else None
        self.url = place.url if isinstance(place, StormDatabase) else place
        self.relay = Relay(self.database) if self.database else None
        self.scale, self.wallet, self.folder = scale, wallet, folder
        self.fate = random.Random(seed)
        self.seed = seed
        self.campaign = 0

    async def rage(self) -> None:
        self.wallet.start()
        self.wallet.control("faults", FAULTS)
        codes, api_key = await self._set_up()
        (self.folder / DUSK).touch()
        clock = QuickClock(self.folder)
        if self.relay:
            await self.relay.start()
        wire = self.relay.url if self.relay else self.url
        servers = [Server(environment(wire, self.wallet, self.folder)) for _ in range(self.scale.servers)]
        try:
            for server in servers:
                server.start()
            await asyncio.gather(*(server.ready() for server in servers))
            crowd = Crowd([server.url for server in servers], api_key, random.Random(self.seed + 1))
            lightning = Lightning(
                self.fate,
                servers,
                self.wallet,
                self.database,
                self.relay,
                self.scale.strikes,
                self.scale.pauses,
            )
            await self._gather(crowd, lightning, codes, wire, clock)
            assert lightning.struck == self.scale.strikes
            assert crowd.lost > 0, "the storm hit nobody"
            await self._repeat(crowd)
            for server in servers:
                status = await asyncio.to_thread(server.end, signal.SIGTERM)  # the wire must go on meanwhile
                assert status in {0, -signal.SIGTERM}, "a server did not stop cleanly"
        finally:
            for server in servers:
                if server.process:
                    server.end(signal.SIGKILL)
            if self.relay:
                await self.relay.stop()
        await self._drain(clock.now() + timedelta(minutes=1))
        await self._reckon(crowd)

    async def _set_up(self) -> tuple[list[str], str]:
        engine = await self._engine(SetClock(BEGINS))
        try:
            await engine.accounts.add_brand(BRAND, Label("Storm", "风暴"), "Asia/Shanghai", "CNY")
            api_key = await engine.accounts.add_api_key(BRAND, "crowd")
            codes = []
            dealt = self.scale.codes // 4
            for name, size in ((OPEN_BATCH, self.scale.codes - dealt), (DEALT_BATCH, dealt)):
                batch = await engine.codes.create_batch(BRAND, name, GTIN, "in_lid", size, "tests")
                await engine.codes.change(BRAND, batch.id, 1, size, "state", "active", "tests")
                codes += [engine.codes.code_text(batch.id, serial) for serial in range(1, size + 1)]
            random.Random(self.seed).shuffle(codes)
            text = campaign(5, dealt)
            self.campaign = await engine.campaigns.create(BRAND, "storm", text, "tests")
            outcome = await engine.campaigns.publish(BRAND, self.campaign, "tests")
            assert isinstance(outcome, Published), outcome
            for code in OUTLETS:
                outlet = await engine.outlets.add_outlet(BRAND, code, Label(code, code), "CN-GD")
                await engine.outlets.add_clerk(BRAND, outlet.id, "7", "Clerk", "clerk", "2468")
            return codes, api_key
        finally:
            await engine.close()

    async def _engine(self, clock: Clock, url: str = "") -> Engine:
        settings = EngineSettings(
            url or self.url, SECRET, plugins.BUILTIN, plugin_settings=self.wallet.config, installed=False
        )
        return await open_engine(settings, clock=clock)

    async def _gather(
        self, crowd: Crowd, lightning: Lightning, codes: list[str], wire: str, clock: Clock
    ) -> None:
        """Visitors work through all codes, and after midnight again through those that gave nothing yet.

        The desk works and lightning strikes meanwhile. All come to their end.
        """
        engine = await self._engine(clock, wire)
        desk = Desk(engine, self.campaign, self.scale.codes // 4, random.Random(self.seed + 3))
        try:
            async with asyncio.TaskGroup() as group:
                visits = group.create_task(self._visits(crowd, codes))
                strikes = group.create_task(lightning.storm())
                group.create_task(desk.work())
                await asyncio.wait({visits, strikes}, return_when=asyncio.FIRST_EXCEPTION)
                desk.over.set()
        finally:
            await engine.close()
        assert crowd.faults == []
        assert desk.published, "the desk was to better the campaign"
        assert desk.pauses, "the desk was to pause the campaign"
        assert lightning.cut or not self.relay, "no connection was cut"

    async def _visits(self, crowd: Crowd, codes: list[str]) -> None:
        behaviour = Behaviour(crowd, codes, self.scale.people, list(OUTLETS))
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(timeout=15, limits=limits, trust_env=False) as client:

            async def work(waiting: Iterator[tuple[str, int]]) -> None:
                for press, number in waiting:
                    await behaviour.visit(client, press, number, random.Random(f"{self.seed}:{number}"))

            await self._together(work, [(FIRST, number) for number in range(len(codes))])
            (self.folder / DAWN).touch()
            good = {"day_budget_spent", "paused"}
            for press in LATER:
                answers = {
                    a.asked.body["code"]: a.body.get("code") for a in crowd.answers if "code" in a.asked.body
                }
                again = [(press, number) for number, code in enumerate(codes) if answers[code] in good]
                await self._together(work, again)

    async def _together(
        self, work: Callable[[Iterator[tuple[str, int]]], Awaitable[None]], visits: list[tuple[str, int]]
    ) -> None:
        waiting = iter(visits)
        await asyncio.gather(*(work(waiting) for _ in range(self.scale.visitors)))

    async def _repeat(self, crowd: Crowd) -> None:
        """Every answer that anybody got is given again, word for word."""
        first = list(crowd.answers) if self.scale.long else self.fate.sample(crowd.answers, 300)
        again = Crowd(crowd.urls, crowd.api_key, random.Random(self.seed + 2))
        waiting = iter(first)
        async with httpx.AsyncClient(timeout=15, trust_env=False) as client:

            async def repeat() -> None:
                for known in waiting:
                    told = await again.ask(client, known.asked)
                    assert lasting(told) == lasting(known), f"{known.asked} was answered differently"

            await asyncio.gather(*(repeat() for _ in range(16)))

    async def _drain(self, start: Any) -> None:
        """The weather clears: what is still owed is paid, each at its time."""
        self.wallet.control("faults", {})
        await asyncio.sleep(1.0)  # what was hidden or slow is so no longer
        clock = SetClock(start)
        engine = await self._engine(clock)
        try:
            for _ in range(2_000):
                if await engine.payouts.run_once():
                    continue
                due = await engine.payouts.next_due()
                if due is None:
                    return
                clock.instant = max(due, clock.instant + timedelta(seconds=31))
            raise AssertionError("the payouts do not come to an end")
        finally:
            await engine.close()

    async def _reckon(self, crowd: Crowd) -> None:
        engine = await self._engine(SetClock(BEGINS + timedelta(days=3)))
        try:
            assert await engine.audit() == ()
            await agree(engine, self.campaign, crowd.answers)
            book = {kind: await rows(engine, kind) for kind in (Claim, Grant, Entry, Order, Redemption)}
        finally:
            await engine.close()
        bounds_hold(book[Claim], book[Grant], book[Redemption])
        answers_stand(crowd.answers, book[Claim], book[Grant], book[Redemption])
        wallet_agrees(transfers(wallet_file(self.folder)), book[Grant], book[Entry], book[Order])
