"""An outlet's books of one day: every line of every redemption, and every line back. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol, cast

from dsl.values import Label, Money
from engine.clock import from_micros
from engine.outcomes import OutletView
from engine.records import Grant


@dataclass(frozen=True, slots=True)
class OutletLine:
    """One booking for an outlet or the people in it: what a redemption brought, or, negative, its way back."""

    at: datetime
    party: Literal["store", "owner", "clerk"]
    recipient_id: int
    redemption_id: int
    grant_id: int
    title: Label
    amount: Money


@dataclass(frozen=True, slots=True)
class OutletDay:
    """An outlet's books of one calendar day in the brand's zone. Nothing that was booked is ever left out."""

    outlet: OutletView
    day: date
    lines: tuple[OutletLine, ...]
    store: Money
    owner: Money
    clerk: Money


class OutletRecord(Protocol):
    """What storage knows of an outlet."""

    id: int
    code: str
    name_en: str
    name_zh: str
    region: str


def outlet_view(row: OutletRecord) -> OutletView:
    """An outlet as callers see it."""
    return OutletView(row.id, row.code, Label(row.name_en, row.name_zh), row.region)


def outlet_day(
    outlet: OutletView, day: date, grants: Iterable[Grant], since: datetime, until: datetime, currency: str
) -> OutletDay:
    """The lines from `since` until before `until`, in order of time, and what they come to for each party."""
    lines = sorted(
        (line for grant in grants for line in _lines(grant) if since <= line.at < until),
        key=lambda line: (line.at, line.grant_id),
    )

    def total(party: str) -> Money:
        return Money(sum(line.amount.minor for line in lines if line.party == party), currency)

    return OutletDay(outlet, day, tuple(lines), total("store"), total("owner"), total("clerk"))


def _lines(grant: Grant) -> Iterator[OutletLine]:
    assert grant.amount is not None
    assert grant.currency is not None
    party = cast(Literal["store", "owner", "clerk"], grant.recipient_kind)
    title, amount = Label(grant.title_en, grant.title_zh), Money(grant.amount, grant.currency)
    given = OutletLine(
        from_micros(grant.at_us), party, grant.recipient_id, grant.cause_id, grant.id, title, amount
    )
    yield given
    if grant.state == "reversed" and grant.settled_us is not None:
        yield OutletLine(
            from_micros(grant.settled_us),
            party,
            grant.recipient_id,
            grant.cause_id,
            grant.id,
            title,
            amount * -1,
        )
