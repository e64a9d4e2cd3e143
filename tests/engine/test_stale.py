"""What can decide nothing any more is forgotten, and nothing else is."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from engine import ids
from engine.clock import to_micros
from engine.storage.database import Database
from engine.storage.stale import forget_stale

NOW = datetime(2026, 7, 15, 4, tzinfo=UTC)


def test_old_wrong_codes_and_old_devices_are_forgotten_and_new_ones_kept(database_url: str) -> None:
    async def told() -> tuple[int, list[str], list[int]]:
        database = Database(database_url)
        await database.open()
        try:
            for number in range(1_005):
                guessed = NOW - timedelta(days=2, seconds=number)
                await database.execute(
                    "INSERT INTO guesser (key, brand, seen, blocked_us, last_us) VALUES ($1, 'spring', '[]', NULL, $2)",
                    [f"old{number}", to_micros(guessed)],
                )
            await database.execute(
                "INSERT INTO guesser (key, brand, seen, blocked_us, last_us) VALUES ('new', 'spring', '[]', $1, $2)",
                [to_micros(NOW + timedelta(minutes=30)), to_micros(NOW - timedelta(minutes=30))],
            )
            for place, days in enumerate((8, 1), 1):
                await database.execute(
                    "INSERT INTO device_use (id, brand, device, day, place, person_id)"
                    " VALUES ($1, 'spring', 'd', '2026-07-10', $2, 7)",
                    [ids.first_of(NOW - timedelta(days=days)), place],
                )
            went = await forget_stale(database, NOW)
            guessers = await database.fetch("SELECT key FROM guesser")
            uses = await database.fetch("SELECT place FROM device_use")
            return went, [row["key"] for row in guessers], [row["place"] for row in uses]
        finally:
            await database.close()

    assert asyncio.run(told()) == (1_006, ["new"], [2])
