"""Ranges of one batch and aspect in memory: which change holds for a serial at an instant.

Serials are leaves of one binary tree; leaf n is node `LEAVES + n`, and a node's parent is half its number. A range is
kept at the fewest nodes that make it up exactly (at most 60), and the changes over a serial are those at its 31
ancestors. So a look-up costs the same however many changes there are, and a change for one carton as much as
one for the whole batch.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right, insort
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.codes.batch import BATCH_CODES_MAX

LEVELS: Final = BATCH_CODES_MAX.bit_length() + 1
LEAVES: Final = 1 << BATCH_CODES_MAX.bit_length()

#: When it holds from, when it was recorded (microseconds), the order of recording, and the value.
Ranked = tuple[int, int, int, str]
_effective: Final = itemgetter(0)


def nodes_over(first: int, last: int) -> Iterator[int]:
    """The fewest nodes whose leaves are exactly the serials `first` to `last`."""
    low, high = LEAVES + first, LEAVES + last + 1
    while low < high:
        if low & 1:
            yield low
            low += 1
        if high & 1:
            high -= 1
            yield high
        low, high = low >> 1, high >> 1


class Tree:
    """A sparse tree of lists: fast for some ten thousand changes, and it grows one by one."""

    __slots__ = ("_nodes",)

    def __init__(self) -> None:
        self._nodes: dict[int, list[Ranked]] = {}

    def add(self, first: int, last: int, ranked: Ranked) -> None:
        """Keep a change."""
        for number in nodes_over(first, last):
            insort(self._nodes.setdefault(number, []), ranked)

    def best(self, serial: int, at_us: int) -> Ranked | None:
        """The change that holds for a serial at an instant."""
        best: Ranked | None = None
        number = LEAVES + serial
        while number:
            kept = self._nodes.get(number)
            number >>= 1
            if kept is None:
                continue
            place = bisect_right(kept, at_us, key=_effective)
            if place and (best is None or best < kept[place - 1]):
                best = kept[place - 1]
        return best


class PackedTree:
    """The same tree as sorted arrays: about a hundred bytes a change, so that a process holds millions."""

    __slots__ = ("_change", "_columns", "_node")

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        low = np.frombuffer(columns.first, np.int64) + LEAVES
        high = np.frombuffer(columns.last, np.int64) + (LEAVES + 1)
        change = np.arange(len(low), dtype=np.int32)
        nodes, changes = [], []
        while len(low):
            for edge, number in ((low, low), (high, high - 1)):
                odd = (edge & 1).astype(bool)
                nodes.append(number[odd])
                changes.append(change[odd])
            low, high = (low + 1) >> 1, high >> 1
            left = low < high
            low, high, change = low[left], high[left], change[left]
        node, at = np.concatenate(nodes), np.concatenate(changes)
        effective = np.frombuffer(columns.effective_us, np.int64)[at]
        recorded = np.frombuffer(columns.recorded_us, np.int64)[at]
        order = np.lexsort((at, recorded, effective, node))
        self._node: NDArray[np.int64] = node[order]
        self._change: NDArray[np.int32] = at[order]

    def best(self, serial: int, at_us: int) -> Ranked | None:
        """The change that holds for a serial at an instant."""
        path = (LEAVES + serial) >> np.arange(LEVELS)
        starts = np.searchsorted(self._node, path, "left")
        ends = np.searchsorted(self._node, path, "right")
        best: Ranked | None = None
        for place in np.flatnonzero(starts < ends):
            kept = self._change[starts[place] : ends[place]]
            until = bisect_right(kept, at_us, key=self._columns.effective_us.__getitem__)
            if until:
                found = self._columns.ranked(int(kept[until - 1]))
                best = found if best is None or best < found else best
        return best


class Columns:
    """Changes as columns of numbers; each value is kept once."""

    __slots__ = ("_known", "_value", "effective_us", "first", "last", "number", "recorded_us", "values")

    def __init__(self) -> None:
        self.first, self.last = array("q"), array("q")
        self.effective_us, self.recorded_us, self.number = array("q"), array("q"), array("q")
        self._value = array("i")
        self.values: list[str] = []
        self._known: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.first)

    def add(self, first: int, last: int, ranked: Ranked) -> None:
        """One change more."""
        effective_us, recorded_us, number, value = ranked
        self.first.append(first)
        self.last.append(last)
        self.effective_us.append(effective_us)
        self.recorded_us.append(recorded_us)
        self.number.append(number)
        if value not in self._known:
            self._known[value] = len(self.values)
            self.values.append(value)
        self._value.append(self._known[value])

    def ranked(self, place: int) -> Ranked:
        """A change by its place."""
        value = self.values[self._value[place]]
        return self.effective_us[place], self.recorded_us[place], self.number[place], value
