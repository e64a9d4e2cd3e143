"""Transactions that are cancelled, raced or refused leave the database usable and nothing half done."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from engine.api import Unavailable
from engine.storage.database import Collision, Database, Outage, Transaction
from engine.storage.rows import together
from tests.support.databases import Postgres
from tests.support.shop import shop

PUT = "INSERT INTO counter (key, brand, used) VALUES ($1, 'spring', $2)"


@asynccontextmanager
async def database(url: str, pool_size: int = 4) -> AsyncIterator[Database]:
    made = Database(url, pool_size=pool_size)
    await made.open()
    try:
        yield made
    finally:
        await made.close()


async def keys(made: Database) -> list[str]:
    return [str(row["key"]) for row in await made.fetch("SELECT key FROM counter ORDER BY key")]


def test_a_transaction_cancelled_at_any_instant_leaves_all_or_nothing_and_no_lock(database_url: str) -> None:
    """Cancelled after every possible number of turns of the loop: in BEGIN, between statements, in COMMIT."""

    async def write(made: Database, number: int) -> None:
        async with made.transaction() as transaction:
            await transaction.execute(PUT, [f"{number:04}a", 1])
            await transaction.execute(PUT, [f"{number:04}b", 1])

    async def told() -> None:
        fate = random.Random(7)
        async with database(database_url) as made:
            for number in range(60):
                task = asyncio.create_task(write(made, number))
                for _ in range(number % 12):
                    await asyncio.sleep(0)
                if number % 3 == 0:
                    await asyncio.sleep(fate.uniform(0, 0.004))
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                await write(made, 1_000 + number)  # nothing is left open that would stand in the way
            found = await keys(made)
        halves = {key[:4]: [other for other in found if other[:4] == key[:4]] for key in found}
        assert {name for name, half in halves.items() if len(half) != 2} == set()
        assert {f"{1_000 + number:04}" for number in range(60)} <= halves.keys()

    asyncio.run(told())


def test_a_transaction_that_somebody_else_left_open_is_rolled_back_first(sqlite_url: str) -> None:
    """A Tortoise query that is cancelled between its BEGIN and COMMIT leaves the one connection in a transaction."""

    async def told() -> None:
        async with database(sqlite_url) as made:
            client: Any = made.client
            async with client.acquire_connection() as connection:
                await connection.execute("BEGIN")
                await connection.execute(
                    "INSERT INTO counter (key, brand, used) VALUES ('lost', 'spring', 1)"
                )
            async with made.transaction() as transaction:
                await transaction.execute(PUT, ["kept", 1])
            assert await keys(made) == ["kept"]

    asyncio.run(told())


def test_a_block_that_raises_is_rolled_back_and_its_error_passes(database_url: str) -> None:
    async def spoilt(made: Database) -> None:
        async with made.transaction() as transaction:
            await transaction.execute(PUT, ["a", 1])
            raise LookupError

    async def told() -> None:
        async with database(database_url) as made:
            with pytest.raises(LookupError):
                await spoilt(made)
            assert await keys(made) == []

    asyncio.run(told())


def test_a_taken_key_is_a_collision(database_url: str) -> None:
    async def put(made: Database) -> None:
        async with made.transaction() as transaction:
            await transaction.execute(PUT, ["a", 1])

    async def told() -> None:
        async with database(database_url) as made:
            await put(made)
            with pytest.raises(Collision):
                await put(made)

    asyncio.run(told())


def test_two_transactions_that_wait_for_each_other_are_told_to_try_again(postgres_url: str) -> None:
    async def told() -> None:
        async with database(postgres_url) as made:
            async with made.transaction() as transaction:
                await transaction.execute(PUT, ["a", 1])
                await transaction.execute(PUT, ["b", 1])
            met = asyncio.Barrier(2)

            async def lock(first: str, second: str) -> None:
                async with made.transaction() as transaction:
                    await transaction.fetch("SELECT * FROM counter WHERE key = $1 FOR UPDATE", [first])
                    await met.wait()
                    await transaction.fetch("SELECT * FROM counter WHERE key = $1 FOR UPDATE", [second])

            outcomes = await asyncio.gather(lock("a", "b"), lock("b", "a"), return_exceptions=True)
            assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Collision", "NoneType"]

    asyncio.run(told())


def test_a_lock_that_is_held_too_long_is_an_outage_and_not_a_wait_for_ever(postgres_url: str) -> None:
    async def wait_briefly(made: Database) -> None:
        async with made.transaction() as transaction:
            await transaction.execute("SET LOCAL lock_timeout = '50ms'")
            await transaction.fetch("SELECT * FROM counter FOR UPDATE")

    async def told() -> None:
        async with database(postgres_url) as made:
            async with made.transaction() as transaction:
                await transaction.execute(PUT, ["a", 1])
            async with made.transaction() as holder:
                await holder.fetch("SELECT * FROM counter FOR UPDATE")
                with pytest.raises(Outage):
                    await wait_briefly(made)

    asyncio.run(told())


def test_postgresql_sessions_are_bounded_in_time(postgres_url: str) -> None:
    """A process that freezes within a transaction must not hold the campaign's counters for ever."""

    async def told() -> None:
        async with database(postgres_url) as made:
            found = await made.fetch(
                "SELECT current_setting('lock_timeout') AS lock,"
                " current_setting('idle_in_transaction_session_timeout') AS idle"
            )
            assert dict(found[0]) == {"lock": "20s", "idle": "1min"}

    asyncio.run(told())


def test_more_transactions_than_connections_wait_their_turn(postgres_url: str) -> None:
    async def told() -> None:
        async with database(postgres_url, pool_size=2) as made:

            async def write(number: int) -> None:
                async with made.transaction() as transaction:
                    await transaction.execute(PUT, [f"{number:03}", 1])
                    await asyncio.sleep(0.001)

            await asyncio.gather(*map(write, range(40)))
            assert len(await keys(made)) == 40

    asyncio.run(told())


def test_closing_waits_for_a_connection_in_use_only_so_long(postgres_url: str) -> None:
    """A network that is silent, not dead, gives no connection back; a server that is told to stop must stop."""

    async def told() -> None:
        made = Database(postgres_url)
        await made.open()
        held = made.transaction()
        await held.__aenter__()
        async with asyncio.timeout(5):
            await made.close(patience_s=0.2)
        with pytest.raises((Outage, asyncpg.InterfaceError)):
            await held.__aexit__(None, None, None)

    asyncio.run(told())


def test_a_writer_in_another_process_is_waited_for(sqlite_url: str) -> None:
    async def told() -> None:
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite://"), isolation_level=None)
        try:
            async with database(sqlite_url) as made:
                other.execute("BEGIN IMMEDIATE")

                async def write() -> None:
                    async with made.transaction() as transaction:
                        await transaction.execute(PUT, ["mine", 1])

                waiting = asyncio.create_task(write())
                await asyncio.sleep(0.05)
                assert not waiting.done()
                other.execute("COMMIT")
                await waiting
                assert await keys(made) == ["mine"]
        finally:
            other.close()

    asyncio.run(told())


def test_a_snapshot_does_not_change_and_stops_no_writer(database_url: str) -> None:
    async def count(transaction: Transaction) -> int:
        return int((await transaction.fetch("SELECT count(*) AS n FROM counter"))[0]["n"])

    async def told() -> None:
        async with database(database_url, pool_size=1) as made, made.snapshot() as view:
            before = await count(view)
            async with made.transaction() as transaction:
                await transaction.execute(PUT, ["new", 1])
            assert (before, await count(view)) == (0, 0)
            assert await keys(made) == ["new"]

    asyncio.run(told())


def test_a_snapshot_cannot_be_written_to(postgres_url: str) -> None:
    async def write_into_a_view(made: Database) -> None:
        async with made.snapshot() as view:
            await view.execute(PUT, ["a", 1])

    async def told() -> None:
        async with database(postgres_url) as made:
            with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
                await write_into_a_view(made)

    asyncio.run(told())


def test_commits_on_sqlite_are_flushed(sqlite_url: str) -> None:
    async def told() -> None:
        async with database(sqlite_url) as made:
            assert (await made.fetch("PRAGMA synchronous"))[0]["synchronous"] == 2  # FULL
            assert (await made.fetch("PRAGMA journal_mode"))[0]["journal_mode"] == "wal"

    asyncio.run(told())


def test_a_server_that_is_not_there_is_unavailable(postgres: Postgres) -> None:
    async def told() -> None:
        with pytest.raises(Unavailable):
            await Database(postgres.address("no_such_database")).open()

    asyncio.run(told())


def test_connections_cut_by_the_server_are_replaced(postgres_url: str) -> None:
    async def told() -> None:
        async with database(postgres_url) as made, database(postgres_url) as admin:
            await made.fetch("SELECT 1 AS one")
            cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            await admin.fetch(cut)
            outcomes = []
            for number in range(4):
                try:
                    async with made.transaction() as transaction:
                        await transaction.execute(PUT, [f"{number}", 1])
                    outcomes.append("written")
                except Outage:
                    outcomes.append("outage")
            assert outcomes[-1] == "written"

    asyncio.run(told())


def test_statements_that_write_different_rows_go_as_one() -> None:
    """Parameters keep their order, wherever a statement lands; the last one waits for all others and gives the answer."""
    parts = [
        ("INSERT INTO a SELECT * FROM unnest($1, $2) AS rows", [1, 2]),
        ("INSERT INTO b SELECT * FROM unnest($2, $1) AS rows", [3, 4]),
    ]
    assert together(parts[:1]) == parts[0]
    sql, args = together(parts)
    assert args == [1, 2, 3, 4]
    assert sql.split(" INSERT INTO b ") == [
        "WITH w0 AS (INSERT INTO a SELECT * FROM unnest($1, $2) AS rows RETURNING 1)",
        "SELECT * FROM unnest($4, $3) AS rows WHERE (SELECT count(*) FROM w0) >= 0",
    ]


def test_whoever_is_alone_waits_for_few_statements(postgres_url: str) -> None:
    """A lone claim reads twice and writes once: who asks, what depends on it, and all rows with their counters."""
    from asyncpg.connection import Connection

    async def told() -> list[str]:
        sent: list[str] = []
        async with shop(postgres_url) as there:
            await there.granted(1, "A")
            with pytest.MonkeyPatch.context() as patched:
                for name in ("fetch", "execute", "copy_records_to_table"):
                    own = getattr(Connection, name)

                    async def noting(self: Any, sql: str, *args: Any, _own: Any = own, **more: Any) -> Any:
                        sent.append(sql)
                        return await _own(self, sql, *args, **more)

                    patched.setattr(Connection, name, noting)
                await there.granted(2, "A")
        return sent

    sent = asyncio.run(told())
    sent = sent[: sent.index("COMMIT")]
    assert ["INSERT" in sql for sql in sent] == [False, False, False, True], sent
    assert not any("RESET ALL" in sql for sql in sent)


def test_a_plan_made_while_a_table_was_empty_does_not_read_all_of_it_later(postgres_url: str) -> None:
    """Nobody analyses a table in its first minute, and a connection keeps its plans for hours."""
    find = "SELECT used FROM counter WHERE key IN (SELECT * FROM unnest($1::text[]))"
    read = "SELECT seq_tup_read AS rows FROM pg_stat_xact_user_tables WHERE relname = 'counter'"

    async def told() -> tuple[list[Any], int]:
        async with database(postgres_url, pool_size=1) as made:
            for _ in range(8):
                async with made.transaction() as transaction:
                    await transaction.fetch(find, [["k7"]])
            await made.execute(
                "INSERT INTO counter (key, brand, used) SELECT 'k' || n, 'spring', n FROM generate_series(1, 5000) n"
            )
            async with made.transaction() as transaction:
                found = await transaction.fetch(find, [["k7", "k8"]])
                return found, (await transaction.fetch(read))[0]["rows"]

    found, rows = asyncio.run(told())
    assert {row["used"] for row in found} == {7, 8}
    assert rows == 0
