"""How commands are settled: together, exactly, and never answered before they are durable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from engine.api import Busy, ClaimAnswer, Invalid, KeyReused, Refusal, RequestKey, Unavailable
from engine.commit.changes import NOTHING, Changes, joined
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.records import ClerkScan, Refused
from engine.storage import committer as committing
from engine.storage.committer import Committer, QueueFull
from engine.storage.database import Collision, Database, Outage, Transaction
from tests.support.databases import Postgres
from tests.support.shop import BRAND, Shop, person, shop


@dataclass(frozen=True, slots=True)
class Write:
    """A command that writes one row, or raises, or waits for nothing."""

    id: int
    error: Exception | None = None
    words: str = "words"

    def ask(self, world: World, want: Wants) -> None:
        """It needs no row."""

    def apply(self, world: World) -> tuple[int, Changes]:
        if self.error:
            raise self.error
        row = Refused(
            self.id, BRAND, "scan", "c:1:1", None, None, None, None, 0, "paused", "{}", self.words, ""
        )
        return self.id, Changes(new=(row,))


@dataclass(frozen=True, slots=True)
class Follow:
    """A command that names, beside an answer given before, a row by which it comes to another row."""

    def ask(self, world: World, want: Wants) -> None:
        want.requests.add(f"{BRAND}|never asked")
        want.guessers.add("first")
        if "first" in world.guessers:
            want.guessers.add("second")

    def apply(self, world: World) -> tuple[set[str], Changes]:
        return set(world.guessers), NOTHING


@asynccontextmanager
async def committer(url: str) -> AsyncIterator[tuple[Committer, Database]]:
    database = Database(url)
    await database.open()
    made = Committer(database, brands=None)  # type: ignore[arg-type]  # no command here names a brand
    made.start()
    try:
        yield made, database
    finally:
        await made.stop()
        await database.close()


async def ids(database: Database) -> list[int]:
    return [int(row["id"]) for row in await database.fetch("SELECT id FROM refusal ORDER BY id")]


async def settled(made: Committer, *commands: Any) -> list[Any]:
    return await asyncio.gather(*(made.settle(command) for command in commands), return_exceptions=True)


def test_a_command_that_raises_fails_alone(database_url: str) -> None:
    async def told() -> None:
        async with committer(database_url) as (made, database):
            fault = LookupError("mine")
            answers = await settled(made, *(Write(n, fault if n == 7 else None) for n in range(20)))
            assert answers[7] is fault
            assert [answer for answer in answers if answer is not fault] == [n for n in range(20) if n != 7]
            assert await ids(database) == [n for n in range(20) if n != 7]

    asyncio.run(told())


def test_a_command_is_asked_again_by_rows_that_come_a_round_later(database_url: str) -> None:
    """Who asks is read first, and when nobody is found the rest is read all the same, and followed."""

    async def told() -> None:
        async with committer(database_url) as (made, database):
            for key in ("first", "second"):
                await database.execute(
                    "INSERT INTO guesser (key, brand, seen, blocked_us, last_us) VALUES ($1, $2, '[]', NULL, 1)",
                    [key, BRAND],
                )
            assert await made.settle(Follow()) == {"first", "second"}

    asyncio.run(told())


def test_a_raising_command_costs_its_batch_no_second_transaction(sqlite_url: str) -> None:
    async def told() -> None:
        async with committer(sqlite_url) as (made, database):
            begun = counting(database)
            await settled(made, *(Write(n, KeyError() if n % 2 else None) for n in range(50)))
            assert len(begun) <= 2  # the first may go alone

    asyncio.run(told())


def test_a_row_that_the_database_refuses_fails_alone(postgres_url: str) -> None:
    """The words are longer than the column: only the writing shows it, so the batch is split."""

    async def told() -> None:
        async with committer(postgres_url) as (made, database):
            answers = await settled(made, *(Write(n, words="w" * (900 if n == 11 else 5)) for n in range(40)))
            assert isinstance(answers[11], Exception)
            assert [answer for answer in answers if not isinstance(answer, Exception)] == await ids(database)
            assert len(await ids(database)) == 39

    asyncio.run(told())


def test_a_command_may_raise_even_what_a_future_cannot_carry(sqlite_url: str) -> None:
    async def told() -> None:
        async with committer(sqlite_url) as (made, _):
            answers = await settled(made, Write(1, StopIteration()), Write(2))
            assert isinstance(answers[0], RuntimeError)
            assert answers[1] == 2
            assert await made.settle(Write(3)) == 3

    asyncio.run(told())


def counting(database: Database) -> list[int]:
    """Counts transactions from now on."""
    begun: list[int] = []
    original = database.transaction

    @asynccontextmanager
    async def counted() -> AsyncIterator[Transaction]:
        begun.append(1)
        async with original() as transaction:
            yield transaction

    database.transaction = counted  # type: ignore[method-assign]  # the test stands in between
    return begun


@dataclass
class Gate:
    """Stands before COMMIT: holds it, or lets it fail."""

    database: Database
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    def __post_init__(self) -> None:
        original = self.database.transaction

        @asynccontextmanager
        async def gated() -> AsyncIterator[Transaction]:
            async with original() as transaction:
                yield transaction
                self.reached.set()
                await self.open.wait()
                if self.error:
                    raise self.error

        self.database.transaction = gated  # type: ignore[method-assign]  # the test stands in between


def test_nothing_is_answered_before_its_commit(database_url: str) -> None:
    async def told() -> None:
        async with committer(database_url) as (made, database):
            gate = Gate(database)
            asked = asyncio.ensure_future(made.settle(Write(1)))
            await gate.reached.wait()
            await asyncio.sleep(0.02)
            assert not asked.done()
            gate.open.set()
            assert await asked == 1
            assert await ids(database) == [1]

    asyncio.run(told())


def test_a_commit_that_fails_answers_nobody_with_success(database_url: str) -> None:
    async def told() -> None:
        async with committer(database_url) as (made, database):
            gate = Gate(database, error=Outage("the disk is gone"))
            gate.open.set()
            answers = await settled(made, *map(Write, range(30)))
            assert [type(answer) for answer in answers] == [Outage] * 30
            gate.error = None
            assert await ids(database) == []
            assert await made.settle(Write(99)) == 99

    asyncio.run(told())


def test_an_outage_is_told_once_and_not_asked_for_again_by_halves(sqlite_url: str) -> None:
    async def told() -> None:
        async with committer(sqlite_url) as (made, database):
            gate = Gate(database, error=Outage("the disk is gone"))
            gate.open.set()
            begun = counting(database)
            await settled(made, *map(Write, range(64)))
            assert len(begun) <= 2

    asyncio.run(told())


def test_a_lost_race_is_run_again_until_it_is_won(sqlite_url: str) -> None:
    async def told() -> None:
        async with committer(sqlite_url) as (made, database):
            gate = Gate(database, error=Collision("another was faster"))
            gate.open.set()
            asked = asyncio.ensure_future(made.settle(Write(1)))
            await gate.reached.wait()
            gate.error = None
            assert await asked == 1
            assert await ids(database) == [1]

    asyncio.run(told())


def test_a_full_queue_turns_away_and_changes_nothing(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told() -> None:
        async with committer(sqlite_url) as (made, database):
            gate = Gate(database)
            first = asyncio.ensure_future(made.settle(Write(0)))
            await gate.reached.wait()
            rest = [asyncio.ensure_future(made.settle(Write(n))) for n in range(1, 6)]
            await asyncio.sleep(0)
            with pytest.raises(QueueFull):
                await made.settle(Write(6))
            gate.open.set()
            assert await asyncio.gather(first, *rest) == [0, 1, 2, 3, 4, 5]
            assert await ids(database) == [0, 1, 2, 3, 4, 5]

    monkeypatch.setattr(committing, "QUEUE_MAX", 5)
    asyncio.run(told())


def test_who_stops_waiting_does_not_stop_the_command(database_url: str) -> None:
    async def told() -> None:
        async with committer(database_url) as (made, database):
            gate = Gate(database)
            asked = asyncio.ensure_future(made.settle(Write(1)))
            await gate.reached.wait()
            asked.cancel()
            gate.open.set()
            assert await made.settle(Write(2)) == 2
            assert await ids(database) == [1, 2]

    asyncio.run(told())


def test_closing_settles_what_waits_and_takes_nothing_new(sqlite_url: str) -> None:
    async def told() -> None:
        async with committer(sqlite_url) as (made, database):
            asked = [asyncio.ensure_future(made.settle(Write(n))) for n in range(10)]
            await asyncio.sleep(0)
            await made.stop()
            assert await asyncio.gather(*asked) == list(range(10))
            with pytest.raises(QueueFull):
                await made.settle(Write(11))
            assert await ids(database) == list(range(10))

    asyncio.run(told())


def test_when_the_loop_ends_nobody_waits_for_ever(sqlite_url: str) -> None:
    async def told() -> None:
        async with committer(sqlite_url) as (made, database):
            gate = Gate(database)
            asked = [asyncio.ensure_future(made.settle(Write(n))) for n in range(3)]
            await gate.reached.wait()
            later = asyncio.ensure_future(made.settle(Write(9)))
            await asyncio.sleep(0)
            assert made._task
            made._task.cancel()
            answers = await asyncio.gather(*asked, later, return_exceptions=True)
            assert [type(answer) for answer in answers] == [Outage, Outage, Outage, QueueFull]
            made._task = None

    asyncio.run(told())


def test_a_command_whose_needs_grow_within_a_batch_waits_for_the_next(database_url: str) -> None:
    """Two accounts become one person and claim in the same batch: the person's limit counts both."""

    async def behind(there: Shop, serial: int, who: str) -> ClaimAnswer | Refusal:
        await there.engine._core.brand(BRAND)  # as joining does first, so that the claim queues up behind it
        return await there.claim(serial, who)

    async def told() -> None:
        async with shop(database_url) as there:
            for serial, who in ((1, "A"), (2, "A"), (3, "B"), (4, "B")):
                await there.granted(serial, who)
            await there.engine.members.link_mobile(BRAND, person("B"), "+8613800138000")
            joining = there.engine.members.link_mobile(BRAND, person("A"), "+8613800138000")
            answers = await asyncio.gather(joining, behind(there, 5, "A"), behind(there, 6, "B"))
            assert [type(answer) for answer in answers[1:]] == [Refusal, Refusal]
            assert await there.engine.audit() == ()

    asyncio.run(told())


def test_many_changes_are_joined_in_their_order() -> None:
    rows = [ClerkScan(n, BRAND, 1, 1, n) for n in range(1_000)]
    many = [Changes(new=(row,), taken={"a": 1, f"b{n % 2}": n}) for n, row in enumerate(rows)]
    whole = joined([*many, NOTHING])
    assert whole.new == tuple(rows)
    assert whole.taken == {"a": 1_000, "b0": sum(range(0, 1_000, 2)), "b1": sum(range(1, 1_000, 2))}


def test_one_key_with_other_content_is_an_error_for_that_request_only(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url) as there:
            first = await there.claim(1, "A", key="k1")
            answers = await asyncio.gather(
                there.claim(2, "A", key="k1"),
                there.claim(1, "A", key="k1"),
                there.claim(3, "B", key="k2"),
                return_exceptions=True,
            )
            assert isinstance(answers[0], KeyReused)
            assert isinstance(answers[1], ClaimAnswer)
            assert isinstance(first, ClaimAnswer)
            assert (answers[1].claim_id, answers[1].repeated) == (first.claim_id, True)
            assert isinstance(answers[2], ClaimAnswer)

    asyncio.run(told())


def test_a_refusal_kept_under_a_key_stays_the_answer(database_url: str) -> None:
    """The code was withdrawn and is active again: the same request still gets its first answer, a new one is granted."""

    async def told(there: Shop) -> None:
        await there.engine.codes.change(BRAND, there.batch, 1, 1, "state", "withdrawn", "tests")
        there.clock.pass_(seconds=1)
        first = await there.claim(1, "A", key="k1")
        assert isinstance(first, Refusal)
        await there.engine.codes.change(BRAND, there.batch, 1, 1, "state", "active", "tests")
        there.clock.pass_(seconds=1)
        assert await there.claim(1, "A", key="k1") == first
        assert isinstance(await there.claim(1, "A", key="k2"), ClaimAnswer)

    async def opened() -> None:
        async with shop(database_url) as there:
            await told(there)

    asyncio.run(opened())


@pytest.mark.parametrize("key", ["", "k" * 256, "line\nbreak", "\x00", "\ud800"])
def test_a_key_that_no_table_holds_is_told_so(key: str) -> None:
    with pytest.raises(Invalid):
        RequestKey(key, "f")


def test_a_full_queue_is_told_as_busy(sqlite_url: str) -> None:
    async def told() -> None:
        async with shop(sqlite_url) as there:
            await there.engine._core.committer.stop()
            with pytest.raises(Busy):
                await there.claim(1, "A")

    asyncio.run(told())


def test_a_lost_database_is_told_as_unavailable_by_every_door(postgres: Postgres, postgres_url: str) -> None:
    async def told() -> None:
        async with shop(postgres_url) as there:
            till = await there.till()
            await asyncio.to_thread(postgres.drop, postgres_url)
            for asked in (
                there.claim(1, "A"),
                there.engine.members.wallet(BRAND, person("A")),
                there.engine.outlets.all(BRAND),
                there.engine.coupons.redeem(till, "ABC", "r1"),
                there.engine.payouts.run_once(),
                there.engine.audit(),
            ):
                with pytest.raises(Unavailable):
                    await asked

    asyncio.run(told())


@pytest.fixture(autouse=True)
def quick_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Losing a race costs the tests no time."""
    monkeypatch.setattr(committing.random, "uniform", lambda low, high: 0.0)
