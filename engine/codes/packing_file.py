"""What a packing line reports, read as it comes: which code is in which, a million lines in some seconds.

Two tables are understood (RFC 4180, commas or tabs, the columns in any order):

- codes as cameras read them: `child,parent` and, if wanted, `packed_at`; an empty parent takes the code out of its unit;
- serials by the names of their batches: `batch,first,last,parent_batch,into,per`: so many in each of the parent's serials
  from `into` on.

A moment without offset is in the brand's zone, an empty one is when the table came.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from dsl.values import Label
from engine.clock import to_micros
from engine.codes import links
from engine.codes.alphabet import CODE_SYMBOLS, canonical
from engine.codes.batch import Batch, misplaced
from engine.codes.bulk_changes import EARLIEST, FAULTS_MAX, LATEST, BulkRefused, LineFault
from engine.codes.bulk_reading import indices_of
from engine.codes.kinds import fits_in
from engine.codes.links import Links
from engine.codes.permutation import CodeKey

#: Lines that are read together.
RUN: Final = 16_384
_CODES: Final = ("child", "parent")
_SERIALS: Final = ("batch", "first", "last", "parent_batch", "into", "per")
_MOMENT: Final = "packed_at"

_HEADER: Final = Label(
    "begin with the header child,parent or batch,first,last,parent_batch,into,per; packed_at may follow",
    "首行表头须为 child,parent 或 batch,first,last,parent_batch,into,per，可加 packed_at",
)
_COLUMNS: Final = Label("this line has not as many cells as the header", "本行的列数与表头不符")
_QUOTES: Final = Label("close the quotation mark", "引号没有闭合")
_EMPTY: Final = Label("there is no line below the header", "表头之下没有数据")
_CHILD: Final = Label("the child is no code of this brand", "子码不是本品牌的码")
_PARENT: Final = Label("the parent is no code of this brand", "父码不是本品牌的码")
_TWICE: Final = Label(
    "the same child is in another unit at the same moment, in an earlier line",
    "同一子码在前面的行中已于同一时间装入另一单元",
)
_WHEN: Final = Label(
    "write the moment like 2026-06-12T08:00, or leave it empty for now",
    "时间格式如 2026-06-12T08:00，留空表示现在",
)
_NUMBER: Final = Label(
    "write serials and per as whole numbers without commas", "序号与每件数量须为不带逗号的整数"
)


@dataclass(frozen=True, slots=True)
class PackingRead:
    """What a table says: so many lines, and the links of each batch's codes."""

    lines: int
    links: Mapping[int, Links]


@dataclass(frozen=True, slots=True)
class Known:
    """What a table is read by: the brand's batches and the keys of their codes, its zone, and the present."""

    batches: Sequence[Batch]
    keys: Sequence[CodeKey]
    zone: ZoneInfo
    now: datetime


def read_packing(lines: Iterable[str], known: Known) -> PackingRead | BulkRefused:
    """The links of a table, or its first hundred faults and how many there are. Nothing is kept in between but figures."""
    rows = csv.reader(_plain(lines), strict=True)
    faults = _Faults()
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        told = [name for name in header if name != _MOMENT]
        if len(set(header)) != len(header) or sorted(told) not in (sorted(_CODES), sorted(_SERIALS)):
            return BulkRefused((LineFault(1, _HEADER),), 1)
        reader = (_Codes if sorted(told) == sorted(_CODES) else _Serials)(known, faults)
        for run in _runs(rows, header, faults):
            reader.read(run)
    except csv.Error:
        faults.add(max(rows.line_num, 1), _QUOTES)
        return faults.refused()
    found = reader.links()
    if not reader.count and not faults.count:
        faults.add(2, _EMPTY)
    return faults.refused() if faults.count else PackingRead(reader.count, found)


def _plain(lines: Iterable[str]) -> Iterator[str]:
    """The lines without a mark of byte order, with commas between the cells."""
    tabs = False
    for number, line in enumerate(lines):
        text = line.removeprefix("\ufeff") if number == 0 else line
        tabs = tabs or (number == 0 and "\t" in text)
        yield text.replace("\t", ",") if tabs else text


@dataclass(slots=True)
class _Faults:
    first: list[LineFault] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, words: Label) -> None:
        self.count += 1
        if len(self.first) < FAULTS_MAX:
            self.first.append(LineFault(line, words))

    def refused(self) -> BulkRefused:
        return BulkRefused(tuple(sorted(self.first, key=lambda fault: fault.line)), self.count)


@dataclass(slots=True)
class _Run:
    """Neighbouring lines, as columns."""

    lines: list[int]
    cells: dict[str, list[str]]


def _runs(rows: Iterator[list[str]], header: list[str], faults: _Faults) -> Iterator[_Run]:
    width, at = len(header), 2
    while some := list(islice(rows, RUN)):
        lines = list(range(at, at + len(some)))
        at += len(some)
        if any(len(row) != width for row in some):  # blank lines, and lines that are cut or too long
            for line, row in zip(lines, some, strict=True):
                if len(row) != width and any(row):
                    faults.add(line, _COLUMNS)
            lines = [line for line, row in zip(lines, some, strict=True) if len(row) == width]
            some = [row for row in some if len(row) == width]
        columns = zip(*some, strict=True) if some else ((),) * width
        yield _Run(
            lines, {name: list(map(str.strip, column)) for name, column in zip(header, columns, strict=True)}
        )


class _Moments:
    """Moments as microseconds; each way of writing one is read once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._read: dict[str, int | None] = {"": to_micros(known.now)}

    def of(self, text: str) -> int | None:
        if text not in self._read:
            if len(self._read) > RUN:
                self._read = {"": to_micros(self._known.now)}
            self._read[text] = self._moment(text)
        return self._read[text]

    def _moment(self, text: str) -> int | None:
        try:
            written = datetime.fromisoformat(text)
        except ValueError:
            return None
        at = written if written.tzinfo else written.replace(tzinfo=self._known.zone)
        return to_micros(at) if EARLIEST <= at < LATEST else None


class _Serials:
    """Lines that name stretches of serials."""

    def __init__(self, known: Known, faults: _Faults) -> None:
        self._batches = {batch.name: batch for batch in known.batches}
        self._moments = _Moments(known)
        self._faults = faults
        self._found: dict[int, list[Links]] = {}
        self.count = 0

    def read(self, run: _Run) -> None:
        """A run of lines."""
        moments = run.cells.get(_MOMENT, [""] * len(run.lines))
        for place, number in enumerate(run.lines):
            fault = self._one({name: run.cells[name][place] for name in _SERIALS}, moments[place])
            if fault:
                self._faults.add(number, fault)

    def _one(self, cells: Mapping[str, str], moment: str) -> Label | None:
        child, parent = self._batches.get(cells["batch"]), self._batches.get(cells["parent_batch"])
        since_us = self._moments.of(moment)
        if since_us is None:
            return _WHEN
        if child is None or parent is None:
            name = cells["batch"] if child is None else cells["parent_batch"]
            return Label(f"there is no batch “{name}”", f"没有批次“{name}”")
        figures = [cells[name] for name in ("first", "last", "into", "per")]
        if not all(one.isascii() and one.isdecimal() and len(one) <= 10 for one in figures):
            return _NUMBER
        first, last, into, per = map(int, figures)
        fault = wrong_link(child, parent, first, last, into, per)
        if fault:
            return fault[1]
        self.count += 1
        self._found.setdefault(child.id, []).append(links.link(first, last, parent.id, into, per, since_us))
        return None

    def links(self) -> dict[int, Links]:
        """All that was read, by batch."""
        return {child: np.concatenate(some) for child, some in self._found.items()}


def wrong_link(
    child: Batch, parent: Batch, first: int, last: int, into: int, per: int
) -> tuple[str, Label] | None:
    """The field of a link that cannot be, and the words; None for a sound one."""
    fault = misplaced(child.size, first, last)
    if fault:
        return fault
    if per < 1:
        return "per", Label("at least one is in each", "每件至少装一个")
    units = (last - first) // per + 1
    if into < 1 or into + units - 1 > parent.size:
        return "into", Label(
            f"{units:,} units from {into:,} on are more than “{parent.name}” has ({parent.size:,})",
            f"自 {into:,} 起的 {units:,} 件超出批次“{parent.name}”的范围（{parent.size:,}）",
        )
    if not fits_in(child.kind, parent.kind):
        return "parent", nested_wrong(child.kind, parent.kind)
    return None


def nested_wrong(child: str, parent: str) -> Label:
    """That codes of one kind are in none of the other."""
    return Label(
        f"a code of the kind {child} cannot be in one of the kind {parent}",
        f"{child} 类码不能装入 {parent} 类码",
    )


class _Codes:
    """Lines that name codes, as cameras read them."""

    def __init__(self, known: Known, faults: _Faults) -> None:
        self._reader = _CodeReader(known)
        self._moments = _Moments(known)
        self._faults = faults
        self._batches = {batch.id: batch for batch in known.batches}
        self._parts: list[NDArray[np.int64]] = []
        self.count = 0

    def read(self, run: _Run) -> None:
        """A run of lines."""
        child_batch, child = self._reader.read(run.cells["child"])
        parent_batch, parent = self._reader.read(run.cells["parent"])
        moments = [self._moments.of(cell) for cell in run.cells.get(_MOMENT, ())]
        since = np.array([-1 if one is None else one for one in moments], np.int64)
        if not moments:
            since = np.full(len(child), self._moments.of(""), np.int64)
        out = np.array([not cell for cell in run.cells["parent"]])
        lines = np.array(run.lines, np.int64)
        sound = np.ones(len(lines), np.bool_)
        for wrong, words in (
            (child_batch < 0, _CHILD), ((parent_batch < 0) & ~out, _PARENT), (since < 0, _WHEN),
        ):  # fmt: skip
            self._tell(lines[wrong & sound], words)
            sound &= ~wrong
        sound &= self._nested(lines, child_batch, parent_batch, sound & ~out)
        parent_batch = np.where(out, 0, parent_batch)
        columns = np.stack((lines, child_batch, child, parent_batch, parent, since))
        self._parts.append(columns[:, sound])
        self.count += int(sound.sum())

    def _nested(
        self, lines: NDArray[np.int64], child: NDArray[np.int64], parent: NDArray[np.int64],
        asked: NDArray[np.bool_],
    ) -> NDArray[np.bool_]:  # fmt: skip
        sound = np.ones(len(lines), np.bool_)
        pairs = np.unique(np.stack((child[asked], parent[asked])), axis=1).T.tolist()
        for inner, outer in pairs:
            kinds = self._batches[inner].kind, self._batches[outer].kind
            if not fits_in(*kinds):
                wrong = asked & (child == inner) & (parent == outer)
                self._tell(lines[wrong], nested_wrong(*kinds))
                sound &= ~wrong
        return sound

    def _tell(self, lines: NDArray[np.int64], words: Label) -> None:
        for number in lines.tolist():
            self._faults.add(number, words)

    def links(self) -> dict[int, Links]:
        """All that was read, by batch, as few links as say it."""
        if not self.count:
            return {}
        columns = np.concatenate(self._parts, axis=1)
        order = np.lexsort((columns[0], columns[5], columns[2], columns[1]))
        line, batch, child, parent, into, since = columns[:, order]
        same = (batch[1:] == batch[:-1]) & (child[1:] == child[:-1]) & (since[1:] == since[:-1])
        again = np.concatenate(([False], same))
        moved = np.concatenate(([False], same & ((parent[1:] != parent[:-1]) | (into[1:] != into[:-1]))))
        self._tell(line[moved], _TWICE)
        kept = ~again
        return {
            int(one): links.merged(
                *(column[kept & (batch == one)] for column in (child, parent, into, since))
            )
            for one in np.unique(batch)
        }


class _CodeReader:
    """Printed codes, bare or within an address, as batches and serials."""

    def __init__(self, known: Known) -> None:
        self._keys = known.keys
        batches = sorted(known.batches, key=lambda batch: (batch.key_id, batch.base))
        self._of_key = {key.id: [one for one in batches if one.key_id == key.id] for key in known.keys}

    def read(self, cells: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each cell its batch's id and its serial; -1 for what is no code."""
        batch, serial = np.full(len(cells), -1, np.int64), np.zeros(len(cells), np.int64)
        self._fill(batch, serial, np.arange(len(cells)), cells)
        left = np.array([place for place in np.flatnonzero(batch < 0).tolist() if cells[place]], np.int64)
        if len(left):
            self._fill(batch, serial, left, [_bare(cells[place]) for place in left.tolist()])
        return batch, serial

    def _fill(
        self, batch: NDArray[np.int64], serial: NDArray[np.int64], places: NDArray[np.int64],
        cells: Sequence[str],
    ) -> None:  # fmt: skip
        for key in self._keys:
            ring = self._of_key[key.id]
            if not ring:
                continue
            index = indices_of(key, cells)
            bases, sizes, ids = (
                np.array([getattr(one, name) for one in ring]) for name in ("base", "size", "id")
            )
            at = np.searchsorted(bases, index, "right") - 1
            hit = (index >= 0) & (at >= 0)
            hit &= index < bases[at] + sizes[at]
            fresh = hit & (batch[places] < 0)
            batch[places[fresh]] = ids[at[fresh]]
            serial[places[fresh]] = index[fresh] - bases[at[fresh]] + 1


def _bare(cell: str) -> str:
    """The code within an address or as somebody typed it; an empty text for what has not the shape of one."""
    text = cell if len(cell) <= CODE_SYMBOLS else cell.rpartition("/")[2].partition("?")[0]
    return canonical(text) or ""
