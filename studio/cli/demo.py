"""`demo`: the whole product on this machine, in one process, with a world to try."""

from __future__ import annotations

import argparse
import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

import uvicorn

from engine.api import Engine, EngineSettings, migrate, open_engine
from studio.cli.listening import address, listen
from studio.cli.opening import PLUGINS
from studio.cli.running import running, stop_on_signals
from studio.cli.stopping import GOOD, Cannot
from studio.cli.texts import Commands
from studio.demo import world
from studio.demo.activity import live_a_morning
from studio.demo.building import build_world
from studio.demo.clock import DemoClock
from studio.demo.folder import DemoFolder, DemoRunning
from studio.demo.keys import Keys, read_keys, write_keys
from studio.demo.links import guide
from studio.demo.wallet import channel_settings, wallet_server
from studio.demo.weeks import DAYS, first_day, live_some_weeks
from studio.settings import Settings
from studio.wiring import build_app

_DRAIN_S: Final = 5


def declare(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command."""
    demo = commands.add_parser(
        "demo",
        help="the whole product on this machine, with a world to try",
        description="Start everything on this machine with three brands, five campaigns, shops and a wallet for play "
        "money. The first start builds the world; later ones keep what happened in it. Ctrl-C stops.",
        epilog="examples: bottlecap demo; bottlecap demo --reset; bottlecap demo --host 0.0.0.0 (for phones nearby)",
    )
    demo.add_argument(
        "--port", type=int, default=8000, help="port of the pages (%(default)s); 0 takes a free one"
    )
    demo.add_argument(
        "--wallet-port", type=int, metavar="PORT", help="port of the wallet; by default the next one"
    )
    demo.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (%(default)s: this machine only)"
    )
    demo.add_argument(
        "--days",
        type=int,
        default=DAYS,
        help="days of life behind a new world, for its reports (%(default)s)",
    )
    demo.add_argument("--reset", action="store_true", help="forget everything and build the world anew")
    demo.add_argument(
        "--data",
        type=Path,
        default=Path(".demo"),
        metavar="FOLDER",
        help="where it keeps its files (%(default)s)",
    )
    demo.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Run the demo until told to stop."""
    folder = DemoFolder(given.data)
    try:
        with folder.held(), listen(given.host, given.port) as pages, _wallet_socket(given, pages) as wallet:
            if given.reset or not folder.whole:
                folder.clear()
            asyncio.run(_live(folder, pages, wallet, max(0, given.days)))
    except DemoRunning:
        raise Cannot(
            f"a demo is running in {given.data} already: stop it first, or name another --data"
        ) from None
    except PermissionError as error:
        raise Cannot(f"{error.filename or given.data} cannot be written") from error
    print("stopped; the next `bottlecap demo` goes on from here")
    return GOOD


def _wallet_socket(given: argparse.Namespace, pages: socket.socket) -> socket.socket:
    """The wallet listens on this machine only: it can be told to fail."""
    port = given.wallet_port
    if port is None:
        port = pages.getsockname()[1] + 1 if given.port else 0
    return listen("127.0.0.1", port, "--wallet-port")


async def _live(folder: DemoFolder, pages: socket.socket, wallet: socket.socket, days: int) -> None:
    origin, wallet_origin = address(pages), address(wallet)
    keys = read_keys(folder.keys)
    if keys is None:
        keys = Keys.drawn(house.slug for house in world.HOUSES)
        write_keys(folder.keys, keys)
    async with AsyncExitStack() as stack:
        hook = f"http://127.0.0.1:{pages.getsockname()[1]}"
        paying = stack.enter_context(wallet_server(folder.wallet, keys.wallet_secret, hook))
        await stack.enter_async_context(running(paying, wallet))
        clock = DemoClock()
        engine = await stack.enter_async_context(_engine(folder, keys, wallet_origin, clock))
        if not folder.whole:
            await _build(engine, keys, clock, days)
            folder.mark_whole()
        settings = Settings(folder.database_url, keys.secret_bytes, origin=origin)
        config = uvicorn.Config(
            build_app(settings, engine=engine),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_DRAIN_S,
        )
        await stack.enter_async_context(running(config, pages))
        asked = stop_on_signals()
        print(await guide(engine, keys, origin, wallet_origin))
        print("\nEverything is running. Ctrl-C stops it.", flush=True)
        await asked.wait()


@asynccontextmanager
async def _engine(
    folder: DemoFolder, keys: Keys, wallet_origin: str, clock: DemoClock
) -> AsyncIterator[Engine]:
    await migrate(folder.database_url)
    engine = await open_engine(
        EngineSettings(
            folder.database_url,
            keys.secret_bytes,
            PLUGINS,
            plugin_settings=channel_settings(wallet_origin, keys.wallet_secret),
        ),
        clock=clock,
    )
    try:
        yield engine
    finally:
        await engine.close()


async def _build(engine: Engine, keys: Keys, clock: DemoClock, days: int) -> None:
    """Build the world, telling each step with the seconds since the first."""
    began = time.monotonic()

    def tell(step: str) -> None:
        print(f"  {time.monotonic() - began:4.1f} s  {step}", flush=True)

    print("Building the demo world (once):", flush=True)
    now = clock.now()
    clock.set(first_day(now, days))
    await build_world(engine, keys, tell)
    await live_some_weeks(engine, clock, now, tell)
    clock.go_on()
    await live_a_morning(engine, tell)
