"""The demo's folder: its files, whether its world is whole, and the guard that keeps it to one demo at a time."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_GUARD: Final = "running.sqlite3"


class DemoRunning(Exception):  # noqa: N818 - reads as what it says
    """Another demo uses the folder."""


class DemoFolder:
    """A folder that holds one demo."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.keys = self.path / "keys.json"
        self.wallet = self.path / "wallet.sqlite3"
        self._database = self.path / "bottlecap.sqlite3"
        self._whole = self.path / "world-is-whole"

    @property
    def database_url(self) -> str:
        """The address of Bottlecap's database."""
        return f"sqlite://{self._database}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder while the block runs. Raises `DemoRunning` when somebody else does.

        An exclusive SQLite transaction is a lock on every system, and the system lets go of it with the process.
        What is made meanwhile can be read by its owner only: the databases hold the wallet's secret and every code.
        """
        mask = os.umask(0o077)
        try:
            with self._guarded():
                yield
        finally:
            os.umask(mask)

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True)
        guard = sqlite3.connect(self.path / _GUARD, timeout=0, isolation_level=None)
        try:
            try:
                guard.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                raise DemoRunning(str(self.path)) from error
            yield
        finally:
            guard.close()

    @property
    def whole(self) -> bool:
        """Whether an earlier start built the world to its end."""
        return self._whole.exists() and self.keys.exists() and self._database.exists()

    def mark_whole(self) -> None:
        """Say that the world is built to its end."""
        self._whole.touch()

    def clear(self) -> None:
        """Remove everything but the guard."""
        self._whole.unlink(
            missing_ok=True
        )  # first: a clearing that breaks off leaves nothing that looks whole
        for entry in self.path.iterdir():
            if entry.name.startswith(_GUARD):
                continue
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
