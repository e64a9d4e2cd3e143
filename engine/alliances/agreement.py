"""What two brands have agreed, version by version, and what holds at an instant. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dsl.values import Label, Money
from dsl.zones import local_date, start_of_day
from engine.scanning import counters
from engine.spi.alliances import AllianceTerms


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version. `coupon` is what the coupon is called, `minimum` what must be bought, `wanted` from when it was to hold."""

    id: int
    number: int
    terms: AllianceTerms
    coupon: Label
    minimum: Money | None
    valid_days: int
    wanted: datetime
    proposed_by: str
    proposed_at: datetime
    issuer_accepted: datetime | None = None
    honourer_accepted: datetime | None = None

    @property
    def starts(self) -> datetime | None:
        """From when it holds: never before both have accepted it; None as long as one has not."""
        if self.issuer_accepted is None or self.honourer_accepted is None:
            return None
        return max(self.wanted, self.issuer_accepted, self.honourer_accepted)

    def expires(self, issued: datetime, zone: str) -> datetime:
        """The first instant at which a coupon given at `issued` is no longer good."""
        return start_of_day(local_date(issued, zone) + timedelta(days=self.valid_days + 1), zone)


@dataclass(frozen=True, slots=True)
class Alliance:
    """Two brands and their agreements, the oldest first. From `ends` on nothing is issued; `settled`: the last statement is made."""

    id: int
    type: str
    name: str
    issuer: str
    honourer: str
    coupon: str
    since: datetime
    agreements: tuple[Agreement, ...]
    ends: datetime | None = None
    settled: datetime | None = None

    def at(self, instant: datetime) -> Agreement | None:
        """The version in force: of those that have begun, the newest."""
        begun = (one for one in reversed(self.agreements) if one.starts and one.starts <= instant)
        return next(begun, None)

    @property
    def accepted(self) -> bool:
        """Whether both sides have accepted anything yet."""
        return any(one.starts for one in self.agreements)

    @property
    def newest(self) -> Agreement | None:
        """The newest version that both have accepted."""
        return next((one for one in reversed(self.agreements) if one.starts), None)

    def issues(self, instant: datetime) -> bool:
        """Whether notice has not yet taken effect."""
        return self.ends is None or instant < self.ends

    def given(self, issued: datetime) -> Agreement:
        """The version under which a coupon was given. Raises LookupError when none was in force."""
        found = self.at(issued)
        if found is None:
            raise LookupError(f"alliance {self.id} had no agreement at {issued}")
        return found

    def freed_keys(self, at: datetime, zone: str) -> tuple[str, ...]:
        """The counters of coupons that had expired before `at` untaken: whole months, then days of the month that runs."""
        today = local_date(at, zone)
        months = (
            counters.alliance_ends(self.issuer, self.id, month)
            for month in _months(local_date(self.since, zone), today)
        )
        days = (
            counters.alliance_ends(self.issuer, self.id, today.replace(day=day).isoformat())
            for day in range(1, today.day)
        )
        return (*months, *days)

    def open_takes(self, worth: int, expires: datetime, zone: str) -> list[tuple[str, int]]:
        """What a coupon in somebody's hands takes of the counters of its last day and month. Taken at a till, it gives them back."""
        last = local_date(expires - timedelta(microseconds=1), zone)
        names = (last.isoformat(), _month(last))
        return [(counters.alliance_ends(self.issuer, self.id, name), worth) for name in names]


def _months(first: date, today: date) -> Iterator[str]:
    """The calendar months from that of `first` to the one before that of `today`."""
    month = first.replace(day=1)
    while (month.year, month.month) < (today.year, today.month):
        yield _month(month)
        month = (month + timedelta(days=32)).replace(day=1)


def _month(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"
