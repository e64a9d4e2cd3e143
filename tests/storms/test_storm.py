"""Thousands of claims and redemptions over HTTP while processes die: nothing is lost, given or paid twice.

What is asserted holds for every timing; only the order of events differs from run to run. `BOTTLECAP_STORM=long`
makes a storm of several minutes.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

import plugins
from engine.api import Engine, EngineSettings, Label, Published, open_engine
from engine.grants.stored import takes_of
from engine.records import Claim, Entry, Grant, Order, Redemption
from engine.storage.rows import to_record
from tests.storms.crowd import Answered, Behaviour, Crowd
from tests.storms.processes import Lightning, Server, environment, wallet_file
from tests.storms.server import BEGINS, DAWN, DUSK, SECRET, QuickClock
from tests.support.clock import SetClock
from tests.support.wallet import WalletProcess

BRAND: Final = "storm"
GTIN: Final = "9521000100015"
TOTAL_MINOR, DAILY_MINOR, PER_PERSON, STOCK = 60_000, 35_000, 12, 40
CAMPAIGN: Final = f"""campaign "Storm"
  brand    "Storm"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget   {TOTAL_MINOR // 100}.00 CNY, at most {DAILY_MINOR // 100}.00 CNY a day
  limit    {PER_PERSON} claims per consumer
  channel  sandbox_wallet

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    7 days
  at       stores
  pays     store 2.00 CNY

on scan of {GTIN}
  give red_packet 1.00 CNY
  draw
    20%  red_packet 3.00 CNY, stock {STOCK}
    30%  coupon "off-2"
    rest points 5
  if spent
    refuse

on redemption of "off-2"
  give red_packet 0.50 CNY to clerk
  give points 2 to consumer
  if spent
    give points 1 to clerk
"""
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
OUTLETS: Final = ("S1", "S2", "S3", "S4")
LONG: Final = os.environ.get("BOTTLECAP_STORM") == "long"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much happens. Pauses between strikes are real seconds."""

    servers: int
    codes: int
    people: int
    visitors: int
    strikes: int
    pauses: tuple[float, float]


SCALES: Final = {
    ("sqlite", False): Scale(1, 800, 90, 24, 5, (0.4, 1.2)),
    ("postgres", False): Scale(3, 800, 90, 24, 7, (0.4, 1.2)),
    ("sqlite", True): Scale(1, 20_000, 2_000, 48, 60, (0.5, 4.0)),
    ("postgres", True): Scale(3, 20_000, 2_000, 48, 90, (0.5, 4.0)),
}


@pytest.mark.timeout(3_600 if LONG else 240)
@pytest.mark.parametrize("seed", [20260611])
def test_a_storm_loses_nothing_and_gives_nothing_twice(database_url: str, seed: int, tmp_path: Path) -> None:
    dialect = "sqlite" if database_url.startswith("sqlite") else "postgres"
    wallet = WalletProcess(wallet_file(tmp_path))
    try:
        asyncio.run(Storm(database_url, SCALES[dialect, LONG], seed, wallet, tmp_path).rage())
    finally:
        wallet.stop()


class Storm:
    """One storm from its first drop to the reckoning."""

    def __init__(self, url: str, scale: Scale, seed: int, wallet: WalletProcess, folder: Path) -> None:
        self.url, self.scale, self.wallet, self.folder = url, scale, wallet, folder
        self.fate = random.Random(seed)
        self.seed = seed

    async def rage(self) -> None:
        self.wallet.start()
        self.wallet.control("faults", FAULTS)
        codes, api_key = await self._set_up()
        (self.folder / DUSK).touch()
        clock = QuickClock(self.folder)
        servers = [Server(environment(self.url, self.wallet, self.folder)) for _ in range(self.scale.servers)]
        try:
            for server in servers:
                server.start()
            await asyncio.gather(*(server.ready() for server in servers))
            crowd = Crowd([server.url for server in servers], api_key, random.Random(self.seed + 1))
            struck = await self._gather(crowd, servers, codes)
            assert len(struck) == self.scale.strikes
            assert crowd.lost > 0, "the storm hit nobody"
            await self._repeat(crowd)
            for server in servers:
                assert server.end(signal.SIGTERM) in {0, -signal.SIGTERM}, "a server did not stop cleanly"
        finally:
            for server in servers:
                if server.process:
                    server.end(signal.SIGKILL)
        await self._drain(clock.now() + timedelta(minutes=1))
        await self._reckon(crowd)

    async def _set_up(self) -> tuple[list[str], str]:
        engine = await self._engine(SetClock(BEGINS))
        try:
            await engine.accounts.add_brand(BRAND, Label("Storm", "风暴"), "Asia/Shanghai", "CNY")
            api_key = await engine.accounts.add_api_key(BRAND, "crowd")
            batch = await engine.codes.create_batch(BRAND, "all", GTIN, "in_lid", self.scale.codes, "tests")
            await engine.codes.change(BRAND, batch.id, 1, self.scale.codes, "state", "active", "tests")
            campaign = await engine.campaigns.create(BRAND, "storm", CAMPAIGN, "tests")
            assert isinstance(await engine.campaigns.publish(BRAND, campaign, "tests"), Published)
            for code in OUTLETS:
                outlet = await engine.outlets.add_outlet(BRAND, code, Label(code, code), "CN-GD")
                await engine.outlets.add_clerk(BRAND, outlet.id, "7", "Clerk", "clerk", "2468")
            serials = range(1, self.scale.codes + 1)
            return [engine.codes.code_text(batch.id, serial) for serial in serials], api_key
        finally:
            await engine.close()

    async def _engine(self, clock: SetClock) -> Engine:
        settings = EngineSettings(
            self.url, SECRET, plugins.BUILTIN, plugin_settings=self.wallet.config, installed=False
        )
        return await open_engine(settings, clock=clock)

    async def _gather(self, crowd: Crowd, servers: list[Server], codes: list[str]) -> list[str]:
        """Visitors work through all codes, and after midnight once more through those that the day's budget refused.

        Lightning strikes meanwhile. All come to their end.
        """
        behaviour = Behaviour(crowd, codes, self.scale.people, list(OUTLETS))
        lightning = Lightning(self.fate, servers, self.wallet, self.scale.strikes, self.scale.pauses)
        limits = httpx.Limits(max_connections=200)
        async with httpx.AsyncClient(timeout=15, limits=limits, trust_env=False) as client:

            async def work(waiting: Iterator[tuple[str, int]]) -> None:
                for press, number in waiting:
                    await behaviour.visit(client, press, number, random.Random(f"{self.seed}:{number}"))

            async def waves() -> None:
                first = [("a", number) for number in range(len(codes))]
                await self._together(work, first)
                (self.folder / DAWN).touch()
                refused = {
                    answer.asked.body["code"]
                    for answer in crowd.answers
                    if answer.body.get("code") == "day_budget_spent"
                }
                again = [("b", number) for number, code in enumerate(codes) if code in refused]
                await self._together(work, again)

            async with asyncio.TaskGroup() as group:
                group.create_task(waves())
                group.create_task(lightning.storm())
        assert crowd.faults == []
        return lightning.struck

    async def _together(
        self, work: Callable[[Iterator[tuple[str, int]]], Awaitable[None]], visits: list[tuple[str, int]]
    ) -> None:
        waiting = iter(visits)
        await asyncio.gather(*(work(waiting) for _ in range(self.scale.visitors)))

    async def _repeat(self, crowd: Crowd) -> None:
        """Every answer that anybody got is given again, word for word."""
        first = list(crowd.answers) if LONG else self.fate.sample(crowd.answers, 400)
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
        engine = await self._engine(SetClock(BEGINS + timedelta(days=10)))
        try:
            assert await engine.audit() == ()
            book = {kind: await rows(engine, kind) for kind in (Claim, Grant, Entry, Order, Redemption)}
        finally:
            await engine.close()
        bounds_hold(book[Claim], book[Grant], book[Redemption])
        answers_stand(crowd.answers, book[Claim], book[Grant], book[Redemption])
        wallet_agrees(transfers(wallet_file(self.folder)), book[Grant], book[Entry], book[Order])


async def rows(engine: Engine, kind: Any) -> list[Any]:
    found = await engine._core.database.fetch(f"SELECT * FROM {kind.TABLE} ORDER BY id")
    return [to_record(kind, row) for row in found]


def lasting(answer: Answered) -> dict[str, Any]:
    """What must never change in an answer. States and payments go on; refusals are told anew where they have no key."""
    if answer.status >= 400:
        return {"code": answer.body["code"]}
    body = answer.body
    grants = [
        {
            "id": grant["id"],
            "amount": grant["amount"],
            "points": grant["points"],
            "coupon": grant["coupon"] and grant["coupon"]["code"],
        }
        for grant in body["grants"]
    ]
    return {"id": body.get("claim_id") or body["redemption_id"], "at": body["at"], "grants": grants}


def bounds_hold(claims: Sequence[Claim], grants: Sequence[Grant], redemptions: Sequence[Redemption]) -> None:
    """Budget, day, stock, person, code and coupon, counted from the rows and not from the counters."""
    taken: Counter[str] = Counter()
    for grant in grants:
        if grant.state != "reversed":
            taken.update(takes_of(grant.takes))
    budget = {key: amount for key, amount in taken.items() if "|budget|" in key}
    assert [key for key, amount in budget.items() if key.endswith("|all") and amount > TOTAL_MINOR] == []
    assert [key for key, amount in budget.items() if not key.endswith("|all") and amount > DAILY_MINOR] == []
    assert len(budget) == 3, "the storm was to pass a midnight"
    assert max(budget.values()) > TOTAL_MINOR - 400, "the storm was to spend the whole budget"
    assert all(amount <= STOCK for key, amount in taken.items() if "|stock|" in key)
    money = [
        grant for grant in grants if grant.fund == "budget" and grant.amount and grant.state != "reversed"
    ]
    assert (
        sum(grant.amount or 0 for grant in money)
        == budget[next(key for key in budget if key.endswith("|all"))]
    )
    assert max(Counter(claim.person_id for claim in claims).values()) <= PER_PERSON
    assert max(Counter(claim.source for claim in claims).values()) == 1
    done = Counter(redemption.coupon_id for redemption in redemptions if redemption.state == "done")
    assert max(done.values()) == 1


def answers_stand(
    answers: Sequence[Answered],
    claims: Sequence[Claim],
    grants: Sequence[Grant],
    redemptions: Sequence[Redemption],
) -> None:
    """Each success that somebody was told of is in the book, and the book has no other."""
    told = [answer for answer in answers if answer.status < 300]
    assert {answer.body["claim_id"] for answer in told if "claim_id" in answer.body} == {
        str(claim.id) for claim in claims
    }
    assert {answer.body["redemption_id"] for answer in told if "claim_id" not in answer.body} == {
        str(redemption.id) for redemption in redemptions
    }
    known = {str(grant.id) for grant in grants}
    assert {grant["id"] for answer in told for grant in answer.body["grants"]} <= known
    refused = Counter(answer.body["code"] for answer in answers if answer.status >= 400)
    wanted = {"already_claimed", "limit_reached", "day_budget_spent", "budget_spent"}
    assert wanted <= refused.keys(), f"the storm was to meet every bound: {refused}"


def transfers(path: Path) -> list[tuple[str, str, int]]:
    """The wallet's own statement: order number, payee and amount of all that it has paid."""
    with sqlite3.connect(path) as book:
        found = book.execute(
            "SELECT order_no, payee, amount_minor FROM transfers WHERE state = 'paid'"
        ).fetchall()
    book.close()
    return found


def wallet_agrees(
    paid: Sequence[tuple[str, str, int]],
    grants: Sequence[Grant],
    entries: Sequence[Entry],
    orders: Sequence[Order],
) -> None:
    """Each owed packet has left once, to its own payee, and the ledger says the same as the wallet."""
    of_order = {order.order_no: order.grant_id for order in orders}
    lines = [(of_order[order_no], amount) for order_no, _, amount in paid]
    payable = [grant for grant in grants if grant.fund == "budget" and grant.amount is not None]
    settled = [(grant.id, grant.amount) for grant in payable if grant.state == "paid"]
    assert sorted(lines) == sorted(settled)
    assert [grant.id for grant in payable if grant.state == "owed"] == []
    channel = sum(entry.amount for entry in entries if entry.account == "channel:sandbox_wallet:paid")
    assert sum(amount for _, _, amount in paid) == channel
    payees = {grant.id: f"-{grant.recipient_id}" for grant in payable}
    assert all(payee.endswith(payees[of_order[order_no]]) for order_no, payee, _ in paid)
