"""Recomputes every balance, counter and state from the rows behind it and names each difference."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from engine.grants.making import takes_of
from engine.ledger import accounts
from engine.outcomes import Difference
from engine.records import Claim, Coupon, Entry, Grant, Order, Redemption
from engine.storage.audit_store import Book


@dataclass(slots=True)
class _Findings:
    differences: list[Difference] = field(default_factory=list)

    def equal(self, what: str, expected: object, found: object) -> None:
        if expected != found:
            self.differences.append(Difference(what, str(expected), str(found)))


async def audit(book: Book) -> tuple[Difference, ...]:
    """Every difference in the book; empty when all figures hold.

    Held: each posting sums to zero; each balance is the sum of its entries; each grant has exactly the postings
    of its state; each counter is what living grants and claims took; each owed payable grant has one open order
    and each paid one exactly one paid order; each coupon agrees with its redemption; no code is claimed twice.
    """
    findings = _Findings()
    balances: dict[str, int] = defaultdict(int)
    postings: dict[tuple[int, str], int] = defaultdict(int)
    by_grant: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    async for entry in book.every(Entry):
        assert isinstance(entry, Entry)
        balances[f"{entry.brand}|{entry.account}|{entry.currency}"] += entry.amount
        postings[entry.posting_id, entry.currency] += entry.amount
        if entry.kind in {"grant", "payment", "reversal"}:
            by_grant[entry.cause_id][entry.account] += entry.amount
    for (posting_id, currency), total in postings.items():
        findings.equal(f"sum of posting {posting_id} in {currency}", 0, total)
    stored = await book.figures("balance", "amount")
    for key in sorted(balances.keys() | stored.keys()):
        findings.equal(f"balance {key}", balances.get(key, 0), stored.get(key, 0))
    await _grants(book, findings, by_grant)
    await _coupons(book, findings)
    return tuple(findings.differences)


async def _grants(book: Book, findings: _Findings, by_grant: dict[int, dict[str, int]]) -> None:
    taken: dict[str, int] = defaultdict(int)
    sources: set[tuple[str, str]] = set()
    async for claim in book.every(Claim):
        assert isinstance(claim, Claim)
        findings.equal(
            f"claims of {claim.brand} {claim.source}", False, (claim.brand, claim.source) in sources
        )
        sources.add((claim.brand, claim.source))
        for key, amount in takes_of(claim.takes).items():
            taken[key] += amount
    orders: dict[int, list[Order]] = defaultdict(list)
    async for order in book.every(Order):
        assert isinstance(order, Order)
        orders[order.grant_id].append(order)
    async for grant in book.every(Grant):
        assert isinstance(grant, Grant)
        if grant.state != "reversed":
            for key, amount in takes_of(grant.takes).items():
                taken[key] += amount
        _grant_postings(findings, grant, by_grant.get(grant.id, {}))
        _grant_orders(findings, grant, orders.get(grant.id, []))
    stored = await book.figures("counter", "used")
    for key in sorted(taken.keys() | stored.keys()):
        findings.equal(f"counter {key}", taken.get(key, 0), stored.get(key, 0))


def _grant_postings(findings: _Findings, grant: Grant, posted: dict[str, int]) -> None:
    if grant.amount is not None and grant.fund != accounts.COST:
        owed = accounts.owed(grant.recipient_kind, grant.recipient_id)
        expected = grant.amount if grant.state == "owed" else 0
        findings.equal(f"owed of grant {grant.id} ({grant.state})", expected, posted.get(owed, 0))
        fund = accounts.fund(grant.fund, grant.campaign_id)
        borne = 0 if grant.state == "reversed" else -grant.amount
        findings.equal(f"fund of grant {grant.id} ({grant.state})", borne, posted.get(fund, 0))
    if grant.points is not None:
        account = accounts.points(grant.recipient_kind, grant.recipient_id)
        expected = 0 if grant.state == "reversed" else grant.points
        findings.equal(f"points of grant {grant.id} ({grant.state})", expected, posted.get(account, 0))


def _grant_orders(findings: _Findings, grant: Grant, orders: list[Order]) -> None:
    payouts = [order for order in orders if order.topic == "payout"]
    if grant.amount is None or grant.fund != accounts.BUDGET:
        findings.equal(f"payout orders of grant {grant.id}", 0, len(payouts))
        return
    paid = sum(order.state == "done" and order.note == "paid" for order in payouts)
    open_now = sum(order.state in {"due", "sending", "sent", "unknown", "refused"} for order in payouts)
    findings.equal(f"paid orders of grant {grant.id} ({grant.state})", int(grant.state == "paid"), paid)
    findings.equal(f"open orders of grant {grant.id} ({grant.state})", int(grant.state == "owed"), open_now)


async def _coupons(book: Book, findings: _Findings) -> None:
    done: dict[int, list[int]] = defaultdict(list)
    async for redemption in book.every(Redemption):
        assert isinstance(redemption, Redemption)
        if redemption.state == "done":
            done[redemption.coupon_id].append(redemption.id)
    async for coupon in book.every(Coupon):
        assert isinstance(coupon, Coupon)
        if book.brand is not None and coupon.honourer != book.brand:
            continue
        expected = [coupon.redemption_id] if coupon.state == "redeemed" else []
        findings.equal(
            f"redemptions of coupon {coupon.id} ({coupon.state})", expected, done.pop(coupon.id, [])
        )
