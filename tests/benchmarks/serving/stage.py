"""The servers that are measured, all on one database, and the load that is put on them.

Real servers on a real PostgreSQL of its own, all with uvicorn on uvloop and the same number of processes, driven one
after the other in turns by the same load generator. Load, servers and database share the machine's cores, so that only
ratios mean anything. Beside each rate stands the processor time of one claim, of the server's processes and of
PostgreSQL's: other work on the machine changes it least.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import asyncpg

from tests.benchmarks import naive
from tests.benchmarks.serving import schema, shop_floor
from tests.benchmarks.serving.load import people
from tests.benchmarks.serving.usage import measured, servers_s, spent_s
from tests.support.databases import Postgres

HERE: Final = "tests.benchmarks.serving"
#: Each turn of a server claims codes of its own stretch.
STRETCH: Final = 30_000


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of one server: claims a second, latencies in milliseconds, processor time of a claim in microseconds."""

    rate: float
    p50_ms: float
    p99_ms: float
    server_us: float
    database_us: float


@contextmanager
def server(arguments: list[str], environment: dict[str, str]) -> Iterator[int]:
    """A server in processes of its own on a free port, reachable while the block runs."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [part.format(port=port) for part in arguments]
    running = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=sys.stderr
    )
    try:
        _wait_for(port)
        with measured(running.pid):
            yield port
    finally:
        running.terminate()
        running.wait(60)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"nobody answers on port {port}")


class Bench:
    """The servers of one database, and the codes that they have not claimed yet."""

    def __init__(self, url: str, codes: Path, workers: int, seconds: float, postmaster: int) -> None:
        self.url, self.seconds = url, seconds
        self._postmaster = postmaster
        self._codes, self._workers = codes, workers
        self._first = itertools.count(0, STRETCH)
        self._seeds = itertools.count(1)

    def servers(self) -> dict[str, tuple[list[str], dict[str, str]]]:
        """Name, command and environment of each."""
        own = {
            "BOTTLECAP_DATABASE_URL": self.url,
            "BOTTLECAP_SECRET": base64.b64encode(shop_floor.SECRET).decode(),
            "BOTTLECAP_PROXIES": "1",
            "BOTTLECAP_RUN_PAYOUTS": "0",
            "BOTTLECAP_LOG_LEVEL": "warning",
        }
        product = [
            sys.executable,
            "-m",
            "studio.cli.main",
            "serve",
            "--port",
            "{port}",
            "--workers",
            str(self._workers),
        ]
        found = {"bottlecap": (product, own)}
        for name in ("naive", "raw", "nothing"):
            command = [
                sys.executable, "-m", "uvicorn", f"{HERE}.{name}:app", "--port", "{port}", "--log-level", "warning",
                "--workers", str(self._workers), "--no-access-log", "--loop", "uvloop", "--http", "httptools",
            ]  # fmt: skip
            found[name] = (command, {"BENCH_URL": self.url})
        return found

    def drive(
        self, port: int, connections: int, *, seconds: float | None = None, pause_s: float = 0.0
    ) -> Round:
        """One turn."""
        lasting = self.seconds if seconds is None else seconds
        before = servers_s(), spent_s(self._postmaster)
        asked = (port, self._codes, next(self._first), connections, lasting, pause_s, next(self._seeds))
        done = subprocess.run(
            [sys.executable, "-m", f"{HERE}.load", *map(str, asked)],
            capture_output=True,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout)
        assert not told["bad"], f"{told['bad']} bad answers, the first: {told['first_bad']}"
        good, spent = told["good"], (servers_s() - before[0], spent_s(self._postmaster) - before[1])
        own_us, database_us = (seconds / good * 1e6 for seconds in spent)
        return Round(good / lasting, told["p50_ms"], told["p99_ms"], own_us, database_us)


async def prepare(url: str, codes: Path, count: int) -> Path:
    """A shop floor with its codes, and the baselines' tables with the same town; the folder of the database."""
    await shop_floor.found(url, count, codes)
    connection = await asyncpg.connect(url)
    try:
        folder: str = await connection.fetchval("SHOW data_directory")
        for statement in schema.statements(16):
            await connection.execute(statement)
        await connection.copy_records_to_table("b_person", records=[(one, 0) for one in people()])
    finally:
        await connection.close()
    async with naive.opened(url):
        await naive.found(people())
    return Path(folder)


@contextmanager
def staged(turns: int, workers: int, seconds: float) -> Iterator[Bench]:
    """A database with codes for so many turns, and the servers on it."""
    postgres = Postgres()
    try:
        with tempfile.TemporaryDirectory() as folder:
            codes, url = Path(folder, "codes.txt"), postgres.fresh()
            data = asyncio.run(prepare(url, codes, turns * STRETCH))
            postmaster = int((data / "postmaster.pid").read_text().split()[0])
            yield Bench(url, codes, workers, seconds, postmaster)
    finally:
        postgres.stop()
