"""Slows guessing down: who sends too many wrong codes waits, whatever they send next.

Kept in memory of each process: a guess must not cost a write. A guesser who is spread over several processes
gets that many times the tries, which is harmless: one guess in 2^40 or so is a code at all.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

WRONG_MAX: Final = 5
WINDOW: Final = timedelta(minutes=10)
BLOCK: Final = timedelta(minutes=60)
_VISITORS_MAX: Final = 100_000


class WrongCodes:
    """Wrong codes by visitor (a device or account; never a shared network address)."""

    def __init__(self) -> None:
        self._wrong: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._blocked: OrderedDict[str, datetime] = OrderedDict()

    def blocked_until(self, visitor: str, now: datetime) -> datetime | None:
        """Until when the visitor must wait, or None."""
        until = self._blocked.get(visitor)
        if until is None or until <= now:
            return None
        return until

    def note(self, visitor: str, now: datetime) -> None:
        """One wrong code."""
        seen = self._wrong.setdefault(visitor, deque(maxlen=WRONG_MAX))
        self._wrong.move_to_end(visitor)
        seen.append(now)
        if len(seen) == WRONG_MAX and now - seen[0] < WINDOW:
            self._blocked[visitor] = now + BLOCK
            del self._wrong[visitor]
        while len(self._wrong) > _VISITORS_MAX:
            self._wrong.popitem(last=False)
        while len(self._blocked) > _VISITORS_MAX:
            self._blocked.popitem(last=False)
