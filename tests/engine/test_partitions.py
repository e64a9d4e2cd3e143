"""Postings lie in a part a month on PostgreSQL: made ahead, mended when nobody did, dropped when nothing is left."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from engine import ids
from engine.api import migrate
from engine.storage import partitions
from engine.storage.database import Database
from engine.storage.partitions import Partitions
from tests.support.shop import shop

PARTS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'entry'::regclass ORDER BY 1"
ENTRY = "INSERT INTO entry VALUES ($1, 'b', 1, 'grant', 1, 'owed:x', 'CNY', 1, 1)"


def month(later: int) -> datetime:
    """The first instant of a month, counted from the running one."""
    now = datetime.now(UTC)
    number = now.year * 12 + now.month - 1 + later
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)


def name_of(later: int) -> str:
    return f"entry_{month(later):%Y_%m}"


async def asked(url: str, *statements: str) -> list[list[Any]]:
    connection = await asyncpg.connect(url)
    try:
        return [[row[0] for row in await connection.fetch(statement)] for statement in statements]
    finally:
        await connection.close()


async def with_parts(url: str, step: str) -> tuple[str, ...]:
    database = Database(url)
    await database.open()
    try:
        made: tuple[str, ...] = await getattr(Partitions(database), step)()
        return made
    finally:
        await database.close()


def test_ids_fall_into_time() -> None:
    """An id made now lies between the first ids of this second and of the next."""
    before = datetime.now(UTC) - timedelta(seconds=1)
    made = ids.new_id()
    assert ids.first_of(before) < made < ids.first_of(before + timedelta(seconds=3))
    assert ids.first_of(datetime(2020, 1, 1, tzinfo=UTC)) == 0


def test_coming_months_have_their_part_after_migrating(postgres_url: str) -> None:
    [there] = asyncio.run(asked(postgres_url, PARTS))
    assert there == sorted(["entry_before", name_of(1), name_of(2), "entry_rest"])
    asyncio.run(migrate(postgres_url))
    assert asyncio.run(with_parts(postgres_url, "make_ahead")) == ()


def test_what_fell_into_the_last_part_moves_when_its_month_is_made(postgres_url: str) -> None:
    async def neglected() -> tuple[list[Any], list[Any]]:
        connection = await asyncpg.connect(postgres_url)
        try:
            await connection.execute(f"DROP TABLE {name_of(1)}")
            for at in (month(1), month(1) + timedelta(days=9), month(5)):
                await connection.execute(ENTRY, ids.first_of(at))
            assert await connection.fetchval("SELECT count(*) FROM entry_rest") == 3
            assert await with_parts(postgres_url, "make_ahead") == (name_of(1),)
        finally:
            await connection.close()
        own, rest = await asked(postgres_url, f"SELECT id FROM {name_of(1)}", "SELECT id FROM entry_rest")
        return own, rest

    own, rest = asyncio.run(neglected())
    assert sorted(own) == [ids.first_of(month(1)), ids.first_of(month(1) + timedelta(days=9))]
    assert rest == [ids.first_of(month(5))]


def test_one_id_stands_once_whatever_part_it_lies_in(postgres_url: str) -> None:
    async def twice() -> None:
        connection = await asyncpg.connect(postgres_url)
        try:
            for at in (month(0), month(1), month(7)):
                await connection.execute(ENTRY, ids.first_of(at))
                with pytest.raises(asyncpg.UniqueViolationError):
                    await connection.execute(ENTRY, ids.first_of(at))
        finally:
            await connection.close()

    asyncio.run(twice())


def test_two_workers_at_once_make_each_part_once(postgres_url: str) -> None:
    async def both() -> list[tuple[str, ...]]:
        await asked(postgres_url, f"DROP TABLE {name_of(1)}, {name_of(2)}")
        return await asyncio.gather(*(with_parts(postgres_url, "make_ahead") for _ in range(3)))

    made = asyncio.run(both())
    assert sorted(name for names in made for name in names) == [name_of(1), name_of(2)]


def test_an_empty_month_of_the_past_is_dropped_and_no_other(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # the same instant for all
            return month(2) + timedelta(days=3)

    async def passed() -> tuple[tuple[str, ...], list[Any]]:
        connection = await asyncpg.connect(postgres_url)
        await connection.close()
        monkeypatch.setattr(partitions, "datetime", Later)
        dropped = await with_parts(postgres_url, "drop_empty")
        [there] = await asked(postgres_url, PARTS)
        return dropped, there

    dropped, there = asyncio.run(passed())
    assert dropped == (name_of(1),)
    assert there == sorted(["entry_before", name_of(2), "entry_rest"])


def test_a_month_that_still_holds_postings_stays(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]  # the same instant for all
            return month(2) + timedelta(days=3)

    async def passed() -> tuple[str, ...]:
        connection = await asyncpg.connect(postgres_url)
        await connection.execute(ENTRY, ids.first_of(month(1)))
        await connection.close()
        monkeypatch.setattr(partitions, "datetime", Later)
        return await with_parts(postgres_url, "drop_empty")

    assert asyncio.run(passed()) == ()


def test_sqlite_has_no_parts(sqlite_url: str) -> None:
    assert asyncio.run(with_parts(sqlite_url, "make_ahead")) == ()
    assert asyncio.run(with_parts(sqlite_url, "drop_empty")) == ()


def test_claims_are_posted_and_audited_in_parts(postgres_url: str) -> None:
    """The engine posts, pays and audits as if there were one table."""

    async def lived() -> tuple[int, tuple[object, ...]]:
        async with shop(postgres_url) as own:
            for serial in (1, 2):
                await own.granted(serial, f"p{serial}")
            [counted] = await asked(postgres_url, "SELECT count(*) FROM entry")
            return counted[0], await own.engine.audit()

    posted, differences = asyncio.run(lived())
    assert posted == 4
    assert differences == ()
