"""What is packed in what, for studio, API and command line: recorded, told for a code, and what is left open."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from dsl.values import Label
from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.codes import links
from engine.codes.batch import Batch
from engine.codes.bulk_changes import FAULTS_MAX, BulkRefused, LineFault
from engine.codes.family import units_of
from engine.codes.gaps import ChildGaps, ParentGaps, child_gaps, parent_gaps
from engine.codes.kinds import NESTED
from engine.codes.links import BLOCK_MAX, LinkBlock, Links
from engine.codes.packing_file import Known, PackingRead, read_packing, wrong_link
from engine.codes.ranges import CodeStatus
from engine.codes.recalled import freed
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.storage.code_store import CodeStore


@dataclass(frozen=True, slots=True)
class Packing:
    """What a table has recorded: so many lines, as so many links."""

    lines: int
    links: int


@dataclass(frozen=True, slots=True)
class UnitView:
    """A code by its batch: its kind, the batch's name, its serial, and since when a code is in it."""

    batch_id: int
    batch: str
    kind: str
    serial: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class PackedView:
    """A line of a code's packing history; `unit` is None where it was taken out."""

    unit: UnitView | None
    since: datetime
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code among its family: itself, what holds for it, the units that it is in, innermost first, what it holds itself
    by kind, and its packing history as recorded."""

    code: UnitView
    status: CodeStatus
    units: tuple[UnitView, ...]
    contents: tuple[tuple[str, int], ...]
    history: tuple[PackedView, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """What packing has left open at an instant."""

    at: datetime
    children: tuple[ChildGaps, ...]
    parents: tuple[ParentGaps, ...]


class PackingDoor:
    """Families of codes."""

    def __init__(self, core: Core, store: CodeStore) -> None:
        self._core = core
        self._store = store

    async def read(self, brand: str, table: Iterable[str], by: str) -> Packing | BulkRefused:
        """Record what a table says (`packing_file.read_packing`), all of it or nothing."""
        state = await self._core.brand(brand)
        now = self._core.clock.now()
        keys = [self._core.codes.key(one) for one in sorted({batch.key_id for batch in state.batches})]
        known = Known(state.batches, keys, ZoneInfo(state.zone), now)
        # A million lines take some seconds of pure reckoning, and scans go on meanwhile.
        found = await asyncio.to_thread(read_packing, table, known)
        if isinstance(found, PackingRead):
            freed = await self._freed(state, found.links, now)
            if freed:
                return BulkRefused(tuple(LineFault(1, words) for words in freed[:FAULTS_MAX]), len(freed))
            await self._record(brand, found.links, now, by)
            return Packing(found.lines, sum(map(len, found.links.values())))
        return found

    async def link(
        self, brand: str, child_id: int, first: int, last: int, parent_id: int, into: int, per: int, by: str,
        since: datetime | None = None,
    ) -> None:  # fmt: skip
        """Serials `first` to `last` of a batch are in another's serials from `into` on, `per` in each.

        Raises `Invalid` with the field, `NotFound` for a batch that is not the brand's.
        """
        state = await self._core.brand(brand)
        child, parent = _batch(state, child_id), _batch(state, parent_id)
        fault = wrong_link(child, parent, first, last, into, per)
        if fault:
            raise Invalid(*fault)
        now = self._core.clock.now()
        made = links.link(first, last, parent.id, into, per, to_micros(since or now))
        await self._record_one(state, child.id, made, now, by)

    async def unpack(
        self, brand: str, child_id: int, first: int, last: int, by: str, since: datetime | None = None
    ) -> None:
        """Serials `first` to `last` of a batch are taken out of whatever they are in."""
        state = await self._core.brand(brand)
        child = _batch(state, child_id)
        fault = wrong_link(child, child, first, last, first, 1)
        if fault and fault[0] != "parent":
            raise Invalid(*fault)
        now = self._core.clock.now()
        made = links.link(first, last, 0, 0, 1, to_micros(since or now))
        await self._record_one(state, child.id, made, now, by)

    async def _record_one(self, state: BrandState, child: int, made: Links, now: datetime, by: str) -> None:
        for words in await self._freed(state, {child: made}, now):
            raise Invalid("first", words)
        await self._record(state.slug, {child: made}, now, by)

    async def _freed(self, state: BrandState, fresh: Mapping[int, Links], now: datetime) -> list[Label]:
        """What is withdrawn with its unit and would become good by being packed elsewhere, in words."""
        if state.links.empty:
            return []
        holding = await asyncio.to_thread(state.links.parents)
        changes = {batch: await self._store.changes(state.slug, batch) for batch in holding}
        found = await asyncio.to_thread(lambda: list(freed(state.links, changes, fresh, to_micros(now))))
        return [_still_withdrawn(state, *one) for one in found]

    async def _record(self, brand: str, found: Mapping[int, Links], now: datetime, by: str) -> None:
        blocks = [
            LinkBlock(child, some[start : start + BLOCK_MAX], to_micros(now), by)
            for child, some in found.items()
            for start in range(0, len(some), BLOCK_MAX)
        ]
        await self._store.add_links(brand, blocks)

    async def code(self, brand: str, text: str) -> CodeView:
        """A code among its family as of now. Raises `NotFound` for what is no code of the brand."""
        found = await self._core.codes.recognise(text)
        if found is None or found.batch.brand != brand:
            raise NotFound("there is no such code in this brand")
        return await self.unit(brand, found.batch.id, found.serial)

    async def unit(self, brand: str, batch_id: int, serial: int) -> CodeView:
        """The same by batch and serial. Raises `NotFound`."""
        state = await self._core.brand(brand)
        batch = _batch(state, batch_id)
        if not 1 <= serial <= batch.size:
            raise NotFound(f"batch {batch_id} has no serial {serial}")
        now, book = self._core.clock.now(), state.links
        known = state.batches_by_id
        units = units_of(book, batch_id, serial, now)
        history = tuple(
            PackedView(
                None if line.unit is None else _view(known[line.unit[0]], line.unit[1]),
                from_micros(line.since_us), from_micros(line.recorded_us), line.by,
            )
            for line in book.history(batch_id, serial)
        )  # fmt: skip
        return CodeView(
            _view(batch, serial),
            state.status(batch_id, serial, now),
            tuple(_view(known[one.batch], one.serial, from_micros(one.since_us)) for one in units),
            await self.contents(brand, batch_id, serial, serial),
            history,
        )

    async def contents(self, brand: str, batch_id: int, first: int, last: int) -> tuple[tuple[str, int], ...]:
        """How many codes of each kind are in serials `first` to `last` of a batch now, at any depth, outermost first."""
        state = await self._core.brand(brand)
        batch = _batch(state, batch_id)
        at_us = to_micros(self._core.clock.now())
        counted = await asyncio.to_thread(contents, state, batch.id, first, last, at_us)
        return tuple((kind, counted[kind]) for kind in reversed(NESTED) if counted[kind])

    async def gaps(self, brand: str) -> Gaps:
        """What packing has left open as of now: codes in nothing, units unlike the others of their batch."""
        state, now = await self._core.brand(brand), self._core.clock.now()
        return await asyncio.to_thread(_gaps, state, now)


def contents(state: BrandState, batch_id: int, first: int, last: int, at_us: int) -> Counter[str]:
    """How many codes of each kind are in units, at any depth."""
    found: Counter[str] = Counter()
    for child, held in state.links.within(batch_id, first, last, at_us):
        kind = state.batches_by_id[child].kind
        found[kind] += int((held["last"].astype(np.int64) - held["first"] + 1).sum())
        for low, high in _joined(held):
            found += contents(state, child, low, high, at_us)
    return found


def _joined(held: Links) -> Iterable[tuple[int, int]]:
    """The children of links, neighbours together."""
    order = np.argsort(held["first"])
    low, high = held["first"][order], held["last"][order]
    apart = np.flatnonzero(low[1:] > high[:-1] + 1)
    begins, ends = np.concatenate(([0], apart + 1)), np.concatenate((apart, [len(low) - 1]))
    return zip(low[begins].tolist(), high[ends].tolist(), strict=True)


def _gaps(state: BrandState, now: datetime) -> Gaps:
    at_us, known = to_micros(now), state.batches_by_id
    children, parents = list[ChildGaps](), list[ParentGaps]()
    for batch_id in sorted(state.links.children):
        standing = state.links.standing(batch_id, at_us)
        children.append(child_gaps(batch_id, known[batch_id].size, standing))
        parents.extend(parent_gaps(batch_id, standing))
    return Gaps(now, tuple(children), tuple(parents))


def _still_withdrawn(state: BrandState, batch_id: int, first: int, last: int) -> Label:
    name = state.batches_by_id[batch_id].name
    return Label(
        f"{name} {first:,} to {last:,} are withdrawn with the unit that they are in: reinstate it before packing them elsewhere",
        f"{name} 第 {first:,} 至 {last:,} 号已随所在单元作废，请先恢复该单元再改装",
    )


def _batch(state: BrandState, batch_id: int) -> Batch:
    batch = state.batches_by_id.get(batch_id)
    if batch is None:
        raise NotFound(f"there is no batch {batch_id}")
    return batch


def _view(batch: Batch, serial: int, since: datetime | None = None) -> UnitView:
    return UnitView(batch.id, batch.name, batch.kind, serial, since)
