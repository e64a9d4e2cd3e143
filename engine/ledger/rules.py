"""The postings behind each step of a grant's life. Pure; every posting sums to zero in each currency."""

from __future__ import annotations

from engine.ids import new_id
from engine.ledger import accounts
from engine.records import Entry, Funding, Grant


def _posting(
    brand: str, kind: str, cause_id: int, at_us: int, *lines: tuple[str, str, int]
) -> tuple[Entry, ...]:
    posting_id = new_id()
    assert_balanced(lines)
    return tuple(
        Entry(new_id(), brand, posting_id, kind, cause_id, account, currency, amount, at_us)
        for account, currency, amount in lines
        if amount
    )


def assert_balanced(lines: tuple[tuple[str, str, int], ...]) -> None:
    """Raises AssertionError when the lines of a posting do not sum to zero in each currency."""
    for wanted in {currency for _, currency, _ in lines}:
        total = sum(amount for _, currency, amount in lines if currency == wanted)
        if total:
            raise AssertionError(f"posting is out of balance by {total} {wanted}: {lines}")


def granted(grant: Grant, *, sign: int = 1) -> tuple[Entry, ...]:
    """Fund to party, when a reward is given; with `sign` -1 the way back, when it is reversed."""
    kind, at_us = ("grant", grant.at_us) if sign > 0 else ("reversal", grant.settled_us or grant.at_us)
    lines: list[tuple[str, str, int]] = []
    if grant.amount is not None and grant.currency is not None:
        payable = grant.fund != accounts.COST
        source = accounts.fund(grant.fund if payable else accounts.BUDGET, grant.campaign_id)
        party = accounts.owed(grant.recipient_kind, grant.recipient_id)
        target = party if payable else accounts.spent(grant.reward)
        amount = sign * grant.amount
        lines += [(source, grant.currency, -amount), (target, grant.currency, amount)]
    if grant.points is not None:
        lines.append((accounts.fund("points", grant.campaign_id), accounts.POINTS, -sign * grant.points))
        lines.append(
            (accounts.points(grant.recipient_kind, grant.recipient_id), accounts.POINTS, sign * grant.points)
        )
    return _posting(grant.brand, kind, grant.id, at_us, *lines) if lines else ()


def paid(grant: Grant, channel: str, at_us: int) -> tuple[Entry, ...]:
    """Party to channel, when the money has arrived."""
    assert grant.amount is not None
    assert grant.currency is not None
    return _posting(
        grant.brand,
        "payment",
        grant.id,
        at_us,
        (accounts.owed(grant.recipient_kind, grant.recipient_id), grant.currency, -grant.amount),
        (accounts.paid(channel), grant.currency, grant.amount),
    )


def alliance_redeemed(funding: Funding, campaign_id: int, at_us: int, *, sign: int = 1) -> tuple[Entry, ...]:
    """Who bears an alliance coupon, in both brands' books.

    The outlet was owed the whole from the honourer's alliance account; the honourer's own share stays there as
    cost, the issuer's share becomes a claim on the issuer; the fee goes the other way.
    """
    kind = "alliance" if sign > 0 else "alliance_reversal"
    issuer, fee = sign * funding.issuer_bears, sign * funding.fee
    account = funding.alliance_id
    return _posting(
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
    ) + _posting(
        funding.brand,
        kind,
        funding.redemption_id,
        at_us,
        (accounts.alliance(account, "cost"), funding.currency, -issuer),
        (accounts.alliance(account, "partner"), funding.currency, issuer - fee),
        (accounts.alliance(account, "fees"), funding.currency, fee),
    )
