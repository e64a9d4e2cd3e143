"""The books of one day of an outlet or a dealer: every line of money, and every line back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, Protocol, cast

from dsl.values import Label, Money
from dsl.zones import start_of_day
from engine.clock import from_micros
from engine.errors import Invalid
from engine.outcomes import DealerView, OutletView
from engine.outlets.identity import ONLINE
from engine.records import Grant

TradeParty = Literal["store", "owner", "clerk", "dealer"]
#: Whom an outlet's books name.
AT_OUTLET: Final[tuple[TradeParty, ...]] = ("store", "owner", "clerk")


@dataclass(frozen=True, slots=True)
class TradeLine:
    """One booking for somebody of the trade: what a redemption or claim brought, or, negative, its way back.

    One of `redemption_id` and `claim_id` is its cause; neither is where a carton was registered.
    """

    at: datetime
    party: TradeParty
    recipient_id: int
    redemption_id: int | None
    claim_id: int | None
    grant_id: int
    title: Label
    amount: Money


@dataclass(frozen=True, slots=True)
class OutletDay:
    """An outlet's books of one calendar day in the brand's zone. Nothing that was booked is ever left out."""

    outlet: OutletView
    day: date
    lines: tuple[TradeLine, ...]
    store: Money
    owner: Money
    clerk: Money


@dataclass(frozen=True, slots=True)
class DealerDay:
    """A dealer's books of one calendar day in the brand's zone."""

    dealer: DealerView
    day: date
    lines: tuple[TradeLine, ...]
    total: Money


class OutletRecord(Protocol):
    """What storage knows of an outlet."""

    id: int
    brand: str
    code: str
    name_en: str
    name_zh: str
    region: str
    sells: str | None
    latitude_e6: int | None
    longitude_e6: int | None
    dealer: str | None


def outlet_view(row: OutletRecord) -> OutletView:
    """An outlet as callers see it."""
    name = Label(row.name_en, row.name_zh)
    return OutletView(row.id, row.code, name, row.region, row.sells == ONLINE, row.dealer or "")


def hours_of(day: date, zone: str) -> tuple[datetime, datetime]:
    """From when until before when a calendar day lasts. Raises `Invalid` for the ends of the calendar, where no zone reaches."""
    try:
        return start_of_day(day, zone), start_of_day(day + timedelta(days=1), zone)
    except OverflowError:
        raise Invalid("day", Label("there are no books of that day", "这一天没有账目")) from None


def outlet_day(
    outlet: OutletView, day: date, grants: Iterable[Grant], since: datetime, until: datetime, currency: str
) -> OutletDay:
    """The lines from `since` until before `until`, in order of time, and what they come to for each party."""
    lines = in_order(grants, since, until)
    store, owner, clerk = (_total(lines, party, currency) for party in AT_OUTLET)
    return OutletDay(outlet, day, lines, store, owner, clerk)


def dealer_day(
    dealer: DealerView, day: date, grants: Iterable[Grant], since: datetime, until: datetime, currency: str
) -> DealerDay:
    """The same for a dealer."""
    lines = in_order(grants, since, until)
    return DealerDay(dealer, day, lines, _total(lines, "dealer", currency))


def in_order(grants: Iterable[Grant], since: datetime, until: datetime) -> tuple[TradeLine, ...]:
    """The bookings of grants from `since` until before `until`, in order of time."""
    lines = (line for grant in grants for line in _lines(grant) if since <= line.at < until)
    return tuple(sorted(lines, key=lambda line: (line.at, line.grant_id)))


def _total(lines: Iterable[TradeLine], party: TradeParty, currency: str) -> Money:
    return Money(sum(line.amount.minor for line in lines if line.party == party), currency)


def _lines(grant: Grant) -> Iterator[TradeLine]:
    assert grant.amount is not None
    assert grant.currency is not None
    party = cast(TradeParty, grant.recipient_kind)
    title, amount = Label(grant.title_en, grant.title_zh), Money(grant.amount, grant.currency)
    redemption = grant.cause_id if grant.cause_kind == "redemption" else None
    claim = grant.cause_id if grant.cause_kind == "claim" else None
    whose = (party, grant.recipient_id, redemption, claim, grant.id, title)
    yield TradeLine(from_micros(grant.at_us), *whose, amount)
    if grant.state == "reversed" and grant.settled_us is not None:
        yield TradeLine(from_micros(grant.settled_us), *whose, amount * -1)
