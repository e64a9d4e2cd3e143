"""What a disk with slow flushes adds to the slowest claims: `python -m tests.benchmarks.slow_disk`.

A claim waits at most for the batch before its own and for its own, so its 99th percentile may grow by two flushes and
little more, however many arrive together. A handler that flushes for each claim would add a flush for each visitor.
Rounds with and without the delay are interleaved; each flush sleeps 20 ms before its COMMIT.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from engine.storage.database import Transaction
from tests.benchmarks.claims import TEXT
from tests.benchmarks.figures import Figure, quartiles
from tests.support.databases import SqliteFiles
from tests.support.shop import Shop, shop

FLUSH_S = 0.020
VISITORS, CLAIMS = 64, 640


def figures(rounds: int = 3) -> list[Figure]:
    """How many flushes the 99th percentile of a claim grows by."""
    with tempfile.TemporaryDirectory() as folder:
        return [asyncio.run(_measured(SqliteFiles(Path(folder)).fresh(), max(rounds, 2)))]


async def _measured(url: str, rounds: int) -> Figure:
    async with shop(url, TEXT, codes=2 * rounds * CLAIMS + 1) as there:
        serials = count(1)
        added, slowest = [], []
        for _ in range(rounds):
            quick = await _p99(there, serials)
            with_delay = await _delayed(there, serials)
            added.append((with_delay - quick) / FLUSH_S)
            slowest.append(with_delay)
        assert await there.engine.audit() == ()
    return Figure(
        f"p99 of a claim, flushes of {FLUSH_S * 1000:.0f} ms : without, in flushes",
        quartiles(added),
        f"{statistics.median(slowest) * 1000:.0f} ms with {VISITORS} visitors",
        "at most 3",
    )


async def _p99(there: Shop, serials: Iterator[int]) -> float:
    seconds: list[float] = []

    async def visitor(number: int) -> None:
        for _ in range(CLAIMS // VISITORS):
            began = time.perf_counter()
            await there.claim(next(serials), f"p{number}")
            seconds.append(time.perf_counter() - began)

    await asyncio.gather(*(visitor(number) for number in range(VISITORS)))
    return statistics.quantiles(seconds, n=100)[98]


async def _delayed(there: Shop, serials: Iterator[int]) -> float:
    database: Any = there.engine._core.database
    plain = database.transaction

    @asynccontextmanager
    async def slow() -> AsyncIterator[Transaction]:
        async with plain() as transaction:
            yield transaction
            await asyncio.sleep(FLUSH_S)

    database.transaction = slow
    try:
        return await _p99(there, serials)
    finally:
        del database.transaction


if __name__ == "__main__":
    for figure in figures():
        print(figure)
