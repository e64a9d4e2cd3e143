"""The registry follows batches that other processes add."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from engine.codes.batch import Batch, code_of
from engine.codes.permutation import Permutation
from engine.codes.registry import CodeRegistry, code_key

SECRET = b"s" * 32
NOW = datetime(2026, 4, 1, 8, tzinfo=UTC)
CODES = Permutation(code_key(SECRET, 1))


class Source:
    """Batches in a table that somebody else may add to; a look takes a moment."""

    def __init__(self) -> None:
        self.rows: list[Batch] = []
        self.looks = 0

    def add(self) -> Batch:
        number = len(self.rows) + 1
        base = sum(batch.size for batch in self.rows)
        batch = Batch(number, "D", 1, base, 100, "09521000100015", "in_lid", f"B{number}", NOW)
        self.rows.append(batch)
        return batch

    async def batches(self) -> list[Batch]:
        await asyncio.sleep(0.001)
        return list(self.rows)

    async def batch_mark(self) -> tuple[int, int]:
        self.looks += 1
        mark = (len(self.rows), len(self.rows))
        await asyncio.sleep(0.001)
        return mark


def test_everyone_who_scans_a_new_batch_at_once_is_recognised() -> None:
    """A thousand first scans of a batch that another process has made: all genuine, for a few looks."""

    async def scans() -> None:
        source = Source()
        registry = CodeRegistry(source, SECRET)
        await registry.load()
        batch = source.add()
        texts = [code_of(batch, CODES, 1 + number % 100) for number in range(1000)]
        found = await asyncio.gather(*(registry.recognise(text) for text in texts))
        assert all(one is not None and one.batch == batch for one in found)
        assert source.looks <= 4

    asyncio.run(scans())


def test_a_batch_made_while_a_look_is_under_way_is_seen_by_who_asks_after_it() -> None:
    """The look that had begun before may miss it, so a later scan does not rely on that one."""

    async def scans() -> None:
        source = Source()
        registry = CodeRegistry(source, SECRET)
        await registry.load()
        guess = asyncio.create_task(registry.recognise("0000000000"))
        await asyncio.sleep(0)
        code = code_of(source.add(), CODES, 7)
        assert await registry.recognise(code) is not None
        assert await guess is None

    asyncio.run(scans())


def test_guessing_costs_one_small_look_at_a_time() -> None:
    """A flood of wrong codes asks the database twice, not a thousand times, and reads no batch again."""

    async def guesses() -> None:
        source = Source()
        source.add()
        registry = CodeRegistry(source, SECRET)
        await registry.load()
        source.looks = 0
        assert not any(await asyncio.gather(*(registry.recognise("0" * 14) for _ in range(1000))))
        assert source.looks <= 2

    asyncio.run(guesses())
