"""Queries that do not depend on one another, read at once: on PostgreSQL in one statement, since whoever is alone waits for
round trips and not for rows. On SQLite there is nothing to wait for, and they run one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.storage.database import Transaction
from engine.storage.rows import Statement, moved

#: What takes the rows of a query, each a sequence of its columns in the order in which the query names them.
Take = Callable[[Sequence[Any]], None]


@dataclass(frozen=True, slots=True)
class _Read:
    sql: str
    args: list[Any]
    take: Take


class Reads:
    """Queries that wait for being read together. They run, and lock their rows, in the order in which they were added."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._waiting: list[_Read] = []

    def add(self, sql: str, args: list[Any], take: Take) -> None:
        """One more; its rows go to `take` once all are read."""
        self._waiting.append(_Read(sql, args, take))

    async def run(self) -> None:
        """Read all that wait."""
        reads, self._waiting = self._waiting, []
        if not reads:
            return
        found = await read_together(self._transaction, [(one.sql, one.args) for one in reads])
        for one, rows in zip(reads, found, strict=True):
            one.take(rows)


async def read_together(transaction: Transaction, queries: Iterable[Statement]) -> Sequence[Sequence[Any]]:
    """The rows of each query, columns by their places."""
    asked = list(queries)
    if transaction.dialect != "postgres":
        return [await transaction.fetch_plain(sql, args) for sql, args in asked]
    sql = _side_by_side(tuple((sql, len(args)) for sql, args in asked))
    (row,) = await transaction.fetch(sql, [value for _, args in asked for value in args])
    return tuple(row.values())


@lru_cache(maxsize=512)
def _side_by_side(queries: tuple[tuple[str, int], ...]) -> str:
    parts, places = [], 0
    for sql, args in queries:
        parts.append(f"ARRAY(SELECT q FROM ({moved(sql, places)}) q)")
        places += args
    return f"SELECT {', '.join(f'{part} AS r{number}' for number, part in enumerate(parts))}"
