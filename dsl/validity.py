"""How long something holds from an instant on: a coupon, or the time to open a locked reward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dsl.zones import local_date, start_of_day


@dataclass(frozen=True, slots=True)
class Days:
    """Until the end of the n-th calendar day after the first day."""

    count: int


@dataclass(frozen=True, slots=True)
class Hours:
    """For n elapsed hours."""

    count: int


@dataclass(frozen=True, slots=True)
class Until:
    """Before this instant."""

    instant: datetime


Validity = Days | Hours | Until


def ends(validity: Validity, since: datetime, zone: str) -> datetime:
    """The first instant (UTC) that is too late for what began at `since`; days are counted in the zone."""
    match validity:
        case Days(count):
            return start_of_day(local_date(since, zone) + timedelta(days=count + 1), zone)
        case Hours(count):
            return since.astimezone(UTC) + timedelta(hours=count)
        case Until(instant):
            return instant
