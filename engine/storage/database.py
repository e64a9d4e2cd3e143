"""The database: opened through Tortoise, with transactions that mean the same on SQLite and PostgreSQL.

SQLite transactions start with BEGIN IMMEDIATE (a deferred one fails when a reader turns writer), and commits
are flushed to the disk (synchronous=FULL). PostgreSQL transactions are read committed with explicit row
locks; a serialization failure or deadlock is told apart so that the whole transaction can be tried again.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext, _current_context
from tortoise.exceptions import IntegrityError
from tortoise.migrations.executor import MigrationExecutor

Row = Mapping[str, Any]
Dialect = Literal["sqlite", "postgres"]

_APP = "bottlecap"


class Collision(Exception):  # noqa: N818 - reads as what it says
    """Another transaction was faster: a unique key was taken, a deadlock broken. Try the transaction again."""


class Outage(Exception):  # noqa: N818 - reads as what it says
    """The database cannot be reached or cannot write. The transaction has left nothing behind, or is unknown."""


def _config(url: str, *, pool_size: int = 4) -> dict[str, Any]:
    separator = "&" if "?" in url else "?"
    if dialect_of(url) == "sqlite":
        url = f"{url}{separator}synchronous=FULL&busy_timeout=10000"
    else:
        url = f"asyncpg://{url.split('://', 1)[1]}{separator}minsize=1&maxsize={pool_size}"
    return {
        "connections": {dialect_of(url): url},
        "apps": {
            _APP: {
                "models": ["engine.storage.models"],
                "default_connection": dialect_of(url),
                "migrations": "engine.storage.migrations",
            }
        },
    }


def dialect_of(url: str) -> Dialect:
    """The dialect of a database address. Raises ValueError for any other kind of address."""
    if url.startswith("sqlite://"):
        return "sqlite"
    if url.startswith(("postgres://", "postgresql://", "asyncpg://")):
        return "postgres"
    raise ValueError("database address must begin with sqlite:// or postgres://")


class Transaction:
    """One open transaction. Statements are written with `$1`, `$2` on both engines."""

    dialect: Dialect

    def __init__(self, connection: Any, dialect: Dialect) -> None:
        self._connection = connection
        self.dialect = dialect

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        if self.dialect == "postgres":
            return list(await self._connection.fetch(sql, *args))
        rows = await self._connection.execute_fetchall(_numbered(sql), args)
        return [dict(row) for row in rows]

    async def execute(self, sql: str, args: Sequence[Any] = ()) -> None:
        """Run a statement."""
        if self.dialect == "postgres":
            await self._connection.execute(sql, *args)
        else:
            await self._connection.execute(_numbered(sql), args)

    async def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row."""
        if self.dialect == "postgres":
            await self._connection.executemany(sql, rows)
        else:
            await self._connection.executemany(_numbered(sql), rows)


@lru_cache(maxsize=512)
def _numbered(sql: str) -> str:
    """SQLite writes the n-th parameter `?n`."""
    return re.sub(r"\$(\d+)", r"?\1", sql)


class Database:
    """An open database. Tortoise queries run inside `orm()`; changes of money use `transaction`."""

    def __init__(self, url: str, *, pool_size: int = 4) -> None:
        self.url = url
        self.dialect = dialect_of(url)
        self._pool_size = pool_size
        self._context = TortoiseContext()
        self.client: BaseDBAsyncClient

    async def open(self) -> None:
        """Connect. Raises `Outage` when the database cannot be reached."""
        try:
            if self.dialect == "sqlite":
                path = self.url.removeprefix("sqlite://").split("?")[0]
                if path != ":memory:":
                    Path(path).parent.mkdir(parents=True, exist_ok=True)
            with self.orm():
                await self._context.init(config=_config(self.url, pool_size=self._pool_size))
            self.client = self._context.connections.get(self.dialect)
            await self.client.create_connection(with_db=True)
        except (OSError, asyncpg.PostgresError, sqlite3.Error) as error:
            raise Outage(f"the database cannot be reached: {error}") from error

    async def close(self) -> None:
        """Disconnect."""
        with self.orm():
            await self._context.close_connections()

    @contextmanager
    def orm(self) -> Iterator[None]:
        """Let Tortoise queries in this block speak to this database.

        The context's own `with` keeps its token in one attribute, which concurrent requests would overwrite.
        """
        token = _current_context.set(self._context)
        try:
            yield
        finally:
            _current_context.reset(token)

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query, outside any transaction."""
        sql = _numbered(sql) if self.dialect == "sqlite" else sql
        return [dict(row) for row in await self.client.execute_query_dict(sql, list(args))]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises `Collision` when it should be tried again, `Outage` when the database fails.
        """
        opened = self._sqlite() if self.dialect == "sqlite" else self._postgres()
        try:
            async with opened as transaction:
                yield transaction
        except (IntegrityError, sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
            raise Collision(str(error)) from error
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
            raise Collision(str(error)) from error
        except (
            sqlite3.OperationalError,
            asyncpg.PostgresConnectionError,
            asyncpg.InterfaceError,
            OSError,
        ) as error:
            raise Outage(f"the database failed: {error}") from error
        except asyncpg.PostgresError as error:
            if (error.sqlstate or "")[:2] in {"53", "57", "58", "08"}:
                raise Outage(f"the database failed: {error}") from error
            raise

    @asynccontextmanager
    async def _sqlite(self) -> AsyncIterator[Transaction]:
        client: Any = self.client
        async with client.acquire_connection() as connection:
            await connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(connection, "sqlite")
                await connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    await connection.execute("ROLLBACK")
                raise

    @asynccontextmanager
    async def _postgres(self) -> AsyncIterator[Transaction]:
        client: Any = self.client
        async with client._pool.acquire() as connection, connection.transaction():
            yield Transaction(connection, "postgres")


async def migrate(url: str) -> tuple[str, ...]:
    """Bring the schema of the database at `url` to the newest, and return the names of the migrations applied.

    Raises `Outage` when the database cannot be reached.
    """
    applied: list[str] = []

    def note(event: str, _app: str, name: str) -> None:
        if event == "apply_done":
            applied.append(name)

    async with _migrations(url) as executor:
        await executor.migrate(progress=note)
    return tuple(applied)


async def pending(url: str) -> tuple[str, ...]:
    """The names of the migrations that the database at `url` still lacks. Raises `Outage`."""
    async with _migrations(url) as executor:
        return tuple(step.migration.name for step in await executor.plan())


@asynccontextmanager
async def _migrations(url: str) -> AsyncIterator[MigrationExecutor]:
    database = Database(url)
    await database.open()
    await database.close()
    async with TortoiseContext() as context:
        config = _config(url)
        await context.init(config=config)
        yield MigrationExecutor(context.connections.get(dialect_of(url)), config["apps"])
