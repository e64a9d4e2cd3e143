"""Between the frozen records of a transaction and the rows of its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any

from engine.records import Record
from engine.storage.database import Row, Transaction

_COLUMNS: dict[str, tuple[tuple[str, str], ...]] = {}


def columns_of(record_type: Any) -> tuple[tuple[str, str], ...]:
    """Each column's name and SQL type."""
    table: str = record_type.TABLE
    if table not in _COLUMNS:
        kinds = ((f.name, "bigint" if "int" in str(f.type) else "text") for f in fields(record_type))
        _COLUMNS[table] = tuple(kinds)
    return _COLUMNS[table]


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
        sql = f"INSERT INTO {record_type.TABLE} ({names}) SELECT * FROM unnest({arrays})"
    else:
        marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
        sql = f"INSERT INTO {record_type.TABLE} ({names}) VALUES ({marks})"
    if replace:
        news = ", ".join(f"{name} = excluded.{name}" for name, _ in columns[1:])
        sql += f" ON CONFLICT ({key}) DO UPDATE SET {news}"
    return sql


async def write_records(
    transaction: Transaction, records: Iterable[Record], *, replace: bool = False
) -> None:
    """Insert rows, one statement a table; with `replace`, overwrite those that exist."""
    by_type: dict[Any, list[Record]] = defaultdict(list)
    for record in records:
        by_type[type(record)].append(record)
    for record_type, group in by_type.items():
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


async def add_up(
    transaction: Transaction, table: str, column: str, amounts: Mapping[str, int], *, told: bool = False
) -> Mapping[str, int]:
    """Add to the figures under each key, making the rows that are missing. Keys begin with `BRAND|`.

    The new figures, where they are to be `told` and others may write: on SQLite whoever writes is alone.
    """
    keys = sorted(key for key, amount in amounts.items() if amount)
    if not keys:
        return {}
    brands, figures = [key.split("|", 1)[0] for key in keys], [amounts[key] for key in keys]
    tail = f"ON CONFLICT (key) DO UPDATE SET {column} = {table}.{column} + excluded.{column}"
    if transaction.dialect == "postgres":
        sql = f"INSERT INTO {table} (key, brand, {column}) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[]) "
        if told:
            rows = await transaction.fetch(f"{sql}{tail} RETURNING key, {column}", [keys, brands, figures])
            return {row["key"]: row[column] for row in rows}
        await transaction.execute(sql + tail, [keys, brands, figures])
        return {}
    sql = f"INSERT INTO {table} (key, brand, {column}) VALUES ($1, $2, $3) {tail}"
    await transaction.execute_many(sql, list(zip(keys, brands, figures, strict=True)))
    return {}


def any_of(
    transaction: Transaction, columns: Sequence[tuple[str, str]], rows: Iterable[tuple[Any, ...]]
) -> tuple[str, list[Any]]:
    """A condition that holds for rows whose columns equal one of the tuples, with its arguments."""
    names = ", ".join(name for name, _ in columns)
    table, args = rows_of(transaction, columns, sorted(set(rows)))
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
