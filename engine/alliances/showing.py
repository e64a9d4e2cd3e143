"""An alliance and its statements as one of the two brands sees them."""

from __future__ import annotations

from datetime import datetime

from dsl.values import Money
from engine.alliances.agreement import Agreement, Alliance
from engine.alliances.months import CLOSES_AFTER, month_of
from engine.alliances.rows import Statement
from engine.alliances.views import (
    AllianceView,
    MonthView,
    Party,
    Side,
    State,
    StatementView,
    VersionState,
    VersionView,
)
from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.scanning import counters
from engine.storage.statement_store import StatementStore


def party(brand: BrandState) -> Party:
    """A brand by its name."""
    return Party(brand.slug, brand.name)


async def shown(
    store: StatementStore,
    viewer: str,
    alliance: Alliance,
    brands: tuple[BrandState, BrandState],
    noticed_by: str | None,
    now: datetime,
) -> AllianceView:
    """The alliance of an issuer and an honourer (`brands`) as `viewer` sees it."""
    issuer, honourer = brands
    zone, current = issuer.zone, alliance.at(now)
    newest = alliance.agreements[-1]
    open_proposal = None if newest.starts else newest
    statements = await store.of(alliance.id)
    issued, exposure = await _caps(store, alliance, zone, now)
    currency = newest.terms.worth.currency
    unpaid = [one for one in statements if one.paid_us is None and one.net]
    return AllianceView(
        id=alliance.id,
        name=alliance.name,
        type=alliance.type,
        coupon=alliance.coupon,
        side="issuer" if viewer == alliance.issuer else "honourer",
        issuer=party(issuer),
        honourer=party(honourer),
        zone=zone,
        state=_state(alliance, current, now),
        since=alliance.since,
        ends=alliance.ends,
        noticed_by=None if noticed_by is None else party(issuer if noticed_by == issuer.slug else honourer),
        current=current,
        proposal=open_proposal,
        waiting_for=_waiting_for(open_proposal),
        issued_this_month=issued,
        exposure=Money(exposure, currency),
        month=await _month(store, alliance, statements, zone, now),
        unpaid=Money(sum(one.net for one in unpaid), currency),
        unpaid_statements=len(unpaid),
    )


def versions(alliance: Alliance, now: datetime) -> tuple[VersionView, ...]:
    """What was agreed and proposed, the newest first."""
    current = alliance.at(now)
    return tuple(
        VersionView(one, _version_state(alliance, one, current)) for one in reversed(alliance.agreements)
    )


def statement_view(statement: Statement, brands: tuple[BrandState, BrandState], viewer: str) -> StatementView:
    """A closed month of an issuer and an honourer (`brands`)."""
    issuer, honourer = map(party, brands)
    net, currency = statement.net, statement.currency
    payer, payee = (issuer, honourer) if net > 0 else (honourer, issuer)
    return StatementView(
        number=statement.number,
        zone=brands[0].zone,
        begins=from_micros(statement.from_us),
        ends=from_micros(statement.until_us),
        closed=from_micros(statement.closed_us),
        issued=statement.issued,
        redeemed=statement.redeemed,
        cancelled=statement.cancelled,
        expired=statement.expired,
        still_open=statement.still_open,
        issuer_owes=Money(statement.issuer_owes, currency),
        honourer_owes=Money(statement.honourer_owes, currency),
        net=Money(abs(net), currency),
        payer=payer if net else None,
        payee=payee if net else None,
        final=bool(statement.final),
        paid=None if statement.paid_us is None else from_micros(statement.paid_us),
        may_confirm=bool(net) and statement.paid_us is None and payee.slug == viewer,
    )


async def _caps(store: StatementStore, alliance: Alliance, zone: str, now: datetime) -> tuple[int, int]:
    """Coupons given in the calendar month, and the worth of those that are redeemed or still open."""
    month = counters.alliance_month(alliance.issuer, alliance.id, counters.period_key("month", now, zone))
    out, freed = counters.alliance_out(alliance.issuer, alliance.id), alliance.freed_keys(now, zone)
    figures = await store.counters((month, out, *freed))
    return figures.get(month, 0), figures.get(out, 0) - sum(figures.get(key, 0) for key in freed)


async def _month(
    store: StatementStore, alliance: Alliance, statements: list[Statement], zone: str, now: datetime
) -> MonthView | None:
    """The month that is not settled yet; None before anything is agreed and after the last statement."""
    newest = alliance.newest
    if newest is None or alliance.settled:
        return None
    first = min(one.starts for one in alliance.agreements if one.starts)
    begins, ends = month_of(from_micros(statements[0].until_us) if statements else first, zone)
    found = await store.since(alliance, to_micros(begins), to_micros(now))
    return MonthView(
        begins, ends + CLOSES_AFTER, found.issued, found.redeemed, found.still_open,
        Money(found.issuer_owes - found.honourer_owes, newest.terms.worth.currency),
    )  # fmt: skip


def _state(alliance: Alliance, current: Agreement | None, now: datetime) -> State:
    if alliance.settled:
        return "settled"
    if not alliance.issues(now):
        return "ended"
    if alliance.ends:
        return "ending"
    if current:
        return "running"
    return "agreed" if alliance.accepted else "proposed"


def _version_state(alliance: Alliance, one: Agreement, current: Agreement | None) -> VersionState:
    newest = alliance.newest
    if one.starts is None:
        return "dropped" if newest and newest.number > one.number else "proposed"
    if current is None or one.number > current.number:
        return "coming"
    return "in_force" if one.number == current.number else "past"


def _waiting_for(proposal: Agreement | None) -> tuple[Side, ...]:
    if proposal is None:
        return ()
    sides: tuple[tuple[Side, datetime | None], ...] = (
        ("issuer", proposal.issuer_accepted), ("honourer", proposal.honourer_accepted),
    )  # fmt: skip
    return tuple(side for side, accepted in sides if accepted is None)
