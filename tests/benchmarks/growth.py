"""What a claim costs when millions are stored, beside the same with ten thousand.

    python -m tests.benchmarks.growth                        # a hundred thousand against ten thousand: two minutes
    python -m tests.benchmarks.growth --claims 10000000      # for a release; needs 30 GB

One claim is made by the engine, with all that it leaves behind; PostgreSQL then copies its rows as often as asked, with
new ids, people, codes and order numbers. Every tenth claim is by another person. Goal: at most 1.3 times the cost.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Final

import asyncpg

from engine.api import ClaimAnswer, ConsumerKey, Engine, EngineSettings, open_engine
from plugins import BUILTIN
from tests.benchmarks.serving import shop_floor
from tests.support.databases import Postgres

FEW: Final = 10_000
WAITING: Final = 64
CLAIMS_A_ROUND: Final = 2_000
PER_PERSON: Final = 10

#: What is new in each copy: ids far apart, and names that must be unique. `{n}` is the copy, `{p}` its person.
_COPIES: Final[dict[str, dict[str, str]]] = {
    "claim": {
        "id": "id - {n} * 1000",
        "source": "'g:' || {n}",
        "consumer_id": "consumer_id - {p} * 1000",
        "person_id": "person_id - {p} * 1000",
    },
    "grants": {
        "id": "id - {n} * 1000",
        "cause_id": "cause_id - {n} * 1000",
        "recipient_id": "recipient_id - {p} * 1000",
    },
    "entry": {
        "id": "id - {n} * 1000",
        "posting_id": "posting_id - {n} * 1000",
        "cause_id": "cause_id - {n} * 1000",
    },
    "outbox": {
        "id": "id - {n} * 1000",
        "grant_id": "grant_id - {n} * 1000",
        "order_no": "'G' || {n} || order_no",
        "state": "'done'",
    },
}
_PEOPLE: Final[dict[str, dict[str, str]]] = {
    "consumer": {
        "id": "id - {n} * 1000",
        "person_id": "person_id - {n} * 1000",
        "member_code": "'G' || {n}",
    },
    "identity": {
        "id": "id - {n} * 1000",
        "consumer_id": "consumer_id - {n} * 1000",
        "value_hash": "md5({n}::text) || md5((-{n})::text)",
    },
}


async def grow(url: str, claims: int) -> None:
    """Copy the rows of the one claim that there is."""
    connection = await asyncpg.connect(url)
    try:
        for table, news in _PEOPLE.items():
            await _copied(connection, table, news, claims // PER_PERSON)
        for table, news in _COPIES.items():
            await _copied(connection, table, news, claims)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _copied(connection: asyncpg.Connection, table: str, news: dict[str, str], times: int) -> None:
    rows = await connection.fetch(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position",
        table,
    )
    names = [row["name"] for row in rows]
    told = ", ".join(news.get(name, name).format(n="n", p=f"(n / {PER_PERSON} + 1)") for name in names)
    await connection.execute(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {told}"
        f" FROM {table} CROSS JOIN generate_series(1::bigint, {times}) AS made(n)"
    )


async def _opened(url: str) -> Engine:
    return await open_engine(EngineSettings(url, shop_floor.SECRET, BUILTIN, {}, installed=False))


async def _filled(url: str, folder: Path, claims: int) -> list[str]:
    """A shop floor with so many claims; codes that nobody has claimed."""
    codes = folder / f"{claims}.txt"
    await shop_floor.found(url, 200_000, codes)
    with codes.open() as lines:
        first, *others = (line.strip() for line in islice(lines, 150_000))
    engine = await _opened(url)
    try:
        made = await engine.scans.claim(first, ConsumerKey("device", "f" * 43))
        assert isinstance(made, ClaimAnswer), made
    finally:
        await engine.close()
    await grow(url, claims)
    return others


async def _seconds(engine: Engine, codes: list[str]) -> float:
    """The time of a round of claims by people of whom most are new."""
    waiting = iter([codes.pop() for _ in range(CLAIMS_A_ROUND)])

    async def claiming() -> None:
        for code in waiting:
            answer = await engine.scans.claim(code, ConsumerKey("device", f"{random.randrange(5_000):043d}"))
            assert isinstance(answer, ClaimAnswer), answer

    began = time.perf_counter()
    await asyncio.gather(*(claiming() for _ in range(WAITING)))
    return time.perf_counter() - began


async def _measured(few: str, many: str, folder: Path, claims: int, rounds: int) -> None:
    codes = {few: await _filled(few, folder, FEW), many: await _filled(many, folder, claims)}
    engines = {url: await _opened(url) for url in codes}
    try:
        for url, engine in engines.items():
            await _seconds(engine, codes[url])
        ratios = []
        for _ in range(rounds):
            spent = {url: await _seconds(engine, codes[url]) for url, engine in engines.items()}
            ratios.append(spent[many] / spent[few])
    finally:
        for engine in engines.values():
            await engine.close()
    low, middle, high = statistics.quantiles(ratios, n=4)
    print(f"cost of a claim with {claims:,} claims stored : with {FEW:,}")
    print(f"  {middle:.2f} ({low:.2f} to {high:.2f})   goal at most 1.3")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=9)
    given = parser.parse_args()
    postgres = Postgres()
    try:
        with tempfile.TemporaryDirectory() as kept:
            urls = postgres.fresh(), postgres.fresh()
            asyncio.run(_measured(*urls, Path(kept), given.claims, given.rounds))
    finally:
        postgres.stop()
