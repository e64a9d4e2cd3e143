"""What became of a batch's codes: active, withdrawn, shipped where, sold by whom.

A change covers serials `first` to `last`, both included, and holds from `effective_at` on. Of the changes
that cover a serial and are in effect, the one with the latest `effective_at` wins, for each aspect on its
own; of two with one `effective_at` the later recorded. So a plan for a date stands beside what happens before
it, and a mistake is mended by a further change: the history of changes is never edited.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from operator import itemgetter
from typing import Final, Literal, get_args

from engine.codes.batch import BATCH_CODES_MAX

Aspect = Literal["state", "region", "dealer", "outlet", "person"]
CodeState = Literal["inactive", "active", "withdrawn"]

ASPECTS: Final[tuple[Aspect, ...]] = get_args(Aspect)
CODE_STATES: Final[tuple[CodeState, ...]] = get_args(CodeState)


@dataclass(frozen=True, slots=True)
class RangeChange:
    """From `effective_at` on, the serials' `aspect` is `value`. `by` is who ordered it.

    For the state `value` is inactive, active or withdrawn; for a region an ISO 3166-2 code; for dealer,
    outlet and person their identifier. An empty value takes the earlier one away.
    """

    batch_id: int
    first: int
    last: int
    aspect: Aspect
    value: str
    effective_at: datetime
    recorded_at: datetime
    by: str

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last <= BATCH_CODES_MAX:
            raise ValueError(f"serials {self.first} to {self.last} are not a range within a batch")
        if self.aspect not in ASPECTS:
            raise ValueError(f"`{self.aspect}` is not one of {', '.join(ASPECTS)}")
        if self.aspect == "state" and self.value not in CODE_STATES:
            raise ValueError(f"`{self.value}` is not one of {', '.join(CODE_STATES)}")
        if self.effective_at.tzinfo is None or self.recorded_at.tzinfo is None:
            raise ValueError("a change's instants need a time zone")

    def covers(self, serial: int) -> bool:
        """Whether the serial is in the range, both ends included."""
        return self.first <= serial <= self.last


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """What holds for one code at one instant. A code that no one activated is inactive."""

    state: CodeState = "inactive"
    region: str | None = None
    dealer: str | None = None
    outlet: str | None = None
    person: str | None = None


assert tuple(item.name for item in fields(CodeStatus)) == ASPECTS


def status(changes: Iterable[RangeChange], serial: int, at: datetime) -> CodeStatus:
    """The status of a serial at an instant, from one batch's changes in the order they were recorded.

    This is the rule itself and looks at every change; `RangeBook` gives the same answers fast.
    """
    winners: dict[Aspect, RangeChange] = {}
    for change in changes:
        if change.covers(serial) and change.effective_at <= at:
            winner = winners.get(change.aspect)
            if winner is None or _rank(winner) <= _rank(change):
                winners[change.aspect] = change
    return _status_of(winners)


def history(changes: Iterable[RangeChange], serial: int) -> tuple[RangeChange, ...]:
    """Every change that ever covered a serial, in the order given: what, when, by whom."""
    return tuple(change for change in changes if change.covers(serial))


def _rank(change: RangeChange) -> tuple[datetime, datetime]:
    return change.effective_at, change.recorded_at


def _status_of(winners: dict[Aspect, RangeChange]) -> CodeStatus:
    told = {aspect: change.value or None for aspect, change in winners.items()}
    return CodeStatus(**told)  # type: ignore[arg-type] # RangeChange admits only code states for `state`


#: Serials are leaves of one binary tree; leaf n is node _LEAVES + n, and a node's parent is half its number.
_LEAVES: Final = 1 << BATCH_CODES_MAX.bit_length()

#: A change with its rank; the running number decides between equal instants, so changes are never compared.
_Ranked = tuple[datetime, datetime, int, RangeChange]
_Tree = dict[int, list[_Ranked]]
_effective_at = itemgetter(0)


class RangeBook:
    """The changes of many batches in memory, for scans. Grows by `record`; nothing is ever taken out.

    Each batch and aspect is a sparse segment tree: a range is kept at the at most 60 nodes that make it up
    exactly, and the changes over a serial are those at its 31 ancestors. So a status costs the same however
    many changes there are, and a change about the same for one carton and for the whole batch.
    """

    __slots__ = ("_count", "_trees")

    def __init__(self, changes: Iterable[RangeChange] = ()) -> None:
        self._count = 0
        self._trees: dict[int, dict[Aspect, _Tree]] = {}
        for change in changes:
            self.record(change)

    def record(self, change: RangeChange) -> None:
        """Adds a change. Changes come in the order they were recorded."""
        tree = self._trees.setdefault(change.batch_id, {}).setdefault(change.aspect, {})
        self._count += 1
        ranked = (change.effective_at, change.recorded_at, self._count, change)
        for number in _nodes_over(change.first, change.last):
            insort(tree.setdefault(number, []), ranked)

    def status(self, batch_id: int, serial: int, at: datetime) -> CodeStatus:
        """The status of a batch's serial at an instant; equal to `status` of the batch's changes."""
        winners: dict[Aspect, RangeChange] = {}
        for aspect, tree in self._trees.get(batch_id, {}).items():
            best: _Ranked | None = None
            number = _LEAVES + serial
            while number:
                kept = tree.get(number)
                number >>= 1
                if kept is None:
                    continue
                place = bisect_right(kept, at, key=_effective_at)
                if place and (best is None or best < kept[place - 1]):
                    best = kept[place - 1]
            if best is not None:
                winners[aspect] = best[3]
        return _status_of(winners)


def _nodes_over(first: int, last: int) -> Iterator[int]:
    """The fewest nodes whose leaves are exactly the serials `first` to `last`."""
    low, high = _LEAVES + first, _LEAVES + last + 1
    while low < high:
        if low & 1:
            yield low
            low += 1
        if high & 1:
            high -= 1
            yield high
        low, high = low >> 1, high >> 1
