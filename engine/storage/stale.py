"""Forgets what can decide nothing any more: wrong codes of long ago, and on which device somebody was rewarded long ago."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from engine import ids
from engine.clock import to_micros
from engine.storage.database import Database

#: A block lasts an hour, and a claim that was on its way meanwhile not much longer.
_WRONG_CODES: Final = timedelta(days=1)
#: A device counts for one day; a claim that is reviewed is decided again two days later at most.
_DEVICES: Final = timedelta(days=7)
#: So many at a time: a claim that needs one of these rows waits for one short statement only.
_TOGETHER: Final = 1_000


async def forget_stale(database: Database, now: datetime) -> int:
    """Remove all that is stale, piece by piece; how many rows went."""
    went = 0
    for table, key, age, bound in (
        ("guesser", "key", "last_us", to_micros(now - _WRONG_CODES)),
        ("device_use", "id", "id", ids.first_of(now - _DEVICES)),
    ):
        found = f"SELECT {key} FROM {table} WHERE {age} < $1 ORDER BY {age} LIMIT {_TOGETHER}"
        sql = f"DELETE FROM {table} WHERE {key} IN ({found}) AND {age} < $1 RETURNING 1 AS gone"
        while gone := await database.fetch(sql, [bound]):
            went += len(gone)
    return went
