"""A month of an outlet as one of its people may see it: what each day brought and took back. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from dsl.values import Label, Money
from dsl.zones import local_date
from engine.errors import Invalid
from engine.outcomes import ClerkIdentity
from engine.outlets.day import TradeLine


@dataclass(frozen=True, slots=True)
class BookDay:
    """One day with lines: for the shop, and for the person's own work."""

    day: date
    lines: tuple[TradeLine, ...]
    shop: Money
    own: Money

    @property
    def total(self) -> Money:
        """Both."""
        return Money(self.shop.minor + self.own.minor, self.own.currency)


@dataclass(frozen=True, slots=True)
class MonthBooks:
    """A calendar month of the brand's zone, its days newest first; `running`: it is not over yet.

    An owner sees the shop's lines and the own, a clerk the own.
    """

    identity: ClerkIdentity
    month: date
    days: tuple[BookDay, ...]
    shop: Money
    own: Money
    running: bool

    @property
    def total(self) -> Money:
        """Both."""
        return Money(self.shop.minor + self.own.minor, self.own.currency)


def first_of_next(month: date) -> date:
    """The first day of the month after. Raises `Invalid` at the end of the calendar."""
    if month.year >= date.max.year - 1 or month.year < 2:
        raise Invalid("month", Label("there are no books of that month", "这个月没有账目"))
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_books(
    identity: ClerkIdentity,
    month: date,
    lines: Iterable[TradeLine],
    zone: str,
    currency: str,
    *,
    running: bool,
) -> MonthBooks:
    """The lines that this person may see, by day; what was taken back stands, negative, on the day it was."""
    seen = sorted((one for one in lines if _may_see(identity, one)), key=lambda one: (one.at, one.grant_id))
    days = tuple(
        BookDay(day, found, _sum(found, currency, shop=True), _sum(found, currency, shop=False))
        for day, grouped in groupby(seen, key=lambda one: local_date(one.at, zone))
        for found in [tuple(grouped)]
    )
    return MonthBooks(
        identity,
        month,
        days[::-1],
        _sum(seen, currency, shop=True),
        _sum(seen, currency, shop=False),
        running,
    )


def _may_see(identity: ClerkIdentity, line: TradeLine) -> bool:
    if line.party == "store":
        return identity.role == "owner"
    return line.party in ("owner", "clerk") and line.recipient_id == identity.id


def _sum(lines: Iterable[TradeLine], currency: str, *, shop: bool) -> Money:
    return Money(sum(one.amount.minor for one in lines if (one.party == "store") == shop), currency)
