"""Calendar days of many instants at once, in one zone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dsl.instants import day_start, instant
from dsl.zones import local_date


def day_numbers(instants: NDArray[np.int64], zone: str) -> NDArray[np.int64]:
    """The proleptic ordinal of the calendar day that each instant (microseconds) lies in."""
    if not len(instants):
        return instants
    first = local_date(instant(int(instants.min())), zone)
    last = local_date(instant(int(instants.max())), zone)
    if first == last:
        return np.full(len(instants), first.toordinal())
    starts = np.array([day_start(day, zone) for day in range(first.toordinal() + 1, last.toordinal() + 1)])
    return first.toordinal() + np.searchsorted(starts, instants, side="right")
