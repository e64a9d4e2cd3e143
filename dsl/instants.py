"""Instants as whole microseconds since the epoch, and the calendar days that they lie in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from dsl.zones import local_date, start_of_day

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)


def micros(instant: datetime) -> int:
    """Microseconds since the epoch."""
    passed = instant - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def instant(value: int) -> datetime:
    """The instant (UTC) of microseconds since the epoch."""
    return _EPOCH + value * _MICROSECOND


@lru_cache(maxsize=10_000)
def day_start(day: int, zone: str) -> int:
    """The first microsecond of a calendar day, by its proleptic ordinal."""
    return micros(start_of_day(date.fromordinal(day), zone))


class DaysBack:
    """The first microsecond of the calendar day so many days before that of an instant.

    Events come nearly in order of time, so the day of the last one is kept.
    """

    __slots__ = ("_day", "_starts", "_zone")

    def __init__(self, zone: str) -> None:
        self._zone = zone
        self._day = (0, 0, 0)  # its first microsecond, that of the day behind it, and its ordinal
        self._starts: dict[int, int] = {}

    def __call__(self, at: int, days: int) -> int:
        """The start of the day that lies `days` before that of the instant `at`."""
        low, high, today = self._day
        if not low <= at < high:
            today = local_date(instant(at), self._zone).toordinal()
            self._day = (day_start(today, self._zone), day_start(today + 1, self._zone), today)
        day = today - days
        start = self._starts.get(day)
        if start is None:
            start = self._starts[day] = day_start(day, self._zone)
        return start
