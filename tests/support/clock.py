"""Clocks that a test sets: one for its own process, one that all its processes read to the microsecond."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from engine.clock import from_micros, to_micros

BEIJING: Final = timezone(timedelta(hours=8))


def beijing(text: str) -> datetime:
    """The instant that a Beijing clock shows as `2026-06-03 09:00:40.500`."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING).astimezone(UTC)


def told(text: str) -> str:
    """The same instant as the API writes it: `2026-06-03T01:00:40.500000Z`."""
    return beijing(text).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


@dataclass
class SetClock:
    """A clock that a test moves, within one process."""

    instant: datetime = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)  # 09:00 in Beijing

    def now(self) -> datetime:
        return self.instant

    def pass_(self, **duration: float) -> None:
        self.instant += timedelta(**duration)


class ClockFile:
    """Time stands still between two calls of `set` or `at`, in this process and in all others."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def now(self) -> datetime:
        return from_micros(self.micros())

    def micros(self) -> int:
        return int(self.path.read_text())

    def set(self, instant: datetime) -> None:
        fresh = self.path.with_suffix(f".{os.getpid()}")
        fresh.write_text(str(to_micros(instant)))
        fresh.replace(self.path)

    def at(self, text: str) -> None:
        """Move to a Beijing time."""
        self.set(beijing(text))
