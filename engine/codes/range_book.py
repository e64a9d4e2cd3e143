"""The changes of many batches in memory, for scans. It only grows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from engine.clock import to_micros
from engine.codes.range_trees import Columns, PackedTree, Ranked, Tree
from engine.codes.ranges import Aspect, CodeStatus, RangeChange, status_of

#: From so many changes of one batch and aspect on, they are packed: slower to look up, a tenth of the memory.
PACK_FROM: Final = 50_000


class _Ranges:
    """One aspect of one batch: what was packed, and what came since."""

    __slots__ = ("_columns", "_pack_from", "_packed", "_packed_count", "_recent")

    def __init__(self, pack_from: int) -> None:
        self._pack_from = pack_from
        self._columns = Columns()
        self._packed: PackedTree | None = None
        self._packed_count = 0
        self._recent = Tree()

    def add(self, changes: Sequence[tuple[int, int, Ranked]]) -> None:
        """Changes in the order of their recording."""
        for first, last, ranked in changes:
            self._columns.add(first, last, ranked)
        columns = self._columns
        # Packing costs as much as there is, so it waits until there is a quarter more.
        if len(columns) - self._packed_count >= max(self._pack_from, self._packed_count // 4):
            self._packed, self._packed_count, self._recent = PackedTree(columns), len(columns), Tree()
            return
        for first, last, ranked in changes:
            self._recent.add(first, last, ranked)

    def best(self, serial: int, at_us: int) -> Ranked | None:
        recent = self._recent.best(serial, at_us)
        packed = self._packed.best(serial, at_us) if self._packed else None
        if recent is None or packed is None:
            return recent or packed
        return max(recent, packed)


class RangeBook:
    """Answers what `ranges.status` would, from the changes recorded so far.

    `revision` is the brand's revision up to which changes are recorded; storage moves it.
    """

    __slots__ = ("_batches", "_count", "_pack_from", "revision")

    def __init__(self, changes: Iterable[RangeChange] = (), *, pack_from: int = PACK_FROM) -> None:
        self._count = 0
        self._pack_from = pack_from
        self._batches: dict[int, dict[Aspect, _Ranges]] = {}
        self.revision = -1
        self.record(changes)

    def record(self, changes: Iterable[RangeChange]) -> None:
        """Add changes, in the order they were recorded."""
        groups: dict[tuple[int, Aspect], list[tuple[int, int, Ranked]]] = {}
        for change in changes:
            self._count += 1
            ranked = (
                to_micros(change.effective_at),
                to_micros(change.recorded_at),
                self._count,
                change.value,
            )
            groups.setdefault((change.batch_id, change.aspect), []).append(
                (change.first, change.last, ranked)
            )
        for (batch_id, aspect), group in groups.items():
            aspects = self._batches.setdefault(batch_id, {})
            if aspect not in aspects:
                aspects[aspect] = _Ranges(self._pack_from)
            aspects[aspect].add(group)

    def status(self, batch_id: int, serial: int, at: datetime) -> CodeStatus:
        """The status of a batch's serial at an instant; equal to `ranges.status` of the batch's changes."""
        winners = self.winners(batch_id, serial, to_micros(at))
        return status_of({aspect: best[3] for aspect, best in winners.items()})

    def winners(self, batch_id: int, serial: int, at_us: int) -> dict[Aspect, Ranked]:
        """The change that holds for a serial at an instant, of each aspect that has one."""
        found: dict[Aspect, Ranked] = {}
        for aspect, ranges in self._batches.get(batch_id, {}).items():
            best = ranges.best(serial, at_us)
            if best is not None:
                found[aspect] = best
        return found
