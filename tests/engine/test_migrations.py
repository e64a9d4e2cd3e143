"""The hand-written migrations make exactly the schema of the models, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from pathlib import Path
from typing import get_args

import asyncpg
import pytest
from tortoise.context import TortoiseContext
from tortoise.utils import generate_schema_for_client

from engine import records
from engine.storage import models
from engine.storage.database import Database, migrate, pending
from tests.support.databases import Postgres

SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
POSTGRES_COLUMNS = """
    SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public'
    AND NOT (SELECT relispartition FROM pg_class WHERE oid = table_name::regclass)
"""
POSTGRES_INDEXES = """
    SELECT t.relname AS table_name, i.indisunique AS is_unique, i.indisprimary AS is_primary,
           (SELECT string_agg(a.attname, ',' ORDER BY k.place)
            FROM unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) AS columns
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE n.nspname = 'public' AND NOT t.relispartition
"""


async def sqlite_shape(url: str) -> set[tuple[object, ...]]:
    """Columns and indexes of a SQLite database, without the names of indexes."""
    database = Database(url)
    await database.open()
    shape: set[tuple[object, ...]] = set()
    for table in [row["name"] for row in await database.fetch(SQLITE_TABLES)]:
        for row in await database.fetch(f"PRAGMA table_info({table})"):
            shape.add((table, row["name"], row["type"], row["notnull"], row["dflt_value"], row["pk"]))
        for index in await database.fetch(f"PRAGMA index_list({table})"):
            columns = [row["name"] for row in await database.fetch(f"PRAGMA index_info({index['name']})")]
            shape.add((table, "index", index["unique"], tuple(columns)))
    await database.close()
    return {line for line in shape if line[0] != "tortoise_migrations"}


async def postgres_shape(url: str) -> set[tuple[object, ...]]:
    """Columns and indexes of a PostgreSQL database, without the names of indexes."""
    connection = await asyncpg.connect(url)
    rows = [*await connection.fetch(POSTGRES_COLUMNS), *await connection.fetch(POSTGRES_INDEXES)]
    await connection.close()
    return {tuple(row.values()) for row in rows if row["table_name"] != "tortoise_migrations"}


async def make_from_models(url: str) -> None:
    """The schema as Tortoise makes it from the models."""
    from engine.storage.database import _config, dialect_of

    async with TortoiseContext() as context:
        await context.init(config=_config(url))
        await generate_schema_for_client(context.connections.get(dialect_of(url)), safe=False)


def test_sqlite_migrations_equal_the_models(tmp_path: object) -> None:
    """Columns, types, keys and indexes agree on SQLite."""
    migrated, modelled = f"sqlite://{tmp_path}/migrated.sqlite3", f"sqlite://{tmp_path}/modelled.sqlite3"

    async def shapes() -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
        await migrate(migrated)
        await make_from_models(modelled)
        return await sqlite_shape(migrated), await sqlite_shape(modelled)

    by_migration, by_model = asyncio.run(shapes())
    assert by_migration == by_model
    assert len(by_migration) > 300


def test_postgres_migrations_equal_the_models(postgres: Postgres) -> None:
    """Columns, types, keys and indexes agree on PostgreSQL."""
    url = postgres.fresh()
    empty = postgres.address("bottlecap_modelled")

    async def shapes() -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
        connection = await asyncpg.connect(postgres.url)
        await connection.execute("DROP DATABASE IF EXISTS bottlecap_modelled")
        await connection.execute("CREATE DATABASE bottlecap_modelled")
        await connection.close()
        await make_from_models(empty)
        return await postgres_shape(url), await postgres_shape(empty)

    by_migration, by_model = asyncio.run(shapes())
    postgres.drop(empty)
    postgres.drop(url)
    assert by_migration == by_model
    assert len(by_migration) > 300


def test_migrating_twice_changes_nothing(sqlite_url: str) -> None:
    """A database that is up to date stays as it is."""
    assert asyncio.run(migrate(sqlite_url)) == ()


def test_what_a_database_lacks_is_named(tmp_path: Path, sqlite_url: str) -> None:
    """An empty database lacks every migration, an up-to-date one none."""
    assert "0001_initial" in asyncio.run(pending(f"sqlite://{tmp_path}/new.sqlite3"))
    assert asyncio.run(pending(sqlite_url)) == ()


@pytest.mark.parametrize("record", get_args(records.Record), ids=lambda record: record.TABLE)
def test_records_equal_their_tables(record: type[records.Record]) -> None:
    """Each record has the columns of its table, in the same order of meaning: none missing, none more."""
    tables = {getattr(models, name)._meta.db_table: getattr(models, name) for name in models.__all__}
    assert {f.name for f in fields(record)} == set(tables[record.TABLE]._meta.fields_map)
