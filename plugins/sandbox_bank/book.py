"""The bank's book: payments in one SQLite file that survives any kill. Instants are microseconds since the epoch (UTC)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

AMOUNT_MINOR_MAX: Final = 5_000_00
#: How long a payee may take to confirm.
CONFIRM_US: Final = 72 * 3_600 * 1_000_000

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS payments (
    line INTEGER PRIMARY KEY, order_no TEXT NOT NULL UNIQUE, payee TEXT NOT NULL, minor INTEGER NOT NULL,
    currency TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('awaiting_confirmation', 'settled', 'not_confirmed')),
    expires_us INTEGER NOT NULL, settled_us INTEGER
) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Payment:
    """A transfer in the book."""

    line: int
    order_no: str
    payee: str
    minor: int
    currency: str
    state: str
    expires_us: int
    settled_us: int | None


class Book:
    """All reading and writing. Each method is one transaction, on disk before it returns."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def enter(self, order_no: str, payee: str, minor: int, currency: str, now_us: int) -> Payment:
        """A payment under its number, made once; one that is there is returned as it is."""
        with self._transaction():
            self._db.execute(
                "INSERT OR IGNORE INTO payments (order_no, payee, minor, currency, state, expires_us)"
                " VALUES (?, ?, ?, ?, 'awaiting_confirmation', ?)",
                (order_no, payee, minor, currency, now_us + CONFIRM_US),
            )
        found = self.find(order_no, now_us)
        assert found is not None
        return found

    def find(self, order_no: str, now_us: int) -> Payment | None:
        """A payment as it stands now."""
        with self._transaction():
            self._db.execute(
                "UPDATE payments SET state = 'not_confirmed' WHERE state = 'awaiting_confirmation' AND expires_us <= ?",
                (now_us,),
            )
            row = self._db.execute("SELECT * FROM payments WHERE order_no = ?", (order_no,)).fetchone()
        return Payment(*row) if row else None

    def confirm(self, payee: str, now_us: int) -> list[str]:
        """A payee confirms the account: what waits for it is settled; the numbers."""
        with self._transaction():
            rows = self._db.execute(
                "UPDATE payments SET state = 'settled', settled_us = ? WHERE payee = ?"
                " AND state = 'awaiting_confirmation' AND expires_us > ? RETURNING order_no",
                (now_us, payee, now_us),
            ).fetchall()
        return [row[0] for row in rows]

    def settled(self) -> list[Payment]:
        """Every payment that was made, in the order of the book."""
        rows = self._db.execute("SELECT * FROM payments WHERE state = 'settled' ORDER BY line")
        return [Payment(*row) for row in rows]

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
