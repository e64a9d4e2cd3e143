"""Calendar days of many instants at once, in one zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dsl.zones import local_date, start_of_day

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Microseconds since the epoch."""
    return (instant - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The instant (UTC) of microseconds since the epoch."""
    return _EPOCH + value * _MICROSECOND


def day_numbers(instants: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """The proleptic ordinal of the calendar day that each instant (microseconds) lies in."""
    if not len(instants):
        return instants
    first = local_date(instant(int(instants.min())), zone)
    last = local_date(instant(int(instants.max())), zone)
    if first == last:
        return np.full(len(instants), first.toordinal())
    starts = np.array([_start(day, zone) for day in range(first.toordinal() + 1, last.toordinal() + 1)])
    return first.toordinal() + np.searchsorted(starts, instants, side="right")


@lru_cache(maxsize=10_000)
def _start(day: int, zone: str) -> int:
    return micros(start_of_day(date.fromordinal(day), zone))
