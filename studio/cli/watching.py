"""Doing something again whenever campaign files change, until somebody stops it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from studio.cli.stopping import GOOD, Cannot

#: Seconds between two looks.
_EVERY: Final = 0.3
Stamps = dict[Path, tuple[int, int]]


def watch(names: Iterable[str], work: Callable[[], int]) -> int:
    """Work at once and after each change of a file or of a shared text beside it. What fails is told, and watched on."""
    files = [Path(name) for name in names]
    if any(str(file) == "-" for file in files):
        raise Cannot("the standard input cannot be watched; give files")
    seen: Stamps | None = None
    try:
        while True:
            stamps = _stamps(files)
            if stamps != seen:
                _again(work, first=seen is None)
                seen = stamps
            time.sleep(_EVERY)
    except KeyboardInterrupt:
        return GOOD


def _again(work: Callable[[], int], *, first: bool) -> None:
    if not first:
        print(f"\n--- {time.strftime('%H:%M:%S')} ---")
    try:
        work()
    except Cannot as error:
        print(f"bottlecap: {error}", file=sys.stderr)
    sys.stdout.flush()


def _stamps(files: Iterable[Path]) -> Stamps:
    """When each file and the campaign files beside it were last written, and their sizes. What is gone has none."""
    found: Stamps = {}
    for file in files:
        for one in (file, *sorted(file.parent.glob("*.cap"))):
            try:
                stat = one.stat()
            except OSError:
                continue
            found[one] = (stat.st_mtime_ns, stat.st_size)
    return found
