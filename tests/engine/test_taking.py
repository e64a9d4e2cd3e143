"""Counters are taken at the write: nobody waits for one while deciding, and still no bound is passed by one unit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest

from engine.commit.changes import NOTHING, Changes, joined
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.storage import committer as committing
from engine.storage.committer import Committer
from engine.storage.database import Database, Transaction
from engine.storage.rows import Statement, add_up

KEY: Final = "spring|packets"
LIMIT: Final = 5


@dataclass
class TakeOne:
    """Takes one, where one is free. `bounded` says whether the bound is told with it."""

    bounded: bool = True
    decided: list[int] = field(default_factory=list)

    def ask(self, world: World, want: Wants) -> None:
        want.counters.add(KEY)

    def apply(self, world: World) -> tuple[bool, Changes]:
        self.decided.append(world.used(KEY))
        if world.used(KEY) >= LIMIT:
            return False, NOTHING
        return True, Changes(taken={KEY: 1}, within={KEY: LIMIT} if self.bounded else {})


@asynccontextmanager
async def committers(url: str, number: int = 1) -> AsyncIterator[tuple[Database, list[Committer]]]:
    databases = [Database(url) for _ in range(number)]
    made: list[Committer] = []
    try:
        for database in databases:
            await database.open()
            made.append(Committer(database, brands=None))  # type: ignore[arg-type]  # no command here names a brand
            made[-1].start()
        yield databases[0], made
    finally:
        for one in made:
            await one.stop()
        for database in databases:
            await database.close()


def meanwhile(monkeypatch: pytest.MonkeyPatch, once: Callable[[], Awaitable[None]]) -> None:
    """Let something happen once, between a decision and its write."""
    write, left = committing.write_rows, [once]

    async def interrupted(
        transaction: Transaction, changes: Changes, tallies: Mapping[str, int]
    ) -> list[Statement]:
        if left:
            await left.pop()()
        return await write(transaction, changes, tallies)

    monkeypatch.setattr(committing, "write_rows", interrupted)


async def taken_by_another(url: str, amount: int) -> None:
    other = Database(url, pool_size=1)
    await other.open()
    try:
        async with other.transaction() as transaction:
            await add_up(transaction, "counter", "used", {KEY: amount})
    finally:
        await other.close()


async def used(database: Database) -> int:
    (row,) = await database.fetch("SELECT used FROM counter")
    return int(row["used"])


@pytest.mark.parametrize(("others", "granted", "decisions"), [(0, 4, 1), (1, 4, 1), (3, 2, 2), (5, 0, 2)])
def test_what_another_takes_between_decision_and_write_is_not_given_twice(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, others: int, granted: int, decisions: int
) -> None:
    """Where the bound still holds at the write, what was decided stands; where not, it is decided anew, under lock."""

    async def told() -> None:
        async with committers(postgres_url) as (database, (made,)):
            commands = [TakeOne() for _ in range(4)]
            if others:
                meanwhile(monkeypatch, lambda: taken_by_another(postgres_url, others))
            answers = await asyncio.gather(*(made.settle(command) for command in commands))
            assert answers == [True] * granted + [False] * (4 - granted)
            assert len(commands[0].decided) == decisions
            assert await used(database) == others + granted

    asyncio.run(told())


def test_two_processes_decide_on_one_counter_without_waiting_for_each_other(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is answered while the first stands between its decision and its write."""

    async def told() -> None:
        async with committers(postgres_url, 2) as (database, (slow, quick)):

            async def overtaken() -> None:
                async with asyncio.timeout(5):
                    assert await quick.settle(TakeOne()) is True

            meanwhile(monkeypatch, overtaken)
            assert await slow.settle(TakeOne()) is True
            assert await used(database) == 2

    asyncio.run(told())


def test_eight_committers_take_exactly_what_there_is(database_url: str) -> None:
    async def told() -> None:
        async with committers(database_url, 8) as (database, made):
            waiting: list[Any] = [one.settle(TakeOne()) for _ in range(3) for one in made]
            answers = await asyncio.gather(*waiting)
            assert (answers.count(True), answers.count(False)) == (LIMIT, 24 - LIMIT)
            assert await used(database) == LIMIT

    asyncio.run(told())


def test_a_counter_taken_without_its_bound_is_a_defect_and_takes_nothing(sqlite_url: str) -> None:
    async def told() -> None:
        async with committers(sqlite_url) as (database, (made,)):
            with pytest.raises(LookupError, match="no bound"):
                await made.settle(TakeOne(bounded=False))
            assert await made.settle(TakeOne()) is True
            assert await used(database) == 1

    asyncio.run(told())


def test_of_several_bounds_the_narrowest_holds() -> None:
    together = joined(
        [Changes(taken={"a": 1}, within={"a": 9}), Changes(taken={"a": 1}, within={"a": 7, "b": 2})]
    )
    assert (together.taken, together.within) == ({"a": 2}, {"a": 7, "b": 2})
