"""Calendar days and wall-clock times in a campaign's zone, turned into exact instants in UTC.

A wall-clock time may not exist (clocks put forward) or happen twice (clocks put back); both are answered as
values, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones


@dataclass(frozen=True, slots=True)
class Gap:
    """The wall-clock time does not exist; `next` is the first local time after the gap."""

    next: datetime


@dataclass(frozen=True, slots=True)
class Overlap:
    """The wall-clock time happens twice."""

    first: datetime
    second: datetime


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name of region and place, and `UTC`."""
    return frozenset(
        name for name in available_timezones() if "/" in name and not name.startswith("Etc/")
    ) | {"UTC"}


def local_date(instant: datetime, zone: str) -> date:
    """The calendar day of an instant in the zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a calendar day, in UTC, also where midnight does not exist."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    if local_date(midnight, zone) == day and local_date(midnight - timedelta(microseconds=1), zone) < day:
        return midnight
    return _first_instant(midnight - timedelta(days=1), midnight + timedelta(days=1), day, zone)


def settle(local: datetime, zone: str) -> datetime | Gap | Overlap:
    """The instant (UTC) of a naive wall-clock time, or why there is not exactly one."""
    place = ZoneInfo(zone)
    first, second = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first < second:
        return Overlap(first.astimezone(place), second.astimezone(place))
    return Gap(_after_gap(second, first, place))


def _after_gap(before: datetime, after: datetime, place: ZoneInfo) -> datetime:
    low, high, offset = before, after, before.astimezone(place).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (middle, high) if middle.astimezone(place).utcoffset() == offset else (low, middle)
    return high.astimezone(place)


def _first_instant(low: datetime, high: datetime, day: date, zone: str) -> datetime:
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if local_date(middle, zone) < day else (low, middle)
    return high
