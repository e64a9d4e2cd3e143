"""Two brands over the real engine on SQLite, reached through the API only."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from engine.api import Engine, EngineSettings, Label, open_engine
from plugins import BUILTIN
from studio.settings import Settings
from studio.wiring import build_app
from tests.support.api_client import Caller
from tests.support.clock import SetClock

SECRET = bytes(range(32))
GTIN = "9521000100015"
CAMPAIGN = f"""campaign "First cap"
  brand    "Clearwater"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   5,000.00 CNY
  limit    3 claims per consumer a day
  channel  sandbox_wallet

coupon "cap-5" "5 yuan off" / "减5元"
  worth    5.00 CNY off 15.00 CNY
  valid    7 days
  at       stores
  pays     store 5.00 CNY

segment newcomer   consumer.claims is 0

on scan of {GTIN}
  when newcomer
    give red_packet 2.88 CNY
    give coupon "cap-5"
    give points 20
  otherwise
    give red_packet 0.88 CNY
    give points 10
  if spent
    refuse

on invitation
  when newcomer
    give coupon "cap-5"
  otherwise
    refuse "for new friends only" / "仅限新朋友"

on redemption of "cap-5"
  give points 50 to referrer, at most 3 a month, at most 5 in all
  give red_packet 0.50 CNY to owner
  give red_packet 0.20 CNY to clerk
  if spent
    give points 1 to clerk
"""


@dataclass
class Town:
    """Two brands with keys, one engine, one application."""

    engine: Engine
    clock: SetClock
    drinks: Caller
    liquor: Caller


@asynccontextmanager
async def town(url: str) -> AsyncIterator[Town]:
    clock = SetClock()
    engine = await open_engine(EngineSettings(database_url=url, secret=SECRET, plugins=BUILTIN), clock=clock)
    try:
        keys = []
        for slug, name in (("drinks", Label("Clearwater", "清泉")), ("liquor", Label("Old Cellar", "老窖"))):
            await engine.accounts.add_brand(slug, name, "Asia/Shanghai", "CNY")
            keys.append(await engine.accounts.add_api_key(slug, "server"))
        app = build_app(
            Settings(database_url=url, secret=SECRET, run_payouts=False), engine=engine, clock=clock
        )
        yield Town(engine, clock, Caller(app, keys[0]), Caller(app, keys[1]))
    finally:
        await engine.close()


def story(url: str, steps: Callable[[Town], Awaitable[None]]) -> None:
    async def told() -> None:
        async with town(url) as there:
            await steps(there)

    asyncio.run(told())


async def done(caller: Caller, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """The value of a success."""
    response = await caller.send(method, path, body, **headers)
    assert response.is_success, f"{method} {path}: {response.status_code} {response.text}"
    return response.json() if response.content else None


async def opened(there: Town) -> tuple[str, list[str]]:
    """A published campaign and ten active codes, all made through the API."""
    caller = there.drinks
    checked = await done(caller, "POST", "/language/check", {"text": CAMPAIGN})
    assert [problem for problem in checked["problems"] if problem["severity"] == "error"] == []
    campaign = (await done(caller, "POST", "/campaigns", {"slug": "first-cap", "text": CAMPAIGN}))["id"]
    await done(caller, "POST", f"/campaigns/{campaign}/publication")
    asked = {"name": "June", "gtin": GTIN, "kind": "in_lid", "size": 10}
    batch = (await done(caller, "POST", "/batches", asked))["id"]
    change = {"first": 1, "last": 10, "aspect": "state", "value": "active"}
    await done(caller, "POST", f"/batches/{batch}/ranges", change)
    codes = (await caller.send("GET", f"/batches/{batch}/codes?form=code")).text.split()
    assert len(codes) == 10
    return campaign, codes


async def claim(caller: Caller, code: str, ref: str, **headers: str) -> Any:
    return await caller.send("POST", "/claims", {"code": code, "consumer": {"ref": ref}}, **headers)


async def shops(there: Town) -> None:
    for code, name in (("S1", "南山店"), ("S2", "东莞店")):
        outlet = {"code": code, "name": {"en": code, "zh": name}, "region": "CN-GD"}
        number = (await done(there.drinks, "POST", "/outlets", outlet))["id"]
        for clerk, role in (("7", "clerk"), ("1", "owner")):
            new = {"number": clerk, "name": f"{role} {code}", "role": role, "pin": "2468"}
            await done(there.drinks, "POST", f"/outlets/{number}/clerks", new)


def till(outlet: str, request_id: str) -> dict[str, Any]:
    return {"outlet_code": outlet, "clerk_number": "7", "request_id": request_id}
