"""A file on its way: what an interruption left of it is kept, proved to be of the same codes, and written on."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, Self

from engine.api import Export
from studio.cli.stopping import Cannot

#: Lines read back at a time; the first and last code of each such stretch is made again and compared.
_STRETCH: Final = 16_384


class PartFile:
    """`FILE.part`, open for writing on after `lines` whole lines and for nobody else."""

    def __init__(self, out: Path, file: IO[bytes], lines: int) -> None:
        self.lines = lines
        self._out, self._file = out, file

    @classmethod
    @contextlib.contextmanager
    def opened(cls, out: Path, made: Export, *, anew: bool) -> Iterator[Self]:
        """Open what is there or begin; half a line at the end is cut off. Raises `Cannot`.

        The part stays where it is when the block fails, for the next time.
        """
        path = Path(f"{out}.part")
        try:
            with path.open("a+b") as file:
                _own(file, path)
                if anew:
                    file.truncate(0)
                yield cls(out, file, _take(file, path, made))
        except OSError as error:
            raise Cannot(f"{out} cannot be written: {error.strerror}") from error

    def write(self, piece: bytes) -> None:
        """Append whole lines."""
        self._file.write(piece)

    def finish(self, made: Export) -> Path:
        """Put file and manifest in place, the file last; where the manifest is."""
        self._file.flush()
        os.fsync(self._file.fileno())
        manifest = manifest_of(self._out)
        manifest.write_text(made.manifest_json, "utf-8")
        Path(f"{self._out}.part").replace(self._out)
        return manifest


def manifest_of(out: Path) -> Path:
    """Where a file's manifest stands."""
    return Path(f"{out}.manifest.json")


def is_written(out: Path, made: Export) -> bool:
    """Whether the whole file and its manifest are there. Uses the export up."""
    try:
        told = json.loads(manifest_of(out).read_text("utf-8"))
        if out.stat().st_size != made.size:
            return False
        with out.open("rb") as file:
            whole = all(made.take(lines) for lines in _stretches(file, made.width, made.size))
    except (OSError, ValueError):
        return False
    return whole and bool(told.get("sha256") == json.loads(made.manifest_json)["sha256"])


def _own(file: IO[bytes], path: Path) -> None:
    """One writer at a time: two would mix their lines."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours = os.fstat(file.fileno()).st_ino == path.stat().st_ino
    except (BlockingIOError, FileNotFoundError):
        ours = False
    if not ours:
        raise Cannot(f"{path} is being written by another export")


def _take(file: IO[bytes], path: Path, made: Export) -> int:
    """Take the whole lines of a part; how many. Raises `Cannot`, and changes nothing, for a part of something else."""
    whole = os.fstat(file.fileno()).st_size // made.width
    file.seek(0)
    for lines in _stretches(file, made.width, whole * made.width):
        if not made.take(lines):
            raise Cannot(
                f"{path} is not a part of this file: batch, form, origin or serials differ, or it is damaged;"
                " choose another --out, or --anew to begin anew"
            )
    file.truncate(whole * made.width)
    return whole


def _stretches(file: IO[bytes], width: int, size: int) -> Iterator[bytes]:
    """The first `size` bytes, in stretches of whole lines."""
    while size > 0 and (lines := file.read(min(_STRETCH * width, size))):
        size -= len(lines)
        yield lines
