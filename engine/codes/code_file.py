"""The printer's text as a file that nobody has to keep: every line has one width, so any byte of it can be computed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from engine.codes.alphabet import CODE_SYMBOLS
from engine.codes.batch import Batch
from engine.codes.bulk import RUN, code_runs
from engine.codes.permutation import CodeKey
from engine.codes.printed import Form, printed_prefix

LineEnd = Literal["lf", "crlf"]
LINE_ENDS: Final[dict[LineEnd, bytes]] = {"lf": b"\n", "crlf": b"\r\n"}


@dataclass(frozen=True, slots=True)
class CodeFile:
    """`count` codes from the index `start` on, one a line. Equal files have equal bytes, for ever."""

    key: CodeKey
    start: int
    count: int
    prefix: bytes
    ending: bytes

    @classmethod
    def of(
        cls,
        batch: Batch,
        key: CodeKey,
        form: Form = "code",
        origin: str = "",
        first: int = 1,
        last: int | None = None,
        *,
        line_end: LineEnd = "lf",
    ) -> Self:
        """Serials `first` to `last`, both included. A wrong key, range or origin raises `ValueError`."""
        last = batch.size if last is None else last
        if key.id != batch.key_id:
            raise ValueError(f"batch {batch.id} is printed under key {batch.key_id}, not {key.id}")
        start, end = batch.index_of(first), batch.index_of(last)
        if end < start:
            raise ValueError(f"serials {first} to {last} run backwards")
        prefix = printed_prefix(form, origin, batch.gtin).encode("ascii")
        return cls(key, start, end - start + 1, prefix, LINE_ENDS[line_end])

    @property
    def width(self) -> int:
        """Bytes of a line with its end."""
        return len(self.prefix) + CODE_SYMBOLS + len(self.ending)

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return self.width * self.count

    @property
    def tag(self) -> str:
        """Names these very bytes, as a strong entity tag must (RFC 9110, 8.8.1); tells nothing of the secret."""
        named = f"{self.key.id}|{self.start}|{self.count}|{self.prefix!r}|{self.ending!r}"
        return hashlib.sha256(named.encode("ascii")).hexdigest()[:32]

    def lines(self, skip: int = 0, count: int | None = None) -> Iterator[bytes]:
        """`count` lines (all that are left) after the first `skip`, in pieces of whole lines of under a megabyte."""
        count = self.count - skip if count is None else count
        if skip < 0 or count < 0 or skip + count > self.count:
            raise ValueError(f"lines {skip} to {skip + count} lie outside a file of {self.count}")
        return self._lines(skip, count)

    def _lines(self, skip: int, count: int) -> Iterator[bytes]:
        code_at, end_at = len(self.prefix), len(self.prefix) + CODE_SYMBOLS
        page = np.empty((min(RUN, count), self.width), np.uint8)
        page[:, :code_at] = np.frombuffer(self.prefix, np.uint8)
        page[:, end_at:] = np.frombuffer(self.ending, np.uint8)
        for codes in code_runs(self.key, self.start + skip, count):
            lines = page[: len(codes)]
            lines[:, code_at:end_at] = codes
            yield lines.tobytes()

    def part(self, start: int, end: int) -> Iterator[bytes]:
        """Bytes `start` to `end`, the end not included: made from the lines that they touch and no others."""
        if not 0 <= start < end <= self.size:
            raise ValueError(f"bytes {start} to {end} lie outside a file of {self.size}")
        touched = self.touched(start, end)
        return self._part(start - touched.start * self.width, end - start, touched)

    def touched(self, start: int, end: int) -> range:
        """The lines, counted from 0, that have one of the bytes `start` to `end`, the end not included."""
        return range(start // self.width, (end - 1) // self.width + 1)

    def _part(self, skip: int, left: int, touched: range) -> Iterator[bytes]:
        for piece in self._lines(touched.start, len(touched)):
            wanted = piece[skip : skip + left]
            skip, left = 0, left - len(wanted)
            yield wanted

    def holds(self, lines: bytes, skip: int) -> bool:
        """Whether whole lines can be those after the first `skip`.

        What every line has in common is looked at in each; its code in the first and the last. So lines of other
        codes, other addresses or another place are known, and so are holes that a crash has left.
        """
        count, rest = divmod(len(lines), self.width)
        if rest or not count or skip + count > self.count:
            return False
        table: NDArray[np.uint8] = np.frombuffer(lines, np.uint8).reshape(count, self.width)
        code_at, end_at = len(self.prefix), len(self.prefix) + CODE_SYMBOLS
        return (
            bool((table[:, :code_at] == np.frombuffer(self.prefix, np.uint8)).all())
            and bool((table[:, end_at:] == np.frombuffer(self.ending, np.uint8)).all())
            and lines[: self.width] == b"".join(self._lines(skip, 1))
            and lines[-self.width :] == b"".join(self._lines(skip + count - 1, 1))
        )
