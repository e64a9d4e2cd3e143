"""A batch as text for the printer: one code or address a line, in order of serial, with a manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final, Literal

import numpy as np

from engine.codes.alphabet import CODE_SYMBOLS
from engine.codes.batch import Batch
from engine.codes.bulk import RUN, code_runs
from engine.codes.permutation import CodeKey
from engine.codes.printed import Form, printed_prefix

LineEnd = Literal["lf", "crlf"]
LINE_ENDS: Final[dict[LineEnd, bytes]] = {"lf": b"\n", "crlf": b"\r\n"}

#: Told after each run of lines: lines done, lines in all.
Progress = Callable[[int, int], object]


def export_lines(
    batch: Batch,
    key: CodeKey,
    form: Form = "code",
    origin: str = "",
    first: int = 1,
    last: int | None = None,
    *,
    line_end: LineEnd = "lf",
    progress: Progress | None = None,
) -> Iterator[bytes]:
    """The lines of serials `first` to `last`, both included, in pieces of whole lines of under a megabyte.

    A wrong key, range or origin raises `ValueError` at once, before the first piece.
    """
    last = batch.size if last is None else last
    if key.id != batch.key_id:
        raise ValueError(f"batch {batch.id} is printed under key {batch.key_id}, not {key.id}")
    start, end = batch.index_of(first), batch.index_of(last)
    if end < start:
        raise ValueError(f"serials {first} to {last} run backwards")
    prefix = printed_prefix(form, origin, batch.gtin).encode("ascii")
    return _lines(key, start, end - start + 1, prefix, LINE_ENDS[line_end], progress)


def _lines(
    key: CodeKey, start: int, count: int, prefix: bytes, ending: bytes, progress: Progress | None
) -> Iterator[bytes]:
    code_at, end_at = len(prefix), len(prefix) + CODE_SYMBOLS
    page = np.empty((min(RUN, count), end_at + len(ending)), np.uint8)
    page[:, :code_at] = np.frombuffer(prefix, np.uint8)
    page[:, end_at:] = np.frombuffer(ending, np.uint8)
    done = 0
    for codes in code_runs(key, start, count):
        lines = page[: len(codes)]
        lines[:, code_at:end_at] = codes
        yield lines.tobytes()
        done += len(codes)
        if progress is not None:
            progress(done, count)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a printer checks a file against. `bytes` and `sha256` are of the whole file; roll n of `rolls`."""

    batch: int
    name: str
    gtin: str
    kind: str
    form: Form
    first: int
    last: int
    count: int
    line_end: LineEnd
    bytes: int
    sha256: str
    created_at: datetime
    roll: int = 1
    rolls: int = 1

    def json(self) -> str:
        """One JSON object, keys in the order above, the instant in ISO 8601."""
        told = asdict(self) | {"created_at": self.created_at.isoformat()}
        return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class Roll:
    """Serials `first` to `last` of a batch, number `number` of `of` files."""

    number: int
    of: int
    first: int
    last: int


def rolls(first: int, last: int, per_roll: int) -> tuple[Roll, ...]:
    """Serials `first` to `last` cut into files of `per_roll`; the last holds the rest."""
    if per_roll < 1 or last < first:
        raise ValueError(f"cannot cut serials {first} to {last} into rolls of {per_roll}")
    starts = range(first, last + 1, per_roll)
    return tuple(
        Roll(number, len(starts), start, min(start + per_roll - 1, last))
        for number, start in enumerate(starts, start=1)
    )


class Printing:
    """One file on its way to the printer: iterate over its pieces once, then take its manifest."""

    __slots__ = ("_batch", "_bytes", "_done", "_form", "_hash", "_line_end", "_pieces", "_roll")

    def __init__(
        self,
        batch: Batch,
        key: CodeKey,
        form: Form = "code",
        origin: str = "",
        roll: Roll | None = None,
        *,
        line_end: LineEnd = "lf",
        progress: Progress | None = None,
    ) -> None:
        self._batch, self._form, self._line_end = batch, form, line_end
        self._roll = roll or Roll(1, 1, 1, batch.size)
        self._pieces = export_lines(
            batch,
            key,
            form,
            origin,
            self._roll.first,
            self._roll.last,
            line_end=line_end,
            progress=progress,
        )
        self._hash = hashlib.sha256()
        self._bytes = 0
        self._done = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            self._bytes += len(piece)
            yield piece
        self._done = True

    def manifest(self, created_at: datetime) -> Manifest:
        """The manifest of the file. Raises `RuntimeError` while pieces are left."""
        if not self._done:
            raise RuntimeError("the manifest is known only when the whole file is written")
        batch, roll = self._batch, self._roll
        return Manifest(
            batch=batch.id,
            name=batch.name,
            gtin=batch.gtin,
            kind=batch.kind,
            form=self._form,
            first=roll.first,
            last=roll.last,
            count=roll.last - roll.first + 1,
            line_end=self._line_end,
            bytes=self._bytes,
            sha256=self._hash.hexdigest(),
            created_at=created_at,
            roll=roll.number,
            rolls=roll.of,
        )
