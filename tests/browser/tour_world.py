"""The demo world as `bottlecap demo` builds it, served on the loopback, on a clock that the visit moves.

The pages, the engine on SQLite and the payout worker run in a thread of this process, the sandbox wallet in a
process of its own. Visitors learn addresses as people do: from the guide that the demo prints.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import uvicorn

from engine.api import Engine, EngineSettings, migrate, open_engine
from studio.cli.listening import address, listen
from studio.cli.running import running
from studio.demo import world
from studio.demo.activity import live_a_morning
from studio.demo.building import build_world
from studio.demo.keys import Keys
from studio.demo.links import guide
from studio.demo.weeks import first_day, live_some_weeks
from studio.settings import Settings
from studio.wiring import build_app
from tests.support.app import INSTALLATION_SECRET, PLUGINS, running_wallet
from tests.support.clock import ClockFile
from tests.support.wallet import MERCHANT, SECRET
from tests.support.wallet_on_clock import CLOCK

_READY_S: Final = 60
_MORNING: Final = "2026-11-21 08:30:00"
_PRINTED: Final = re.compile(r"^  (http\S+/c/\S+)   (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TourWorld:
    """The running demo: where it is reached, what signs people in, and its clock."""

    origin: str
    wallet: str
    keys: Keys
    clock: ClockFile
    _engine: Engine
    _loop: asyncio.AbstractEventLoop
    _stop: asyncio.Event

    def code(self, told: str) -> str:
        """The address of an unused code, by the words that the demo prints beside it."""
        printed = guide(self._engine, self.keys, self.origin, self.wallet)
        text = asyncio.run_coroutine_threadsafe(printed, self._loop).result(_READY_S)
        return next(str(url) for url, words in _PRINTED.findall(text) if words == told)

    def wait(self, seconds: float) -> None:
        """Let time go by, without waiting for it."""
        self.clock.set(self.clock.now() + timedelta(seconds=seconds))

    def audit(self) -> tuple[object, ...]:
        """Every difference between a figure and the rows behind it."""
        return tuple(asyncio.run_coroutine_threadsafe(self._engine.audit(), self._loop).result(_READY_S))

    def close(self) -> None:
        """Stop serving."""
        self._loop.call_soon_threadsafe(self._stop.set)


@contextmanager
def tour_world(folder: Path, *, days: int = 0) -> Iterator[TourWorld]:
    """A demo that runs while the block does, on a morning in November 2026, with so many days of life behind it."""
    clock = ClockFile(folder / "clock")
    clock.at(_MORNING)
    with running_wallet(folder, clock) as wallet:
        opened: Future[TourWorld] = Future()
        served = threading.Thread(target=_run, args=(folder, clock, wallet.url, days, opened))
        served.start()
        try:
            yield opened.result(_READY_S)
        finally:
            if opened.done() and not opened.exception():
                opened.result().close()
            served.join(_READY_S)


def _run(folder: Path, clock: ClockFile, wallet: str, days: int, opened: Future[TourWorld]) -> None:
    try:
        asyncio.run(_serve(folder, clock, wallet, days, opened))
    except BaseException as error:
        if opened.done():
            raise
        opened.set_exception(error)


async def _serve(folder: Path, clock: ClockFile, wallet: str, days: int, opened: Future[TourWorld]) -> None:
    url = f"sqlite://{folder / 'bottlecap.sqlite3'}"
    await migrate(url)
    found = {
        "BOTTLECAP_WALLET_URL": wallet,
        "BOTTLECAP_WALLET_MERCHANT": MERCHANT,
        "BOTTLECAP_WALLET_SECRET": SECRET,
        CLOCK: str(clock.path),
    }
    wanted = EngineSettings(url, INSTALLATION_SECRET, PLUGINS, found, installed=False)
    engine, keys = await open_engine(wanted, clock=clock), Keys.drawn(house.slug for house in world.HOUSES)
    try:
        morning = clock.now()
        clock.set(first_day(morning, days))
        await build_world(engine, keys, lambda _: None)
        await live_some_weeks(engine, clock, morning, lambda _: None)
        clock.set(morning)
        await live_a_morning(engine, lambda _: None)
        with listen("127.0.0.1", 0) as pages:
            origin = address(pages)
            app = build_app(Settings(url, INSTALLATION_SECRET, origin), engine=engine, clock=clock)
            config = uvicorn.Config(app, log_level="error", access_log=False, timeout_graceful_shutdown=1)
            async with running(config, pages):
                stop = asyncio.Event()
                opened.set_result(
                    TourWorld(origin, wallet, keys, clock, engine, asyncio.get_running_loop(), stop)
                )
                await stop.wait()
    finally:
        await engine.close()
