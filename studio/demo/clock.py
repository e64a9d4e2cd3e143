"""The demo's clock: the machine's, but for the weeks that are behind the world when it is built."""

from __future__ import annotations

from datetime import UTC, datetime


class DemoClock:
    """Tells the machine's time, or the instant to which it is turned."""

    def __init__(self) -> None:
        self._at: datetime | None = None

    def now(self) -> datetime:
        """The present instant in UTC."""
        return self._at or datetime.now(UTC)

    def set(self, instant: datetime) -> None:
        """Stand at an instant from now on; never at one before what has happened already."""
        self._at = instant

    def go_on(self) -> None:
        """Tell the machine's time again."""
        self._at = None
