"""Recomputes every balance, counter and state from the rows behind it and names each difference."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from engine.ledger import purchase_rules
from engine.ledger.audit_chain import audit_chain
from engine.ledger.audit_coupons import audit_coupons
from engine.ledger.audit_grants import audit_grants
from engine.ledger.audit_members import audit_members
from engine.ledger.audit_parcels import audit_parcels
from engine.ledger.audit_purchases import audit_purchases
from engine.ledger.audit_sales import audit_sales
from engine.ledger.audit_statements import audit_statements
from engine.ledger.audit_stock import audit_stock
from engine.ledger.audit_tallies import audit_tallies
from engine.ledger.audit_waits import audit_waits
from engine.ledger.findings import Findings, Net, add
from engine.outcomes import Difference
from engine.records import Entry
from engine.storage.audit_store import Book


async def audit(book: Book) -> tuple[Difference, ...]:
    """Every difference in the book; empty when all figures hold.

    Held: each posting sums to zero; each balance is the sum of its entries; each grant, and each alliance
    coupon's funding, has exactly the postings of its state; each counter is what living grants and claims
    took; each owed payable grant has one open order and each paid one exactly one paid order, over its own
    amount and under its own number; each locked grant waits for its key exactly once, and no other does; each coupon agrees with its grant and its redemption, each redemption
    with what it brought; each purchase with its lines, coupons and returns, prize stock with its moves,
    holds and orders; each statement between two brands is
    what its lines add up to, each redemption before its month on one line as it was borne; who paid the shop has a place or gets the money back; no code is claimed twice; what consumers have
    claimed, who brought whom and what was answered before refer to claims that exist; each alarm counts its observations, each
    clerk's scan the claims that went with it, each compensated case has its claim; each tally is what its rows count to. Rows that were archived count with
    what they had added up to. For one brand alone, what lies in a partner's book is not held.
    """
    findings = Findings()
    posted = await _entries(book, findings)
    facts = await audit_grants(book, findings, posted.grants)
    await audit_coupons(book, findings, facts, posted.fundings)
    await audit_statements(book, findings, posted.statements)
    await audit_sales(book, findings)
    await audit_purchases(book, findings, posted.purchases)
    await audit_stock(book, findings, facts)
    await audit_members(book, findings, facts)
    await audit_waits(book, findings, facts)
    await audit_chain(book, findings, facts)
    await audit_parcels(book, findings)
    await audit_tallies(book, findings)
    return tuple(findings.differences)


@dataclass(slots=True)
class _Posted:
    """Net postings by their cause: a grant, a redemption that two brands bear, a month that they have settled,
    or a purchase of the shop."""

    grants: dict[int, Net] = field(default_factory=lambda: defaultdict(dict))
    fundings: dict[int, Net] = field(default_factory=lambda: defaultdict(dict))
    statements: dict[int, Net] = field(default_factory=lambda: defaultdict(dict))
    purchases: dict[int, Net] = field(default_factory=lambda: defaultdict(dict))

    def of(self, kind: str) -> dict[int, Net]:
        """Those of a kind of posting."""
        if kind in purchase_rules.KINDS:
            return self.purchases
        if kind == "alliance_payment":
            return self.statements
        return self.fundings if kind in {"alliance", "alliance_reversal"} else self.grants


async def _entries(book: Book, findings: Findings) -> _Posted:
    balances: dict[str, int] = defaultdict(int, await book.carried("balance"))
    postings: dict[tuple[int, str, str], int] = defaultdict(int)
    posted = _Posted()
    async for entry in book.every(Entry):
        assert isinstance(entry, Entry)
        balances[f"{entry.brand}|{entry.account}|{entry.currency}"] += entry.amount
        postings[entry.posting_id, entry.brand, entry.currency] += entry.amount
        add(posted.of(entry.kind)[entry.cause_id], entry)
    for (posting_id, brand, currency), total in postings.items():
        findings.equal(f"sum of posting {posting_id} of {brand} in {currency}", 0, total)
    stored = await book.figures("balance", "amount")
    for key in sorted(balances.keys() | stored.keys()):
        findings.equal(f"balance {key}", balances.get(key, 0), stored.get(key, 0))
    return posted
