"""The audit of claims and grants: their postings, their counters, and the orders that pay them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.grants.stored import takes_of
from engine.ledger import accounts, rules
from engine.ledger.findings import Findings, Net, net, told
from engine.outbox.orders import order_number
from engine.records import Claim, Entry, Grant, Order
from engine.storage.audit_store import Archived, Book

_OPEN = frozenset({"due", "sending", "sent", "unknown", "refused"})


@dataclass(slots=True)
class Facts:
    """What the rest of the audit must know of claims and grants."""

    claims: dict[int, Claim] = field(default_factory=dict)
    grants: set[int] = field(default_factory=set)
    locks: dict[int, Grant] = field(default_factory=dict)
    by_coupon: dict[int, list[Grant]] = field(default_factory=lambda: defaultdict(list))
    by_redemption: dict[int, list[Grant]] = field(default_factory=lambda: defaultdict(list))
    archived: Archived = field(default_factory=Archived)


async def audit_grants(book: Book, findings: Findings, posted: dict[int, Net]) -> Facts:
    """Hold every claim and grant."""
    facts = Facts(archived=await book.archived())
    taken: dict[str, int] = defaultdict(int, await book.carried("counter"))
    sources: set[tuple[str, str]] = set()
    async for claim in book.every(Claim):
        assert isinstance(claim, Claim)
        source = (claim.brand, claim.source)
        findings.equal(f"another claim of {claim.brand} {claim.source}", False, source in sources)
        sources.add(source)
        facts.claims[claim.id] = claim
        _take(taken, claim.takes)
    orders: dict[int, list[Order]] = defaultdict(list)
    async for order in book.every(Order):
        assert isinstance(order, Order)
        orders[order.grant_id].append(order)
    async for grant in book.every(Grant):
        assert isinstance(grant, Grant)
        _note(facts, findings, grant)
        if grant.state != "reversed":
            _take(taken, grant.takes)
        own = orders.pop(grant.id, [])
        expected = net(_postings(grant, own))
        found = {key: amount for key, amount in posted.pop(grant.id, {}).items() if amount}
        findings.equal(f"postings of grant {grant.id} ({grant.state})", told(expected), told(found))
        _orders(findings, grant, own)
    for grant_id, left in posted.items():
        findings.equal(f"postings of grant {grant_id}, which does not exist", "", told(left) or "zero")
    for grant_id in orders:
        findings.equal(f"orders of grant {grant_id}, which does not exist", 0, len(orders[grant_id]))
    stored = await book.figures("counter", "used")
    for key in sorted(taken.keys() | stored.keys()):
        findings.equal(f"counter {key}", taken.get(key, 0), stored.get(key, 0))
    return facts


def _take(taken: dict[str, int], takes: str) -> None:
    for key, amount in takes_of(takes).items():
        taken[key] += amount


def _note(facts: Facts, findings: Findings, grant: Grant) -> None:
    payable = grant.amount is not None and grant.fund != accounts.COST
    states = {"owed", "paid", "reversed"} if payable else {"given", "reversed"}
    states |= {"locked"} if grant.until_us is not None else set()
    findings.equal(f"state of grant {grant.id} is one of {sorted(states)}", True, grant.state in states)
    facts.grants.add(grant.id)
    if grant.until_us is not None:
        facts.locks[grant.id] = grant
    if grant.coupon_id is not None:
        facts.by_coupon[grant.coupon_id].append(grant)
    if grant.cause_kind == "redemption":
        facts.by_redemption[grant.cause_id].append(grant)
    else:
        findings.equal(
            f"claim {grant.cause_id} of grant {grant.id} exists", True, grant.cause_id in facts.claims
        )


def _postings(grant: Grant, orders: list[Order]) -> tuple[Entry, ...]:
    """What must stand in the book for a grant in this state."""
    if grant.state == "reversed":
        return ()
    given = rules.granted(grant)
    if grant.state != "paid":
        return given
    channels = [_payload(order).get("channel") for order in orders if _is_paid(order)]
    return given + rules.paid(grant, str(channels[0] if channels else ""), grant.at_us)


def _payload(order: Order) -> Mapping[str, object]:
    payload: Mapping[str, object] = json.loads(order.payload)
    return payload


def _is_paid(order: Order) -> bool:
    return order.topic == "payout" and order.state == "done" and order.note == "paid"


def _orders(findings: Findings, grant: Grant, orders: list[Order]) -> None:
    payouts = [order for order in orders if order.topic == "payout"]
    deliveries = len(orders) - len(payouts)
    given = grant.until_us is None or (grant.state != "locked" and grant.opens_us is not None)
    due = int(grant.fund == accounts.COST and given)
    findings.equal(f"deliveries of grant {grant.id}", due, deliveries)
    for order in orders:
        number = order_number(grant.id, order.attempt)
        findings.equal(f"number of order {order.id} of grant {grant.id}", number, order.order_no)
    if grant.amount is None or grant.fund != accounts.BUDGET:
        findings.equal(f"payout orders of grant {grant.id}", 0, len(payouts))
        return
    for order in payouts:
        payload = _payload(order)
        findings.equal(
            f"amount of order {order.order_no}",
            (grant.amount, grant.currency),
            (payload.get("amount"), payload.get("currency")),
        )
    paid = sum(map(_is_paid, payouts))
    open_now = sum(order.state in _OPEN for order in payouts)
    findings.equal(f"paid orders of grant {grant.id} ({grant.state})", int(grant.state == "paid"), paid)
    findings.equal(f"open orders of grant {grant.id} ({grant.state})", int(grant.state == "owed"), open_now)
