"""A batch as text for the printer: one code or address a line, in order of serial, with a manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from engine.codes.batch import Batch
from engine.codes.code_file import CodeFile, LineEnd
from engine.codes.permutation import CodeKey
from engine.codes.printed import Form


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

    __slots__ = ("_batch", "_done", "_form", "_hash", "_line_end", "_roll", "file")

    def __init__(
        self,
        batch: Batch,
        key: CodeKey,
        form: Form = "code",
        origin: str = "",
        roll: Roll | None = None,
        *,
        line_end: LineEnd = "lf",
    ) -> None:
        """A wrong key, range or origin raises `ValueError` at once, before the first piece."""
        self._batch, self._form, self._line_end = batch, form, line_end
        self._roll = roll or Roll(1, 1, 1, batch.size)
        self.file = CodeFile.of(
            batch, key, form, origin, self._roll.first, self._roll.last, line_end=line_end
        )
        self._hash = hashlib.sha256()
        self._done = 0

    def __iter__(self) -> Iterator[bytes]:
        """The pieces that are left, of whole lines."""
        for piece in self.file.lines(self._done):
            self._count(piece)
            yield piece

    def take(self, lines: bytes) -> bool:
        """Count whole lines that were written earlier; False, and nothing counted, where they are not the next ones."""
        if not self.file.holds(lines, self._done):
            return False
        self._count(lines)
        return True

    def _count(self, lines: bytes) -> None:
        self._hash.update(lines)
        self._done += len(lines) // self.file.width

    def manifest(self, created_at: datetime) -> Manifest:
        """The manifest of the file. Raises `RuntimeError` while pieces are left."""
        if self._done < self.file.count:
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
            bytes=self.file.size,
            sha256=self._hash.hexdigest(),
            created_at=created_at,
            roll=roll.number,
            rolls=roll.of,
        )
