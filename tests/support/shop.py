"""One brand with one live campaign on the engine itself, for tests that race, break and tamper."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import plugins
from engine.api import (
    ClaimAnswer,
    ClerkIdentity,
    ConsumerKey,
    Engine,
    EngineSettings,
    Label,
    Published,
    Refusal,
    RequestKey,
    open_engine,
)
from tests.support.clock import SetClock

BRAND: Final = "spring"
GTIN: Final = "9521000100015"
SECRET: Final = bytes(range(100, 132))

#: A red packet for everybody, within budget, day, person; points when it is spent.
PACKETS: Final = f"""campaign "Packets"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY, at most 60.00 CNY a day
  limit    3 claims per consumer a day
  channel  sandbox_wallet

on scan of {GTIN}
  give red_packet 1.00 CNY
  if spent
    refuse
"""


async def opened(
    url: str, clock: SetClock, settings: Mapping[str, str] | None = None, more: tuple[str, ...] = ()
) -> Engine:
    """One more engine on a database; `more` are plugins besides the built-in ones."""
    wanted = EngineSettings(
        url, SECRET, (*plugins.BUILTIN, *more), plugin_settings=settings or {}, installed=False
    )
    return await open_engine(wanted, clock=clock)


@dataclass
class Shop:
    """An engine, and what it sells."""

    engine: Engine
    clock: SetClock
    url: str
    batch: int
    campaign: int
    others: list[Engine] = field(default_factory=list)

    def code(self, serial: int) -> str:
        return self.engine.codes.code_text(self.batch, serial)

    async def claim(
        self, serial: int, who: str, *, key: str | None = None, engine: Engine | None = None
    ) -> ClaimAnswer | Refusal:
        request = RequestKey(key, f"{serial}|{who}") if key else None
        return await (engine or self.engine).scans.claim(self.code(serial), person(who), request=request)

    async def granted(self, serial: int, who: str) -> ClaimAnswer:
        answer = await self.claim(serial, who)
        assert isinstance(answer, ClaimAnswer), answer
        return answer

    async def another(self) -> Engine:
        """Another engine on the same database, closed with the shop."""
        engine = await opened(self.url, self.clock)
        self.others.append(engine)
        return engine

    async def counter(self, part: str) -> int:
        """The sum of the counters whose name contains a part."""
        async with self.engine._core.database.transaction() as transaction:
            rows = await transaction.fetch("SELECT key, used FROM counter")
        return sum(int(row["used"]) for row in rows if part in row["key"])

    async def till(self, outlet: str = "S1") -> ClerkIdentity:
        """A clerk at an outlet that has an owner; made when there is none yet."""
        outlets = self.engine.outlets
        if not any(one.code == outlet for one in await outlets.all(BRAND)):
            made = await outlets.add_outlet(BRAND, outlet, Label(outlet, outlet), "CN-GD")
            for number, role in (
                ("1", "owner"),
                ("7", "clerk"),
            ):  # past the door: hashing a PIN is slow by design
                await outlets._store.add_clerk(BRAND, made.id, number, role, role, "none", 0)
        found = await outlets.clerk_by_number(BRAND, outlet, "7")
        assert found
        return found

    async def publish(self, slug: str, text: str, brand: str = BRAND) -> int:
        campaign = await self.engine.campaigns.create(brand, slug, text, "tests")
        outcome = await self.engine.campaigns.publish(brand, campaign, "tests")
        assert isinstance(outcome, Published), outcome
        return campaign


def person(name: str) -> ConsumerKey:
    return ConsumerKey("ref", name)


@asynccontextmanager
async def shop(
    url: str,
    text: str = PACKETS,
    *,
    codes: int = 1_000,
    settings: Mapping[str, str] | None = None,
    more: tuple[str, ...] = (),
) -> AsyncIterator[Shop]:
    """A shop on a fresh database; at the end the audit must be clean, unless the test itself failed."""
    clock = SetClock()
    engine = await opened(url, clock, settings, more)
    made: Shop | None = None
    try:
        await engine.accounts.add_brand(BRAND, Label("Spring", "山泉"), "Asia/Shanghai", "CNY")
        batch = (await engine.codes.create_batch(BRAND, "June", GTIN, "in_lid", codes, "tests")).id
        await engine.codes.change(BRAND, batch, 1, codes, "state", "active", "tests")
        made = Shop(engine, clock, url, batch, 0)
        made.campaign = await made.publish("packets", text)
        yield made
    finally:
        for other in made.others if made else ():
            await other.close()
        await engine.close()
