"""Between the frozen records of a transaction and the rows of its tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache, lru_cache
from operator import attrgetter, itemgetter
from typing import Any, Final

from engine.records import Record
from engine.storage.database import Row, Transaction

#: A statement and its arguments.
Statement = tuple[str, list[Any]]
#: Up to so many rows are written by one statement.
_FEW: Final = 64
#: Where the rows of a statement that inserts end, and a condition can stand.
_ROWS_END: Final = " AS rows"
_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {}


def columns_of(record_type: Any) -> tuple[tuple[str, str], ...]:
    """Each column's name and SQL type."""
    table: str = record_type.TABLE
    if table not in _COLUMNS:
        kinds = ((f.name, "bigint" if "int" in str(f.type) else "text") for f in fields(record_type))
        _COLUMNS[table] = tuple(kinds)
    return _COLUMNS[table]


def names_of(record_type: Any) -> str:
    """Its columns as a SELECT lists them, in the order of its record's fields."""
    return ", ".join(name for name, _ in columns_of(record_type))


def to_record(record_type: Any, row: Row) -> Any:
    """A row as its record."""
    return record_type(*_columns(record_type)(row))


@cache
def _columns(record_type: Any) -> Callable[[Row], tuple[Any, ...]]:
    """What takes a row apart, in the order of its record's fields."""
    return itemgetter(*(name for name, _ in columns_of(record_type)))


@cache
def _values(record_type: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What takes a record apart, in the order of its columns."""
    return attrgetter(*(name for name, _ in columns_of(record_type)))


@cache
def _write_sql(record_type: Any, dialect: str, *, replace: bool) -> str:
    columns = columns_of(record_type)
    names = ", ".join(name for name, _ in columns)
    key = columns[0][0]
    if dialect == "postgres":
        arrays = ", ".join(f"${place}::{kind}[]" for place, (_, kind) in enumerate(columns, 1))
        sql = f"INSERT INTO {record_type.TABLE} ({names}) SELECT * FROM unnest({arrays}) AS rows"
    else:
        marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
        sql = f"INSERT INTO {record_type.TABLE} ({names}) VALUES ({marks})"
    if replace:
        news = ", ".join(f"{name} = excluded.{name}" for name, _ in columns[1:])
        sql += f" ON CONFLICT ({key}) DO UPDATE SET {news}"
    return sql


async def write_together(
    transaction: Transaction,
    new: Sequence[Record],
    replaced: Collection[Record],
    tallies: Mapping[str, int],
) -> list[Statement]:
    """Insert new rows, overwrite replaced ones, and add to tallies. Of few rows only the statements are given back, to go
    as one with those of the counters: whoever is alone waits for round trips, a full batch for bytes, and for those COPY is
    the best."""
    if transaction.dialect == "postgres" and len(new) + len(replaced) <= _FEW:
        return [
            *(_part(record_type, group, replace=False) for record_type, group in _by_type(new).items()),
            *(_part(record_type, group, replace=True) for record_type, group in _by_type(replaced).items()),
            *_adding("tally", "figure", tallies),
        ]
    await write_records(transaction, new)
    await write_records(transaction, replaced, replace=True)
    await add_up(transaction, "tally", "figure", tallies)
    return []


def together(parts: Sequence[Statement]) -> Statement:
    """Statements that write different rows, as one. The last one begins when all others are through, and its answer is the
    answer."""
    *others, (last, last_args) = parts
    numbered: list[str] = []
    args: list[Any] = []
    for sql, own in others:
        numbered.append(moved(sql, len(args)))
        args += own
    if not others:
        return last, last_args
    first = ", ".join(f"w{number} AS ({sql} RETURNING 1)" for number, sql in enumerate(numbered))
    through = " AND ".join(f"(SELECT count(*) FROM w{number}) >= 0" for number in range(len(others)))
    final = moved(last, len(args)).replace(_ROWS_END, f"{_ROWS_END} WHERE {through}", 1)
    return f"WITH {first} {final}", [*args, *last_args]


@lru_cache(maxsize=512)
def moved(sql: str, places: int) -> str:
    """The statement with its parameters so many places later."""
    return re.sub(r"\$(\d+)", lambda found: f"${int(found[1]) + places}", sql)


def _part(record_type: Any, group: Sequence[Record], *, replace: bool) -> Statement:
    columns = [list(column) for column in zip(*map(_values(record_type), group), strict=True)]
    return _write_sql(record_type, "postgres", replace=replace), columns


def _by_type(records: Iterable[Record]) -> dict[Any, list[Record]]:
    by_type: dict[Any, list[Record]] = defaultdict(list)
    for record in records:
        by_type[type(record)].append(record)
    return by_type


async def write_records(
    transaction: Transaction, records: Iterable[Record], *, replace: bool = False
) -> None:
    """Insert rows, one statement a table; with `replace`, overwrite those that exist."""
    for record_type, group in _by_type(records).items():
        rows = list(map(_values(record_type), group))
        if transaction.dialect == "postgres" and not replace:
            names = [name for name, _ in columns_of(record_type)]
            await transaction.copy(record_type.TABLE, names, rows)
            continue
        sql = _write_sql(record_type, transaction.dialect, replace=replace)
        if transaction.dialect == "postgres":
            await transaction.execute(sql, [list(column) for column in zip(*rows, strict=True)])
        else:
            await transaction.execute_many(sql, rows)


async def take_up(
    transaction: Transaction,
    taken: Mapping[str, int],
    balances: Mapping[str, int],
    others: Sequence[Statement] = (),
    *,
    told: bool,
) -> Mapping[str, int]:
    """Run other statements, then add to balances and counters; the counters' new figures where they are to be `told` and
    others may write: on SQLite whoever writes is alone."""
    if transaction.dialect != "postgres":
        await add_up(transaction, "counter", "used", taken)
        await add_up(transaction, "balance", "amount", balances)
        return {}
    counters = [(f"{sql} RETURNING key, used", args) for sql, args in _adding("counter", "used", taken)]
    parts = [*others, *_adding("balance", "amount", balances), *counters]
    if not parts:
        return {}
    rows = await transaction.fetch(*together(parts))
    return {row["key"]: row["used"] for row in rows} if told and counters else {}


async def add_up(transaction: Transaction, table: str, column: str, amounts: Mapping[str, int]) -> None:
    """Add to the figures under each key, making the rows that are missing. Keys begin with `BRAND|`."""
    for sql, args in _adding(table, column, amounts):
        if transaction.dialect == "postgres":
            await transaction.execute(sql, args)
        else:
            await transaction.execute_many(
                f"INSERT INTO {table} (key, brand, {column}) VALUES ($1, $2, $3) {_added(table, column)}",
                list(zip(*args, strict=True)),
            )


def _adding(table: str, column: str, amounts: Mapping[str, int]) -> list[Statement]:
    """The one statement that adds, or none where there is nothing to add."""
    keys = sorted(key for key, amount in amounts.items() if amount)
    if not keys:
        return []
    sql = (
        f"INSERT INTO {table} (key, brand, {column}) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])"
        f" AS rows {_added(table, column)}"
    )
    return [(sql, [keys, [key.split("|", 1)[0] for key in keys], [amounts[key] for key in keys]])]


def _added(table: str, column: str) -> str:
    return f"ON CONFLICT (key) DO UPDATE SET {column} = {table}.{column} + excluded.{column}"


def any_of(
    transaction: Transaction, columns: Sequence[tuple[str, str]], rows: Iterable[tuple[Any, ...]]
) -> tuple[str, list[Any]]:
    """A condition that holds for rows whose columns equal one of the tuples, with its arguments."""
    wanted = sorted(set(rows))
    if len(columns) == 1 and transaction.dialect == "postgres":
        ((name, kind),) = columns
        return f"{name} = ANY($1::{kind}[])", [[value for (value,) in wanted]]
    names = ", ".join(name for name, _ in columns)
    table, args = rows_of(transaction, columns, wanted)
    return f"({names}) IN ({table})", args


def rows_of(
    transaction: Transaction, columns: Sequence[tuple[str, str]], rows: Sequence[tuple[Any, ...]]
) -> tuple[str, list[Any]]:
    """Rows as the text of a table in a statement, with its arguments."""
    if transaction.dialect == "postgres":
        arrays = ", ".join(f"${place}::{kind}[]" for place, (_, kind) in enumerate(columns, 1))
        return f"SELECT * FROM unnest({arrays})", [list(column) for column in zip(*rows, strict=True)]
    width = len(columns)
    marks = ", ".join(
        "(" + ", ".join(f"${index * width + place}" for place in range(1, width + 1)) + ")"
        for index in range(len(rows))
    )
    return f"VALUES {marks}", [value for row in rows for value in row]
