"""Slows down guessing of passwords and PINs: a pause that grows with each failure of an account or address."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

FREE_TRIES: Final = 5
#: Carriers and shops put many people behind one address: it has more tries, and waits less.
ADDRESS_FREE_TRIES: Final = 30
PAUSE_MAX: Final = timedelta(minutes=15)
ADDRESS_PAUSE_MAX: Final = timedelta(minutes=1)
#: An hour without a failure, and what was before counts no more.
FORGOTTEN_AFTER: Final = timedelta(hours=1)
_KEPT_MAX: Final = 50_000


class Attempts:
    """Failures by account and by address, in memory.

    A try counts as a failure from its start until it proves right, so that a hundred tries sent at one
    instant are not all let through before the first of them is found wrong.
    """

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def begin(self, account: str, address: str, now: datetime) -> bool:
        """Whether this try may be made now; if so it counts as failed until `succeeded`."""
        free = self._may(f"a|{account}", now, FREE_TRIES, PAUSE_MAX)
        if not free or not self._may(f"n|{address}", now, ADDRESS_FREE_TRIES, ADDRESS_PAUSE_MAX):
            return False
        for name in (f"a|{account}", f"n|{address}"):
            self._failed[name] = (self._count(name, now) + 1, now)
            self._failed.move_to_end(name)
        while len(self._failed) > _KEPT_MAX:
            self._failed.popitem(last=False)
        return True

    def succeeded(self, account: str, address: str) -> None:
        """A try was right: the account's failures are forgotten, and the address did not fail with it."""
        self._failed.pop(f"a|{account}", None)
        count, last = self._failed.pop(f"n|{address}", (1, None))
        if last is not None and count > 1:
            self._failed[f"n|{address}"] = (count - 1, last)

    def _count(self, name: str, now: datetime) -> int:
        count, last = self._failed.get(name, (0, now))
        return count if now - last < FORGOTTEN_AFTER else 0

    def _may(self, name: str, now: datetime, free: int, longest: timedelta) -> bool:
        count = self._count(name, now)
        if count < free:
            return True
        return now >= self._failed[name][1] + min(timedelta(seconds=2 ** min(count - free, 10)), longest)
