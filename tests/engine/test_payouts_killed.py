"""The worker dies after each of its steps, in every state that money can be in: books, grants and channel agree as if it had not."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from engine.api import ClaimAnswer, Engine, Label, Published
from engine.spi import PayoutAnswer, PayoutOrder
from engine.storage.database import Database
from tests.support import filed_channel
from tests.support.clock import SetClock
from tests.support.filed_channel import BOOK, SmallChannel
from tests.support.shop import BRAND, GTIN, opened, person

PLUGINS = ("tests.support.filed_channel",)
AMOUNTS = {"three": "3.00", "thirty": "30.00", "dust": "0.60"}
TEXT = """campaign "Amounts"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   500.00 CNY
  channel  small_packets
  channel  large_transfers
""" + "".join(
    f'\non scan of batch "{name}"\n  give red_packet {amount} CNY\n  if spent\n    refuse\n'
    for name, amount in AMOUNTS.items()
)
#: Steps of one stretch of work that no worker reaches.
_MANY = 200


def _die_after(fuse: int) -> None:
    """Kill this process after so many steps: a commit, or the channel's own deed."""
    left = [fuse]

    def step() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    begun, sent = Database.transaction, SmallChannel.send

    @asynccontextmanager
    async def transaction(self: Database) -> AsyncIterator[Any]:
        async with begun(self) as one:
            yield one
        step()

    async def send(self: SmallChannel, order: PayoutOrder) -> PayoutAnswer:
        answer = await sent(self, order)
        step()
        return answer

    Database.transaction = transaction  # type: ignore[method-assign]  # in the process that dies alone
    SmallChannel.send = send  # type: ignore[method-assign]  # in the process that dies alone


def _work(url: str, book: str, now: datetime, fuse: int) -> None:
    """A worker's life: all that is due now, and what that has left for a little later."""

    async def life() -> None:
        BOOK.path, clock = Path(book), SetClock(now)
        BOOK.now = clock.now
        engine = await opened(url, clock, more=PLUGINS)
        try:
            assert await engine.audit() == (), "the books agree wherever the one before died"
            if fuse:
                _die_after(fuse)
            for _ in range(2):
                await engine.waits.run_once()
                while await engine.payouts.run_once():
                    pass
                clock.pass_(minutes=10)
        finally:
            await engine.close()

    asyncio.run(life())


def worker(url: str, book: Path, now: datetime, fuse: int = 0) -> bool:
    """Let a worker work in a process of its own; whether it lived to the end."""
    process = multiprocessing.get_context("fork").Process(target=_work, args=(url, str(book), now, fuse))
    process.start()
    process.join(30)
    if process.exitcode is None:
        process.kill()
    assert process.exitcode in {0, -signal.SIGKILL}, process.exitcode
    return process.exitcode == 0


@dataclass(frozen=True)
class Figures:
    """Grants by their states, debts in fen, and the fen that each payee has by the channels' book."""

    grants: list[tuple[int, str]]
    debts: list[int]
    received: dict[str, int]


@dataclass
class Place:
    """A database and the channels' book, as files."""

    database: Path
    book: Path

    @property
    def url(self) -> str:
        return f"sqlite://{self.database}"

    def copied(self, folder: Path) -> Place:
        """The same elsewhere."""
        folder.mkdir(exist_ok=True)
        copy = Place(folder / "it.sqlite3", folder / "book.json")
        for tail in ("", "-wal", "-shm"):
            source, target = Path(f"{self.database}{tail}"), Path(f"{copy.database}{tail}")
            target.unlink(missing_ok=True)
            if source.exists():
                shutil.copy(source, target)
        copy.book.unlink(missing_ok=True)
        if self.book.exists():
            shutil.copy(self.book, copy.book)
        return copy

    async def figures(self) -> Figures:
        """What came of everything: grants by their states, debts, and what the channels' book says each payee has."""
        BOOK.path = self.book
        BOOK.read()
        engine = await opened(self.url, SetClock(), more=PLUGINS)
        try:
            assert await engine.audit() == ()
            rows = await engine._core.database.fetch("SELECT id, state FROM grants ORDER BY id", [])
            debts = await engine._core.database.fetch(
                "SELECT key, used FROM counter WHERE key LIKE '%|debt|%'", []
            )
            return Figures(
                [(row["id"], row["state"]) for row in rows],
                [int(row["used"]) for row in debts if row["used"]],
                dict(BOOK.received()),
            )
        finally:
            await engine.close()


class Town:
    """What people do between the stretches of work."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def claim(self, batch: str, serial: int, who: str) -> ClaimAnswer:
        found = next(one for one in await self.engine.codes.batches(BRAND) if one.name == batch)
        code = self.engine.codes.code_text(found.id, serial)
        answer = await self.engine.scans.claim(code, person(who))
        assert isinstance(answer, ClaimAnswer), answer
        return answer

    async def begin(self) -> None:
        """Ann is paid, Ben's account is not verified, Cleo accepts nothing, Dan has more than the first channel pays."""
        engine = self.engine
        await engine.accounts.add_brand(BRAND, Label("Spring", "山泉"), "Asia/Shanghai", "CNY")
        for name in AMOUNTS:
            made = await engine.codes.create_batch(BRAND, name, GTIN, "in_lid", 20, "tests")
            await engine.codes.change(BRAND, made.id, 1, 20, "state", "active", "tests")
        campaign = await engine.campaigns.create(BRAND, "amounts", TEXT, "tests")
        assert isinstance(await engine.campaigns.publish(BRAND, campaign, "tests"), Published)
        for serial, (who, batch) in enumerate(
            (("ann", "three"), ("ben", "three"), ("cleo", "three"), ("dan", "thirty")), 1
        ):
            answer = await self.claim(batch, serial, who)
            mood = {"ben": "refuse payee", "cleo": "hand"}.get(who)
            if mood:
                [row] = await engine._core.database.fetch(
                    "SELECT recipient_id FROM grants WHERE id = $1", [answer.grants[0].id]
                )
                BOOK.moods[f"consumer-{row['recipient_id']}"] = mood

    async def false_claim(self) -> None:
        """Ann's claim was false; small change and another packet come to her. Cleo asks for hers again."""
        claims = await self.engine._core.database.fetch(
            "SELECT grants.cause_id FROM grants WHERE state = 'paid' AND amount = 300 ORDER BY id", []
        )
        await self.engine.grants.reverse_claim(BRAND, claims[0]["cause_id"], "false", "tests")
        await self.claim("dust", 1, "ann")
        await self.claim("three", 5, "ann")
        for one in await self.engine.payouts.held(BRAND):
            await self.engine.payouts.send_again(BRAND, one.grant_ids[0])


def test_a_worker_that_dies_at_any_step_changes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    """Second channel, unverified payee, returned packets, debts and lapses: killed after each commit and each payment."""
    place = Place(Path(sqlite_url.removeprefix("sqlite://")), tmp_path / "book.json")
    now = datetime.fromisoformat("2026-06-03T01:00:00+00:00")
    BOOK.moods.clear()
    deaths = []

    async def act(name: str) -> None:
        BOOK.path, clock = place.book, SetClock(now)
        BOOK.now = clock.now
        engine = await opened(place.url, clock, more=PLUGINS)
        try:
            await getattr(Town(engine), name)()
        finally:
            await engine.close()

    def stretch() -> None:
        """One stretch of work: undisturbed on the place itself, and killed after each step on copies."""
        before = place.copied(tmp_path / "before")
        assert worker(place.url, place.book, now)
        wanted = asyncio.run(place.figures())
        for fuse in range(1, _MANY):
            copy = before.copied(tmp_path / "copy")
            if worker(copy.url, copy.book, now, fuse):
                deaths.append(fuse - 1)
                return
            assert worker(copy.url, copy.book, now + timedelta(minutes=20))
            assert asyncio.run(copy.figures()) == wanted, f"killed after step {fuse} at {now}"
        raise AssertionError("the worker never came to an end")

    asyncio.run(act("begin"))
    stretch()
    for days in (1, 1, 1):
        now += timedelta(days=days, hours=1)
        stretch()
        if len(deaths) == 2:
            asyncio.run(act("false_claim"))
            stretch()
    now += timedelta(days=31)
    stretch()
    told = asyncio.run(place.figures())
    states = [state for _, state in told.grants]
    assert states == ["reversed", "reversed", "reversed", "paid", "paid", "paid"], (
        "only Dan's, and Ann's two of later"
    )
    sent = sorted(told.received.values())
    assert sent == [1_00 + 3_00, 30_00], "Ann's later 3.60 repay what leaves a yuan to send"
    assert told.debts == [3_00 - 2_60]
    assert sum(deaths) > 25, deaths
    assert filed_channel.BOOK.moods
