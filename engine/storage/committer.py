"""Settles commands in batches: one durable transaction for all that arrived together, none answered before it.

While one batch is being written the next one forms, so an idle engine adds no delay and a busy one pays one
flush for many scans. Commands are applied to the batch's world in order of arrival; what an earlier one took,
a later one of the same batch no longer finds.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from engine import ids
from engine.commit.changes import NOTHING, Changes, joined
from engine.commit.command import Command
from engine.commit.tallies import tallied
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.fraud.rows import Guesser
from engine.records import Entry, Order, Record, StoredRequest
from engine.storage.brand_store import BrandStore
from engine.storage.database import Collision, Database, Outage, Overtaken, Transaction
from engine.storage.erasing import erase, remove
from engine.storage.loading import Loader
from engine.storage.rows import Statement, take_up, together, write_together
from engine.storage.tallies import own_part
from engine.trade_records import OutletGrade
from engine.watch import TRACE, Nobody, Settled, Watch

BATCH_MAX: Final = 256
QUEUE_MAX: Final = 4096
_TRIES_MAX: Final = 12

Answer = TypeVar("Answer")


class QueueFull(Exception):  # noqa: N818 - reads as what it says
    """More is waiting than can be settled soon; come back later."""


_LATER: Final = object()


@dataclass(frozen=True, slots=True)
class _Raised:
    """What a command raised instead of answering."""

    error: Exception


@dataclass(slots=True)
class _Waiting:
    command: Command[Any]
    answer: asyncio.Future[Any]
    trace: str


class Committer:
    """Takes commands from any task of one event loop."""

    def __init__(self, database: Database, brands: BrandStore, watch: Watch | None = None) -> None:
        self._database = database
        self._brands = brands
        self._watch = watch or Nobody()
        self._queue: list[_Waiting] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    def start(self) -> None:
        """Begin to settle. Must run in the loop that will use it."""
        self._task = asyncio.create_task(self._run(), name="committer")

    async def stop(self) -> None:
        """Settle what is waiting, then end."""
        self._closing = True
        self._wake.set()
        if self._task:
            await self._task

    async def settle(self, command: Command[Answer]) -> Answer:
        """The command's answer, after its changes are durable.

        Raises `QueueFull` when too much is waiting, `Outage` when the database fails; whatever the command
        itself raises is raised here and changes nothing. Who stops waiting does not stop the command.
        """
        if self._closing or len(self._queue) >= QUEUE_MAX:
            raise QueueFull
        waiting = _Waiting(command, asyncio.get_running_loop().create_future(), TRACE.get())
        self._queue.append(waiting)
        self._watch.queued(len(self._queue))
        self._wake.set()
        answer: Answer = await waiting.answer
        return answer

    async def _run(self) -> None:
        try:
            while self._queue or not self._closing:
                if not self._queue:
                    self._wake.clear()
                    await self._wake.wait()
                    continue
                batch, self._queue = self._queue[:BATCH_MAX], self._queue[BATCH_MAX:]
                self._queue[:0] = await self._settle_batch(batch)
        finally:  # however it ends, nobody waits for an answer that cannot come
            self._closing = True
            for waiting in self._queue:
                _give(waiting, QueueFull())

    async def _settle_batch(self, batch: Sequence[_Waiting]) -> list[_Waiting]:
        """Settle a batch and answer it; those that must wait for the next one are given back, in order."""
        try:
            answers = await self._write(batch)
        except asyncio.CancelledError:
            _give_all(batch, Outage("stopped before the transaction was settled"))
            raise
        except Outage as error:
            _give_all(batch, error)
            return []
        except Exception as error:  # noqa: BLE001 - the batch is split until the one at fault stands alone
            if len(batch) == 1:
                _give(batch[0], error)
                return []
            half = len(batch) // 2
            return [*await self._settle_batch(batch[:half]), *await self._settle_batch(batch[half:])]
        later = []
        for waiting, answer in zip(batch, answers, strict=True):
            if answer is _LATER:
                later.append(waiting)
            else:
                _give(waiting, answer)
        return later

    async def _write(self, batch: Sequence[_Waiting]) -> list[Any]:
        began, started, locking = time.time(), time.perf_counter(), False
        for attempt in range(_TRIES_MAX):
            try:
                async with self._database.transaction() as transaction:
                    answers, changes = await self._apply(transaction, batch, locking=locking)
                seconds = time.perf_counter() - started
                traces = tuple({waiting.trace: None for waiting in batch if waiting.trace})
                self._watch.settled(Settled(len(batch), len(self._queue), began, seconds, changes, traces))
                return answers
            except Overtaken:
                locking = True
            except Collision:
                if attempt + 1 == _TRIES_MAX:
                    raise
                ids.redraw()
                await asyncio.sleep(random.uniform(0, 0.002 * 2**attempt))
        raise AssertionError("unreachable")

    async def _apply(
        self, transaction: Transaction, batch: Sequence[_Waiting], *, locking: bool
    ) -> tuple[list[Any], Changes]:
        """Each command's answer, the exception it raised, or `_LATER`; and what was written for all.

        A command whose needs have grown because of what an earlier one of the batch changed (two accounts
        became one person) has rows unread, so it is left for the next batch.
        """
        world, want = World(brands={}), Wants()
        loader = Loader(transaction, self._brands, locking=locking)
        named = await self._load(loader, [waiting.command for waiting in batch], world, want)
        answers: list[Any] = []
        all_changes: list[Changes] = []
        tallies: Counter[str] = Counter()
        for waiting, names in zip(batch, named, strict=True):
            command = waiting.command
            try:
                if not world.fresh.isdisjoint(names) and not _is_read(command, world, want):
                    answers.append(_LATER)
                    continue
                answer, changes = command.apply(world)
            except Exception as error:  # noqa: BLE001 - it has changed nothing; it is for the one who asked
                answers.append(_Raised(error))
                continue
            if changes is not NOTHING:
                tallies.update(tallied(world, changes))
                world.absorb(changes)
                all_changes.append(_traced(changes, waiting.trace))
            answers.append(answer)
        whole = joined(all_changes)
        _require_bounds(whole, want)
        waiting_rows = await write_rows(transaction, whole, tallies)
        await take(transaction, whole, waiting_rows, locked=locking)
        return answers, whole

    async def _load(
        self, loader: Loader, commands: Sequence[Command[Any]], world: World, want: Wants
    ) -> list[list[Hashable]]:
        """Read what the commands ask for, and tell the names of rows that each has given last."""
        named: list[list[Hashable]] = [[] for _ in commands]
        asking: Sequence[int] = range(len(commands))
        while asking or not want.complete:
            for place in asking:
                want.followed = named[place] = []
                commands[place].ask(world, want)
            world.fresh = set()
            if not want.complete:
                await loader.load(want, world)
            asking = [place for place, names in enumerate(named) if not world.fresh.isdisjoint(names)]
        world.fresh = set()
        return named


def _is_read(command: Command[Any], world: World, want: Wants) -> bool:
    """Whether all that a command needs is read, though what it follows has changed."""
    want.followed = []
    command.ask(world, want)
    if want.complete:
        return True
    want.forget_missing()
    return False


def _traced(changes: Changes, trace: str) -> Changes:
    """The changes, their new orders marked with the trace of the request that caused them."""
    if not trace or not any(isinstance(record, Order) for record in changes.new):
        return changes
    new = (replace(one, trace=trace) if isinstance(one, Order) else one for one in changes.new)
    return replace(changes, new=tuple(new))


def _give_all(batch: Sequence[_Waiting], error: Exception) -> None:
    for waiting in batch:
        _give(waiting, _Raised(error))


def _give(waiting: _Waiting, answer: Any) -> None:
    """Answer the one who asked, unless nobody waits any more."""
    if waiting.answer.done():
        return
    if not isinstance(answer, (Exception, _Raised)):
        waiting.answer.set_result(answer)
        return
    error = answer.error if isinstance(answer, _Raised) else answer
    if isinstance(error, StopIteration):  # a future cannot carry it
        error = RuntimeError("a command raised StopIteration")
    waiting.answer.set_exception(error)


def _require_bounds(changes: Changes, want: Wants) -> None:
    """Raises LookupError for a counter that is taken from with no bound, though it is not locked."""
    for key, amount in changes.taken.items():
        if amount > 0 and key in want.counters.known and key not in changes.within:
            raise LookupError(f"counter {key} is taken with no bound, and was not asked for as exact")


async def write_rows(
    transaction: Transaction, changes: Changes, tallies: Mapping[str, int]
) -> list[Statement]:
    """Write a batch's new and replaced rows, and what they add to tallies; or what is left to do so."""
    newest: dict[tuple[str, Any], Any] = {}
    for record in changes.changed:
        newest[record.TABLE, _key(record)] = record
    new: Sequence[Record] = changes.new
    if newest:  # what is changed in the batch that makes it is written once, as it is at the end
        new = [newest.pop((record.TABLE, _key(record)), record) for record in changes.new]
    waiting = await write_together(transaction, new, newest.values(), own_part(tallies))
    if waiting and (changes.removed or changes.erased):
        await transaction.execute(*together(waiting))
        waiting = []
    await remove(transaction, changes.removed)
    for erasure in changes.erased:
        await erase(transaction, erasure)
    return waiting


async def take(
    transaction: Transaction, changes: Changes, rows: Sequence[Statement] = (), *, locked: bool
) -> None:
    """Write rows that wait, and add to the counters and to the balances of the entries: for those other processes wait, so
    they come last before the commit. Raises `Overtaken` where a counter, not `locked` when it was read, has gone too far."""
    balances: dict[str, int] = {}
    for record in changes.new:
        if type(record) is Entry:
            key = f"{record.brand}|{record.account}|{record.currency}"
            balances[key] = balances.get(key, 0) + record.amount
    figures = await take_up(transaction, changes.taken, balances, rows, told=not locked)
    if any(figures.get(key, bound) > bound for key, bound in changes.within.items()):
        raise Overtaken


def _key(record: Any) -> Any:
    return record.key if isinstance(record, StoredRequest | Guesser | OutletGrade) else record.id
