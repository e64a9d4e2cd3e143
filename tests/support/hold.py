"""Holds a database still, as a slow disk or a long transaction would, so that a commit waits."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg


@asynccontextmanager
async def held(database_url: str) -> AsyncIterator[None]:
    """No claim can be committed while the block runs; everything that waits goes on afterwards."""
    if database_url.startswith("sqlite://"):
        file = sqlite3.connect(database_url.removeprefix("sqlite://"), isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            file.execute("ROLLBACK")
            file.close()
        return
    connection = await asyncpg.connect(database_url)
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE claim IN SHARE ROW EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()
