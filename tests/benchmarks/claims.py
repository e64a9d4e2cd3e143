"""How many claims a second the engine settles, in process, against a handler as it is usually written.

Run with `python -m tests.benchmarks.claims`, with `sqlite` or `postgres` for one of them. Ours does everything that the
product does: recognition, facts, rules and draws, limits, budgets, stock, coupons, ledger, outbox, the whole answer;
the baseline (`naive`) does the least. Rounds are interleaved and timed by the clock, for both wait for the disk. At the
end the audit must find nothing. Goals: 15 on PostgreSQL, 12 on SQLite, both over HTTP.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

from tests.benchmarks import naive
from tests.benchmarks.figures import Figure, quartiles
from tests.support.databases import Postgres, SqliteFiles
from tests.support.shop import GTIN, shop

WAITING = 256
OURS, THEIRS = 1_500, 150
TEXT = f"""campaign "Packets"
  brand    "Spring"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   1,000,000.00 CNY, at most 600,000.00 CNY a day
  limit    50 claims per consumer a day
  channel  sandbox_wallet

coupon "cap-5" "5 yuan off" / "减5元"
  worth 5.00 CNY off 15.00 CNY
  valid 7 days

segment newcomer consumer.claims is 0
segment quiet    consumer.last_claim over 30 days ago

on scan of {GTIN}
  when newcomer
    give red_packet 1.88 CNY
    give coupon "cap-5"
  when quiet
    give points 30
  otherwise
    draw
      1 in 10,000 red_packet 88.00 CNY, stock 200
      20% red_packet 0.88 CNY
      rest points 10
  if spent
    give points 5
"""


def figures(rounds: int = 5, kinds: tuple[str, ...] = ("sqlite", "postgres")) -> list[Figure]:
    """Claims a second over the baseline's, for each database."""
    found = []
    if "sqlite" in kinds:
        with tempfile.TemporaryDirectory() as folder:
            files = SqliteFiles(Path(folder))
            found.append(asyncio.run(_measured("SQLite", files.fresh(), files.fresh(), rounds)))
    if "postgres" in kinds:
        server = Postgres()
        try:
            found.append(asyncio.run(_measured("PostgreSQL", server.fresh(), server.fresh(), rounds)))
        finally:
            server.stop()
    return found


async def _measured(name: str, url: str, other: str, rounds: int) -> Figure:
    rates, ratios = [], []
    async with shop(url, TEXT, codes=(rounds + 1) * OURS) as here, naive.opened(other):
        await naive.found()
        serials, codes = count(1), count(1)

        async def one() -> None:
            serial = next(serials)
            await here.granted(serial, f"person-{serial % 4_000}")

        async def theirs() -> None:
            number = next(codes)
            assert await naive.claim(f"code-{number}", f"person-{number % 400}")

        await _rate(one, OURS)
        for _ in range(rounds):
            base = await _rate(theirs, THEIRS)
            rates.append(await _rate(one, OURS))
            ratios.append(rates[-1] / base)
        assert await here.engine.audit() == ()
    text = f"claims on {name}, {WAITING} waiting : one ORM transaction each"
    goal = "12" if name == "SQLite" else "15"
    return Figure(text, quartiles(ratios), f"{statistics.median(rates):,.0f} claims/s", goal)


async def _rate(work: Callable[[], Awaitable[None]], number: int) -> float:
    """Pieces of work a second, `WAITING` of them at any time."""
    left = iter(range(number))

    async def worker() -> None:
        for _ in left:
            await work()

    start = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(min(WAITING, number))))
    return number / (time.perf_counter() - start)


if __name__ == "__main__":
    for figure in figures(kinds=tuple(sys.argv[1:]) or ("sqlite", "postgres")):
        print(figure)
