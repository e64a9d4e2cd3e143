"""The postings behind each step of a grant's life. Pure; every posting sums to zero in each currency."""

from __future__ import annotations

from engine.alliances.rows import Statement
from engine.ids import new_id
from engine.ledger import accounts
from engine.records import Entry, Funding, Grant


def posting(
    brand: str, kind: str, cause_id: int, at_us: int, *lines: tuple[str, str, int]
) -> tuple[Entry, ...]:
    """The lines of one posting; those of nothing are left out."""
    posting_id = new_id()
    assert_balanced(lines)
    return tuple(
        [
            Entry(new_id(), brand, posting_id, kind, cause_id, account, currency, amount, at_us)
            for account, currency, amount in lines
            if amount
        ]
    )


def assert_balanced(lines: tuple[tuple[str, str, int], ...]) -> None:
    """Raises AssertionError when the lines of a posting do not sum to zero in each currency."""
    totals: dict[str, int] = {}
    for _, currency, amount in lines:
        totals[currency] = totals.get(currency, 0) + amount
    for currency, total in totals.items():
        if total:
            raise AssertionError(f"posting is out of balance by {total} {currency}: {lines}")


def granted(grant: Grant) -> tuple[Entry, ...]:
    """Fund to party when a reward is given; to what is set aside for the party while it is locked."""
    lines = [
        line
        for currency, fund, amount in _values(grant)
        for line in ((fund, currency, -amount), (_holder(grant, currency), currency, amount))
    ]
    return posting(grant.brand, "grant", grant.id, grant.at_us, *lines) if lines else ()


def taken_back(grant: Grant, at_us: int) -> tuple[Entry, ...]:
    """The way back of a reward as it stands, given or still locked."""
    lines = [
        line
        for currency, fund, amount in _values(grant)
        for line in ((fund, currency, amount), (_holder(grant, currency), currency, -amount))
    ]
    return posting(grant.brand, "reversal", grant.id, at_us, *lines) if lines else ()


def opened(locked: Grant, given: Grant, at_us: int) -> tuple[Entry, ...]:
    """From what was set aside to the party."""
    lines = [
        line
        for currency, _, amount in _values(locked)
        for line in (
            (_holder(locked, currency), currency, -amount),
            (_holder(given, currency), currency, amount),
        )
    ]
    return posting(locked.brand, "opening", locked.id, at_us, *lines) if lines else ()


def _values(grant: Grant) -> list[tuple[str, str, int]]:
    """Currency, fund and amount of what a grant is worth."""
    found = []
    if grant.amount is not None and grant.currency is not None:
        fund = accounts.BUDGET if grant.fund == accounts.COST else grant.fund
        found.append((grant.currency, accounts.fund(fund, grant.campaign_id), grant.amount))
    if grant.points is not None:
        fund = (
            "members:forgone"
            if grant.fund == accounts.FORGONE
            else accounts.fund("points", grant.campaign_id)
        )
        found.append((accounts.POINTS, fund, grant.points))
    return found


def _holder(grant: Grant, currency: str) -> str:
    """The account that holds a grant as it stands."""
    if grant.state == "locked":
        return accounts.locked(grant.recipient_kind, grant.recipient_id)
    if currency == accounts.POINTS:
        return accounts.points(grant.recipient_kind, grant.recipient_id)
    if grant.fund == accounts.COST:
        return accounts.spent(grant.reward)
    return accounts.owed(grant.recipient_kind, grant.recipient_id)


def paid(grant: Grant, channel: str, at_us: int, offset_by: int = 0) -> tuple[Entry, ...]:
    """Party to channel, when the money has arrived; to what the party must give back, so far as it was offset."""
    assert grant.amount is not None
    owed, left = accounts.owed(grant.recipient_kind, grant.recipient_id), grant.amount - offset_by
    entries = offset(grant, offset_by, at_us) if offset_by else ()
    return (
        entries + _between(grant, "payment", at_us, owed, accounts.paid(channel), left) if left else entries
    )


def clawed_back(grant: Grant, at_us: int) -> tuple[Entry, ...]:
    """A reward that was paid is taken back: the fund has it again, and the party owes it."""
    return _between(
        grant, "clawback", at_us, accounts.debt(grant.recipient_kind, grant.recipient_id), _fund(grant)
    )


def came_back_after(grant: Grant, channel: str, at_us: int, offset_by: int = 0) -> tuple[Entry, ...]:
    """Money of a reward taken back comes back by itself: nothing is owed for it any more. What was offset never left."""
    assert grant.amount is not None
    debt = accounts.debt(grant.recipient_kind, grant.recipient_id)
    return _between(grant, "return", at_us, accounts.paid(channel), debt, grant.amount - offset_by)


def offset(grant: Grant, amount: int, at_us: int, *, sign: int = 1) -> tuple[Entry, ...]:
    """So much of what a party is owed settles what it must give back."""
    owed = accounts.owed(grant.recipient_kind, grant.recipient_id)
    debt = accounts.debt(grant.recipient_kind, grant.recipient_id)
    return _between(grant, "offset", at_us, owed, debt, sign * amount)


def _between(
    grant: Grant, kind: str, at_us: int, source: str, target: str, amount: int | None = None
) -> tuple[Entry, ...]:
    moved = grant.amount if amount is None else amount
    assert moved is not None
    assert grant.currency is not None
    lines = ((source, grant.currency, -moved), (target, grant.currency, moved))
    return posting(grant.brand, kind, grant.id, at_us, *lines)


def _fund(grant: Grant) -> str:
    return accounts.fund(grant.fund, grant.campaign_id)


def returned(grant: Grant, channel: str, at_us: int, offset_by: int = 0) -> tuple[Entry, ...]:
    """Channel to party, when money that had arrived has come back: it is owed again, and nothing is offset by it."""
    assert grant.amount is not None
    owed, left = accounts.owed(grant.recipient_kind, grant.recipient_id), grant.amount - offset_by
    entries = offset(grant, offset_by, at_us, sign=-1) if offset_by else ()
    return entries + _between(grant, "return", at_us, accounts.paid(channel), owed, left)


def alliance_redeemed(funding: Funding, campaign_id: int, at_us: int, *, sign: int = 1) -> tuple[Entry, ...]:
    """Who bears an alliance coupon, in both brands' books.

    The outlet was owed the whole from the honourer's alliance account; the honourer's own share stays there as
    cost, the issuer's share becomes a claim on the issuer; the fee goes the other way.
    """
    kind = "alliance" if sign > 0 else "alliance_reversal"
    issuer, fee = sign * funding.issuer_bears, sign * funding.fee
    account = funding.alliance_id
    return posting(
        funding.honourer,
        kind,
        funding.redemption_id,
        at_us,
        (
            accounts.fund(accounts.ALLIANCE, campaign_id),
            funding.currency,
            sign * (funding.issuer_bears + funding.honourer_bears),
        ),
        (accounts.alliance(account, "cost"), funding.currency, -sign * funding.honourer_bears),
        (accounts.alliance(account, "partner"), funding.currency, -issuer + fee),
        (accounts.alliance(account, "fees"), funding.currency, -fee),
    ) + posting(
        funding.brand,
        kind,
        funding.redemption_id,
        at_us,
        (accounts.alliance(account, "cost"), funding.currency, -issuer),
        (accounts.alliance(account, "partner"), funding.currency, issuer - fee),
        (accounts.alliance(account, "fees"), funding.currency, fee),
    )


def statement_paid(statement: Statement, at_us: int) -> tuple[Entry, ...]:
    """The month is settled: in both books neither owes the other anything for it any more."""
    between, paid = (accounts.alliance(statement.alliance_id, part) for part in ("partner", "paid"))
    currency, net = statement.currency, statement.net
    return posting(
        statement.honourer,
        "alliance_payment",
        statement.id,
        at_us,
        (between, currency, net),
        (paid, currency, -net),
    ) + posting(
        statement.brand,
        "alliance_payment",
        statement.id,
        at_us,
        (between, currency, -net),
        (paid, currency, net),
    )
