"""The database: opened through Tortoise, with transactions that mean the same on SQLite and PostgreSQL.

SQLite transactions start with BEGIN IMMEDIATE (a deferred one fails when a reader turns writer), and commits
are flushed to the disk (synchronous=FULL). PostgreSQL transactions are read committed with explicit row
locks; a serialization failure or deadlock is told apart so that the whole transaction can be tried again.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext, _current_context
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError, ValidationError
from tortoise.migrations.executor import MigrationExecutor

from engine.errors import Unavailable, Unstorable

Row = Mapping[str, Any]
Dialect = Literal["sqlite", "postgres"]

_APP = "bottlecap"
#: How long closing waits for connections in use, in seconds.
CLOSE_S: Final = 10.0

#: A look-up by what no row can hold: a text longer than its column or with a NUL, a number past 63 bits.
UNSTORABLE: Final = (ValidationError, OverflowError, asyncpg.DataError, Unstorable)
_NUL: Final = (asyncpg.CharacterNotInRepertoireError, asyncpg.UntranslatableCharacterError)

#: 64 MiB of pages (SQLite's own 2 hold not even the indexes of a small town), and a log of 8,000 pages before it is
#: carried over: a page that many claims touch is then written once. Both cost no durability.
_SQLITE_ROOM: Final = "cache_size=-65536&wal_autocheckpoint=8000"


async def _as_it_is(_connection: object) -> None:
    """What a connection is reset by when it goes back to the pool: we set nothing in a session that could be left over,
    and a transaction that is open is rolled back in any case. asyncpg's own reset costs each query a round trip."""


#: A process that freezes in a transaction, or a statement that hangs, must not hold the others for ever.
_POSTGRES_BOUNDS: Final = {
    "command_timeout": 120.0,
    "reset": _as_it_is,
    "server_settings": {
        "application_name": "bottlecap",
        "lock_timeout": "20s",
        "idle_in_transaction_session_timeout": "60s",
        "jit": "off",
    },
}
#: How a transaction that writes begins. It finds rows by keys, so one plan serves all values; and while a table was never
#: analysed, the planner takes a key for less telling than it is, and would read the whole table instead.
_BEGIN: Final = (
    "BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off;"
    " SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
)
#: A plan is kept, also one by the wrong index of a table that was empty when it was made. So a connection forgets its
#: plans after one transaction, two, four, eight: no table has grown much more than twofold since a plan was made.
_BEGIN_ANEW: Final = f"{_BEGIN}; DISCARD PLANS"
_BEGIN_READING: Final = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#: PostgreSQL classes: connection, who may enter, no such database, resources, intervention, system; and a lock
#: that was not to be had in time.
_OUTAGE_STATES: Final = ("08", "28", "3D", "53", "57", "58", "55P03")


class Collision(Exception):  # noqa: N818 - reads as what it says
    """Another transaction was faster: a unique key was taken, a deadlock broken. Try the transaction again."""


class Overtaken(Collision):
    """Another transaction has taken from a counter what this one had found free. Lock the counters, then decide."""


class Outage(Unavailable):
    """The database cannot be reached or cannot write. The transaction has left nothing behind, or is unknown."""


def _config(url: str, *, pool_size: int = 4) -> dict[str, Any]:
    separator = "&" if "?" in url else "?"
    connection: Any
    if dialect_of(url) == "sqlite":
        connection = f"{url}{separator}synchronous=FULL&busy_timeout=10000&{_SQLITE_ROOM}"
    else:
        connection = expand_db_url(
            f"asyncpg://{url.split('://', 1)[1]}{separator}minsize=1&maxsize={pool_size}"
        )
        connection["credentials"] |= _POSTGRES_BOUNDS
    return {
        "connections": {dialect_of(url): connection},
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

    async def fetch_plain(self, sql: str, args: Sequence[Any] = ()) -> list[Sequence[Any]]:
        """All rows of a query, columns by their places."""
        if self.dialect == "postgres":
            return [tuple(row) for row in await self._connection.fetch(sql, *args)]
        return [tuple(row) for row in await self._connection.execute_fetchall(_numbered(sql), args)]

    async def execute(self, sql: str, args: Sequence[Any] = ()) -> None:
        """Run a statement."""
        if self.dialect == "postgres":
            await self._connection.execute(sql, *args)
        else:
            await self._connection.execute(_numbered(sql), args)

    async def copy(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Append rows by COPY, which PostgreSQL alone has: nothing is faster on either side of the wire."""
        await self._connection.copy_records_to_table(table, records=rows, columns=columns)

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
        self._begun_on: Counter[int] = Counter()
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

    async def close(self, patience_s: float = CLOSE_S) -> None:
        """Disconnect. A connection that a silent network still holds is cut off when the patience is over."""
        with suppress(TimeoutError):  # asyncpg cuts off what is left when its closing is cancelled
            async with asyncio.timeout(patience_s):
                with self.orm():
                    await self._context.close_connections()

    @contextmanager
    def orm(self) -> Iterator[None]:
        """Let Tortoise queries in this block speak to this database. Raises `Outage` when it fails.

        The context's own `with` keeps its token in one attribute, which concurrent requests would overwrite.
        """
        token = _current_context.set(self._context)
        try:
            with _outages():
                yield
        finally:
            _current_context.reset(token)

    async def fetch(self, sql: str, args: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query, outside any transaction. Raises `Outage`."""
        sql = _numbered(sql) if self.dialect == "sqlite" else sql
        with _outages():
            return [dict(row) for row in await self.client.execute_query_dict(sql, list(args))]

    async def execute(self, sql: str, args: Sequence[Any] = ()) -> None:
        """Run one statement that is a transaction of its own. Raises `Outage`."""
        sql = _numbered(sql) if self.dialect == "sqlite" else sql
        with _outages():
            await self.client.execute_query(sql, list(args))

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises `Collision` when it should be tried again, `Outage` when the database fails.
        """
        try:
            with _outages():
                async with self._begun() as transaction:
                    yield transaction
        except (IntegrityError, sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError) as error:
            raise Collision(str(error)) from error
        except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
            raise Collision(str(error)) from error

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """One unchanging view of everything, for reading only, on a connection of its own: it stops nobody."""
        reader = Database(self.url, pool_size=1)
        await reader.open()
        try:
            with _outages():
                async with reader._begun(reading=True) as transaction:
                    yield transaction
        finally:
            await reader.close()

    def _begun(self, *, reading: bool = False) -> AbstractAsyncContextManager[Transaction]:
        if self.dialect == "sqlite":
            return self._sqlite("BEGIN" if reading else "BEGIN IMMEDIATE")
        return self._postgres(reading=reading)

    @asynccontextmanager
    async def _sqlite(self, begin: str) -> AsyncIterator[Transaction]:
        client: Any = self.client
        async with client.acquire_connection() as connection:
            if connection.in_transaction:  # a Tortoise query that was cancelled half way has left it open
                await _whole(connection.rollback())
            try:
                await _whole(connection.execute(begin))
                yield Transaction(connection, "sqlite")
                await _whole(connection.execute("COMMIT"))
            except BaseException:
                await _whole(connection.rollback())  # does nothing where no transaction is open
                raise

    @asynccontextmanager
    async def _postgres(self, *, reading: bool) -> AsyncIterator[Transaction]:
        client: Any = self.client
        async with client._pool.acquire() as connection:
            try:
                await connection.execute(_BEGIN_READING if reading else self._begin(connection))
                yield Transaction(connection, "postgres")
                await connection.execute("COMMIT")
            except BaseException:
                if not connection.is_closed():
                    await connection.execute("ROLLBACK")  # does nothing where no transaction is open
                raise

    def _begin(self, connection: Any) -> str:
        backend = connection.get_server_pid()
        self._begun_on[backend] += 1
        turn = self._begun_on[backend]
        return _BEGIN_ANEW if turn & (turn - 1) == 0 else _BEGIN


@contextmanager
def _outages() -> Iterator[None]:
    """Tell failures of the database itself apart from mistakes in what was asked of it."""
    try:
        yield
    except (
        sqlite3.OperationalError,
        asyncpg.PostgresConnectionError,
        asyncpg.InterfaceError,
        asyncpg.InternalClientError,  # how a connection answers that the server cut before it was asked
        DBConnectionError,
        OSError,
    ) as error:
        raise Outage(f"the database failed: {error}") from error
    except _NUL:
        raise Unstorable from None
    except asyncpg.PostgresError as error:
        if (error.sqlstate or "").startswith(_OUTAGE_STATES):
            raise Outage(f"the database failed: {error}") from error
        raise
    except OperationalError as error:  # Tortoise hides the database's own error in its first argument
        own = error.args[0] if error.args else None
        if isinstance(own, sqlite3.OperationalError):
            raise Outage(f"the database failed: {error}") from error
        if isinstance(own, _NUL):
            raise Unstorable from None
        if isinstance(own, asyncpg.DataError):
            raise own from None
        raise


async def _whole(step: Coroutine[Any, Any, Any]) -> None:
    """Let a step end before a cancellation passes: SQLite's thread cannot be called back from half a COMMIT."""
    task = asyncio.ensure_future(step)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        if not task.cancelled():
            task.exception()
        raise


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
