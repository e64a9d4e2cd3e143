"""Slows down guessing of passwords and PINs: a pause that grows with each failure of an account or address."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

FREE_TRIES: Final = 5
ADDRESS_FREE_TRIES: Final = 30
PAUSE_MAX: Final = timedelta(minutes=15)
_KEPT_MAX: Final = 50_000


class Attempts:
    """Failures by name, in memory."""

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def allowed(self, name: str, now: datetime, free: int = FREE_TRIES) -> bool:
        """Whether another try may be made now."""
        count, last = self._failed.get(name, (0, now))
        if count < free:
            return True
        return now >= last + min(timedelta(seconds=2 ** min(count - free, 10)), PAUSE_MAX)

    def failed(self, name: str, now: datetime) -> None:
        """A try went wrong."""
        count, _ = self._failed.pop(name, (0, now))
        self._failed[name] = (count + 1, now)
        while len(self._failed) > _KEPT_MAX:
            self._failed.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """A try was right: forget the failures."""
        self._failed.pop(name, None)
