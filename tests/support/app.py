"""The product as people meet it: the whole web application on a test's clock, in this process or in others."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from starlette.applications import Starlette

from engine.api import Engine, EngineSettings, open_engine
from plugins import BUILTIN
from plugins.sandbox_wallet import protocol
from plugins.sandbox_wallet.client import Verified, WalletClient
from studio.settings import Settings
from studio.watching.metrics import Metrics
from studio.watching.watchers import Watchers
from studio.wiring import build_app
from tests.support.clock import ClockFile
from tests.support.wallet import MERCHANT, ROOT, SECRET
from tests.support.wallet_on_clock import CLOCK, PATIENCE

INSTALLATION_SECRET: Final = bytes(range(32))
ORIGIN: Final = "http://127.0.0.1:8000"
PLUGINS: Final = tuple(
    {
        "plugins.sandbox_wallet.plugin": "tests.support.wallet_on_clock",
        "plugins.sandbox_bank.plugin": "tests.support.bank_on_clock",
    }.get(name, name)
    for name in BUILTIN
)


class Program:
    """A Python module run as a process of its own. It says `ready http://...` when it can be reached."""

    def __init__(self, module: str, *arguments: str) -> None:
        command = [sys.executable, "-m", module, *arguments]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=_UTC)
        self.url = ""

    def wait(self) -> Program:
        """Return when it is ready."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line.startswith("ready "), f"the program did not start: {line!r}"
        self.url = line.split()[1]
        return self

    def end(self, sign: signal.Signals = signal.SIGTERM) -> None:
        """Stop it, or with SIGKILL let it die at this instant. Ending it twice is harmless."""
        if self._process.poll() is None:
            self._process.send_signal(sign)
        self._process.wait(timeout=20)
        if self._process.stdout:
            self._process.stdout.close()

    def kill(self) -> None:
        self.end(signal.SIGKILL)


_UTC: Final = {**os.environ, "TZ": "UTC", "PYTHONUNBUFFERED": "1"}


@dataclass(frozen=True, slots=True)
class Wallet:
    """A running wallet with a book and a clock of its own."""

    url: str
    clock: ClockFile

    def control(self, switch: str, body: Mapping[str, object]) -> None:
        """Set faults or payees: see the wallet's README."""
        answer = httpx.post(f"{self.url}/_control/{switch}", json=body, trust_env=False)
        assert answer.status_code == 200, answer.text

    def faults(self, **plan: Any) -> None:
        self.control("faults", plan)

    @asynccontextmanager
    async def _asked(self) -> AsyncIterator[WalletClient]:
        client = WalletClient(self.url, MERCHANT, SECRET.encode(), clock=self.clock.now)
        try:
            yield client
        finally:
            await client.close()

    async def statement(self) -> list[dict[str, Any]]:
        """Every payment that the wallet has made, in its own order."""
        lines: list[Any] = []
        async with self._asked() as client:
            while True:
                page = await client.statement(lines[-1]["line"] if lines else 0)
                assert isinstance(page, Verified), page
                lines += page.data["lines"]  # type: ignore[arg-type]  # a list by the wallet's protocol
                if not page.data["more"]:
                    return lines

    async def state(self, order_no: str) -> str:
        """What the wallet's book says of an order; nothing when it has no such order."""
        async with self._asked() as client:
            answer = await client.query(order_no)
            assert isinstance(answer, Verified), answer
            return str(answer.data.get("state", ""))

    def notice(self, order_no: str, notice_id: str, secret: str = SECRET) -> tuple[dict[str, str], bytes]:
        """Headers and body of the wallet's word that an order is paid, signed with a secret."""
        now = self.clock.now()
        told = {"type": "transfer.paid", "timestamp": now.isoformat(), "data": {"order_no": order_no}}
        body, timestamp = json.dumps(told).encode(), str(int(now.timestamp()))
        signature = protocol.notice_signature(secret.encode(), notice_id, timestamp, body)
        signed = {
            protocol.NOTICE_ID: notice_id,
            protocol.NOTICE_TIMESTAMP: timestamp,
            protocol.NOTICE_SIGNATURE: signature,
            "content-type": "application/json",
        }
        return signed, body


@contextmanager
def running_wallet(folder: Path, clock: ClockFile) -> Iterator[Wallet]:
    """A wallet process that runs while the block does."""
    program = Program("tests.support.wallet_on_clock", str(folder / "wallet.sqlite3"), str(clock.path))
    try:
        yield Wallet(program.wait().url, clock)
    finally:
        program.end()


@dataclass(frozen=True, slots=True)
class Site:
    """The application in this process, with its engine's worker in the test's hands."""

    app: Starlette
    engine: Engine

    def client(self) -> httpx.AsyncClient:
        """A caller without a network."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ORIGIN)

    async def pay_out(self) -> int:
        """Carry out all that is due at this instant; how many orders were touched."""
        touched = 0
        await self.engine.waits.run_once()
        while count := await self.engine.payouts.run_once():
            touched += count
        return touched


@asynccontextmanager
async def opened_site(
    database_url: str,
    clock: ClockFile,
    wallet_url: str,
    *,
    payouts: bool = False,
    patience_s: float = 20,
    metrics_token: str = "",
    watchers: Watchers | None = None,
    more: Mapping[str, str] | None = None,
    region_header: str = "",
) -> AsyncIterator[Site]:
    """The real application, started and stopped as a server would.

    `patience_s` is how long it waits for the wallet in real seconds: little, when the test wants silence. `more` are
    settings of other channels.
    """
    settings = {
        "BOTTLECAP_WALLET_URL": wallet_url,
        "BOTTLECAP_WALLET_MERCHANT": MERCHANT,
        "BOTTLECAP_WALLET_SECRET": SECRET,
        CLOCK: str(clock.path),
        PATIENCE: str(patience_s),
        **(more or {}),
    }
    wanted = EngineSettings(database_url, INSTALLATION_SECRET, PLUGINS, settings, installed=False)
    watching = watchers or Watchers(Metrics())
    engine = await open_engine(wanted, clock=clock, watch=watching)
    try:
        own = Settings(
            database_url,
            INSTALLATION_SECRET,
            ORIGIN,
            run_payouts=payouts,
            metrics_token=metrics_token,
            region_header=region_header,
        )
        app = build_app(own, engine=engine, clock=clock, watchers=watching)
        async with app.router.lifespan_context(app):
            yield Site(app, engine)
    finally:
        await engine.close()


def server_process(database_url: str, clock: ClockFile, wallet_url: str, *, payouts: bool = False) -> Program:
    """Another server on the same database. Call `wait` before using it."""
    arguments = ("--database", database_url, "--clock", str(clock.path), "--wallet", wallet_url)
    return Program("tests.support.app", *arguments, *(("--payouts",) if payouts else ()))


async def _serve(given: argparse.Namespace) -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    clock = ClockFile(Path(given.clock))
    async with opened_site(given.database, clock, given.wallet, payouts=given.payouts) as site:
        config = uvicorn.Config(
            site.app, lifespan="off", log_level="error", access_log=False, timeout_graceful_shutdown=1
        )
        server = uvicorn.Server(config)
        print(f"ready http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
        await server.serve(sockets=[listening])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("--database", "--clock", "--wallet"):
        parser.add_argument(name, required=True)
    parser.add_argument("--payouts", action="store_true")
    asyncio.run(_serve(parser.parse_args()))
