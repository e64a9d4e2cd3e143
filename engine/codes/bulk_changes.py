"""Thousands of range changes from one table: read line by line, refused as a whole, foretold before they are kept."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from dsl.values import Label
from engine.codes.batch import misplaced
from engine.codes.range_book import RangeBook
from engine.codes.ranges import ASPECTS, CODE_STATES, Aspect, RangeChange, aspect_of

COLUMNS: Final = ("first", "last", "aspect", "value", "effective_at")
#: A year of deliveries of a large plant. More goes in several tables.
LINES_MAX: Final = 10_000
#: Of a table that is wrong throughout the first faults tell enough.
FAULTS_MAX: Final = 100
VALUE_MAX: Final = 64
#: A change is never unsaid, so a slip of the pen (the year 26) is caught before it is kept.
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2200, 1, 1, tzinfo=UTC)


_DAY: Final = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is to be mended in a line; line 1 is the header."""

    line: int
    words: Label


@dataclass(frozen=True, slots=True)
class BulkRefused:
    """Nothing was changed: the first hundred faults in the order of lines, and how many there are."""

    faults: tuple[LineFault, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Move:
    """So many codes whose `aspect` goes from one value to another; None is no value."""

    aspect: Aspect
    before: str | None
    after: str | None
    codes: int


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What a table changes once its last line is in effect, at `at`: `lines` changes, the moves, largest first."""

    lines: int
    at: datetime
    moves: tuple[Move, ...]


def wrong(
    size: int, first: int, last: int, aspect: str, value: str, effective_at: datetime | None
) -> tuple[str, Label] | None:
    """The field of a change to a batch of `size` codes that cannot be, and the words; None for a sound change."""
    fault = misplaced(size, first, last)
    if fault is not None:
        return fault
    if aspect_of(aspect) is None:
        return "aspect", Label(f"use one of {', '.join(ASPECTS)}", f"请使用 {'、'.join(ASPECTS)}")
    if aspect == "state" and value not in CODE_STATES:
        return "value", Label(f"use one of {', '.join(CODE_STATES)}", f"请使用 {'、'.join(CODE_STATES)}")
    if aspect == "made" and value and _DAY.fullmatch(value) is None:
        return "value", Label("write the day like 2026-05-01", "日期格式如 2026-05-01")
    if len(value) > VALUE_MAX or not value.isprintable():
        return "value", Label("use at most 64 plain characters", "最多 64 个普通字符")
    if effective_at is not None and not EARLIEST <= effective_at < LATEST:
        return "effective_at", Label(
            "choose a moment between the years 2000 and 2199", "请选择 2000 年至 2199 年之间的时间"
        )
    return None


def read_changes(
    text: str, batch_id: int, size: int, zone: ZoneInfo, now: datetime, by: str
) -> tuple[RangeChange, ...] | BulkRefused:
    """The changes of a CSV table (RFC 4180) under the header `first,last,aspect,value,effective_at`.

    The last column may be missing; an empty moment is `now`, one without offset is in `zone`. Later lines win over
    earlier ones with the same moment.
    """
    text = text.removeprefix("\ufeff")
    # What is copied out of a spreadsheet has tabs for commas.
    between = "\t" if "\t" in text.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    changes: list[RangeChange] = []
    faults: list[LineFault] = []
    try:
        header = tuple(name.strip().lower() for name in next(rows, []))
        if header not in (COLUMNS, COLUMNS[:-1]):
            return _refused([LineFault(1, _HEADER)])
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(changes) + len(faults) == LINES_MAX:
                faults.append(LineFault(rows.line_num, _TOO_MANY))
                break
            read = _read(row, batch_id, size, zone, now, by)
            if isinstance(read, RangeChange):
                changes.append(read)
            else:
                faults.append(LineFault(rows.line_num, read))
    except csv.Error:
        faults.append(LineFault(max(rows.line_num, 1), _QUOTES))
    if not changes and not faults:
        faults.append(LineFault(2, _EMPTY))
    return _refused(faults) if faults else tuple(changes)


_HEADER: Final = Label(f"begin with the header line {','.join(COLUMNS)}", f"首行须为表头 {','.join(COLUMNS)}")
_TOO_MANY: Final = Label(
    f"one table holds at most {LINES_MAX:,} changes; send the rest in another",
    f"每个表格最多 {LINES_MAX:,} 条变更，其余请另行提交",
)
_QUOTES: Final = Label("close the quotation mark", "引号没有闭合")
_EMPTY: Final = Label("write at least one change below the header", "表头之下至少填写一条变更")
_COLUMNS: Final = Label(
    "give first, last, aspect and value, with commas between",
    "请依次填写起始序号、结束序号、登记项和内容，以英文逗号分隔",
)
_NUMBER: Final = Label("write first and last as whole numbers without commas", "起止序号须为不带逗号的整数")
_MOMENT: Final = Label(
    "write the moment like 2026-06-12T08:00, or leave it empty for now",
    "时间格式如 2026-06-12T08:00，留空表示立即生效",
)


def _refused(faults: Sequence[LineFault]) -> BulkRefused:
    return BulkRefused(tuple(faults[:FAULTS_MAX]), len(faults))


def _read(
    row: list[str], batch_id: int, size: int, zone: ZoneInfo, now: datetime, by: str
) -> RangeChange | Label:
    cells = [cell.strip() for cell in row]
    if not 4 <= len(cells) <= 5:
        return _COLUMNS
    first, last, aspect, value, moment = (*cells, "")[:5]
    if not all(one.isascii() and one.isdecimal() and len(one) <= 12 for one in (first, last)):
        return _NUMBER
    at = now
    if moment:
        try:
            written = datetime.fromisoformat(moment)
        except ValueError:
            return _MOMENT
        at = written if written.tzinfo else written.replace(tzinfo=zone)
    fault = wrong(size, int(first), int(last), aspect, value, at)
    if fault is not None:
        return Label(f"{fault[0]}: {fault[1].en}", f"{fault[0]}：{fault[1].zh}")
    kept = aspect_of(aspect)
    assert kept is not None
    return RangeChange(batch_id, int(first), int(last), kept, value, at, now, by)


def foretell(
    batch_id: int, earlier: Sequence[RangeChange], changes: Sequence[RangeChange], now: datetime
) -> BulkOutcome:
    """What `changes` change, by looking once at each stretch between range edges before and after."""
    at = max([now, *(change.effective_at for change in changes)])
    before, after = RangeBook(earlier), RangeBook([*earlier, *changes])
    moves: Counter[tuple[Aspect, str | None, str | None]] = Counter()
    for aspect in ASPECTS:
        fresh = [change for change in changes if change.aspect == aspect]
        old = [change for change in earlier if change.aspect == aspect]
        for low, high in _stretches(fresh, old):
            was = getattr(before.status(batch_id, low, at), aspect)
            will = getattr(after.status(batch_id, low, at), aspect)
            if was != will:
                moves[aspect, was, will] += high - low
    ordered = sorted(moves.items(), key=lambda item: -item[1])
    return BulkOutcome(len(changes), at, tuple(Move(*move, codes) for move, codes in ordered))


def _stretches(fresh: Iterable[RangeChange], old: Iterable[RangeChange]) -> list[tuple[int, int]]:
    """Stretches of serials (the end not included) that fresh changes cover and no edge divides."""
    covers: Counter[int] = Counter()
    for change in fresh:
        covers[change.first] += 1
        covers[change.last + 1] -= 1
    edges = sorted({*covers, *(one.first for one in old), *(one.last + 1 for one in old)})
    stretches, depth = [], 0
    for low, high in pairwise(edges):
        depth += covers.get(low, 0)
        if depth:
            stretches.append((low, high))
    return stretches
