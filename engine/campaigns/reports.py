"""Reports that read all of a campaign: one at a time, and kept for as long as they cost.

A report that took a moment is made anew whenever somebody looks. One that took long is shown again for twenty times as long as
it took, ten minutes at most, so that looking can never take more than a twentieth of the database's time.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

Report = TypeVar("Report")

#: Seconds below which a report is not worth keeping.
MOMENT_S: Final = 0.5
KEPT_FOR: Final = 20
KEPT_MAX_S: Final = 600.0
_REPORTS_MAX: Final = 200


@dataclass(slots=True)
class _Kept:
    """A report, and until when it is shown again; nobody makes it twice at a time."""

    making: asyncio.Lock = field(default_factory=asyncio.Lock)
    report: Any = None
    until: float = 0.0


class Reports(Generic[Report]):
    """The reports of one process. `now` counts seconds from anywhere."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()

    async def get(self, key: Hashable, make: Callable[[], Awaitable[Report]]) -> Report:
        """The report of a key. Whoever asks while it is made waits for the same one."""
        kept = self._kept.setdefault(key, _Kept())
        self._kept.move_to_end(key)
        if len(self._kept) > _REPORTS_MAX:
            self._kept.popitem(last=False)
        asked = self._now()
        async with kept.making:
            if asked >= kept.until:
                began = self._now()
                kept.report = await make()
                took = (ended := self._now()) - began
                kept.until = ended + min(KEPT_MAX_S, took * KEPT_FOR) if took >= MOMENT_S else asked
            report: Report = kept.report
            return report
