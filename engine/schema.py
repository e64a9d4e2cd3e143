"""Bringing a database's schema to the newest, before an engine is opened on it."""

from __future__ import annotations

from engine.errors import Unavailable
from engine.storage import database as storage
from engine.storage.database import Database, Outage
from engine.storage.partitions import Partitions


async def migrate(url: str) -> tuple[str, ...]:
    """Bring the database's schema to the newest; the names of the migrations applied. Raises `Unavailable`."""
    try:
        applied = await storage.migrate(url)
        await _prepared(url)
        return applied
    except Outage as error:
        raise Unavailable(str(error)) from error


async def _prepared(url: str) -> None:
    database = Database(url, pool_size=1)
    await database.open()
    try:
        await Partitions(database).make_ahead()
    finally:
        await database.close()


async def pending_migrations(url: str) -> tuple[str, ...]:
    """The migrations that the database still lacks: an engine needs all of them. Raises `Unavailable`."""
    try:
        return await storage.pending(url)
    except Outage as error:
        raise Unavailable(str(error)) from error
