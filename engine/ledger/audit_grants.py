"""The audit of claims and grants: their postings, their counters, and the orders that pay them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field

from engine.grants.stored import takes_json, takes_of
from engine.group_records import Purchase
from engine.ledger import accounts, rules
from engine.ledger.findings import Findings, Net, net, told
from engine.outbox.orders import order_number
from engine.outbox.payouts import amount_of, debt_of, grants_of, offset_of, offsets_of
from engine.outbox.payouts import told as told_by
from engine.records import Claim, Entry, Grant, Order, Redemption, Wait
from engine.scanning.counters import of_two_brands
from engine.storage.audit_store import Archived, Book
from engine.trade_records import Registration

_OPEN = frozenset({"due", "sending", "sent", "unknown", "refused", "small", "returned"})


@dataclass(slots=True)
class Facts:
    """What the rest of the audit must know of claims and grants, and of deliveries, vouchers and orders (`stock`)."""

    claims: dict[int, Claim] = field(default_factory=dict)
    registrations: set[int] = field(default_factory=set)
    grants: set[int] = field(default_factory=set)
    locks: dict[int, Grant] = field(default_factory=dict)
    stock: set[int] = field(default_factory=set)
    by_coupon: dict[int, list[Grant]] = field(default_factory=lambda: defaultdict(list))
    by_redemption: dict[int, list[Grant]] = field(default_factory=lambda: defaultdict(list))
    archived: Archived = field(default_factory=Archived)
    stopped_payouts: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Orders:
    """Orders by the grant in whose name they stand, payouts by every grant that they pay, and what each pays."""

    own: dict[int, list[Order]] = field(default_factory=lambda: defaultdict(list))
    paying: dict[int, list[Order]] = field(default_factory=lambda: defaultdict(list))
    amounts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))


async def _read_orders(book: Book, findings: Findings, taken: dict[str, int]) -> _Orders:
    found = _Orders()
    async for order in book.every(Order):
        assert isinstance(order, Order)
        found.own[order.grant_id].append(order)
        _take(taken, order.takes or "[]")
        if order.topic == "payout" and order.state != "joined":
            for grant_id in grants_of(order):
                found.paying[grant_id].append(order)
            found.amounts[order.order_no] = amount_of(order).minor + offset_of(order)
            if order.takes is not None:
                repaid = -sum(by for key, by in takes_of(order.takes).items() if accounts.is_debt(key))
                findings.equal(f"debt repaid by order {order.order_no}", offset_of(order), repaid)
    return found


def _note_waits(facts: Facts, orders: list[Order]) -> None:
    """A payout that only its payee can have sent again must end some day."""
    facts.stopped_payouts.update(
        order.grant_id for order in orders if order.state in {"refused", "returned"} and order.hold
    )


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
    async for redemption in book.every(Redemption):
        assert isinstance(redemption, Redemption)
        if redemption.state == "done" and redemption.takes:
            _take(taken, redemption.takes)
    async for row in book.every(Registration):
        assert isinstance(row, Registration)
        facts.registrations.add(row.id)
    async for purchase in book.every(Purchase):  # what a coupon's bounds count while it is set aside
        assert isinstance(purchase, Purchase)
        if purchase.holds and purchase.takes:
            _take(taken, purchase.takes)
    orders = await _read_orders(book, findings, taken)
    async for wait in book.every(Wait):  # what is set aside for claims that are looked at
        assert isinstance(wait, Wait)
        if wait.topic == "review" and wait.state == "waiting":
            _take(taken, takes_json(json.loads(wait.payload)["takes"].items()))
    async for grant in book.every(Grant):
        assert isinstance(grant, Grant)
        _note(facts, findings, grant)
        if grant.state != "reversed":
            _take(taken, grant.takes)
        own = orders.own.pop(grant.id, [])
        paying = orders.paying.pop(grant.id, [])
        for order in paying:
            orders.sums[order.order_no] += grant.amount or 0
        _note_waits(facts, own)
        if _paid_by_archived(facts, own, paying):
            posted.pop(grant.id, None)
            continue
        expected = net(_postings(grant, paying))
        found = {key: amount for key, amount in posted.pop(grant.id, {}).items() if amount}
        findings.equal(f"postings of grant {grant.id} ({grant.state})", told(expected), told(found))
        _orders(findings, grant, own, paying)
        if grant.state == "reversed" and any(map(_is_paid, paying)):
            taken[debt_of(grant)] += grant.amount or 0
    gone = {
        order.order_no
        for one, left in orders.paying.items()
        if facts.archived.may_hold(one)
        for order in left
    }
    for order_no, amount in orders.amounts.items():
        if order_no not in gone:
            findings.equal(f"amount of order {order_no}", orders.sums[order_no], amount)
    for grant_id, left in posted.items():
        findings.equal(f"postings of grant {grant_id}, which does not exist", "", told(left) or "zero")
    for grant_id in orders.paying.keys() - orders.own.keys():
        if facts.archived.may_hold(grant_id):
            continue
        findings.equal(f"payouts of grant {grant_id}, which does not exist", 0, len(orders.paying[grant_id]))
    for grant_id in orders.own:
        findings.equal(f"orders of grant {grant_id}, which does not exist", 0, len(orders.own[grant_id]))
    stored = await book.figures("counter", "used")
    for key in sorted(taken.keys() | stored.keys()):
        if book.brand is not None and of_two_brands(key):
            continue  # the partner's tills give back what its holders' coupons took
        findings.equal(f"counter {key}", taken.get(key, 0), stored.get(key, 0))
    return facts


def _paid_by_archived(facts: Facts, own: list[Order], paying: list[Order]) -> bool:
    """Whether one payment settled a grant together with others whose order has been archived with another piece."""
    leads = [told_by(order)["lead"] for order in own if order.state == "joined"]
    return not paying and any(facts.archived.may_hold(lead) for lead in leads)


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
    if grant.cause_kind == "deletion":
        return
    if grant.cause_kind == "redemption":
        facts.by_redemption[grant.cause_id].append(grant)
    elif grant.cause_kind == "registration":
        known = grant.cause_id in facts.registrations
        findings.equal(f"registration {grant.cause_id} of grant {grant.id} exists", True, known)
    else:
        findings.equal(
            f"claim {grant.cause_id} of grant {grant.id} exists", True, grant.cause_id in facts.claims
        )


def _postings(grant: Grant, orders: list[Order]) -> tuple[Entry, ...]:
    """What must stand in the book for a grant in this state."""
    paying = next((order for order in orders if _is_paid(order)), None)
    if grant.state == "reversed" and paying is None:
        return ()
    given = rules.granted(grant)
    if grant.state not in {"paid", "reversed"}:
        return given
    channel = (paying.channel or "") if paying else ""
    offset = offsets_of(paying).get(grant.id, 0) if paying else 0
    paid = given + rules.paid(grant, channel, grant.at_us, offset)
    return paid if grant.state == "paid" else paid + rules.clawed_back(grant, grant.at_us)


def _is_paid(order: Order) -> bool:
    return order.topic == "payout" and order.state in {"done", "handed"} and order.note == "paid"


def _orders(findings: Findings, grant: Grant, orders: list[Order], paying: list[Order]) -> None:
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
    currencies = {amount_of(order).currency for order in paying} - {grant.currency}
    findings.equal(f"other currencies of payouts of grant {grant.id}", set(), currencies)
    paid = sum(map(_is_paid, paying))
    open_now = sum(order.state in _OPEN for order in paying)
    if grant.state != "reversed" or paid != 1:  # a reward that was paid may be taken back later
        findings.equal(f"paid orders of grant {grant.id} ({grant.state})", int(grant.state == "paid"), paid)
    findings.equal(f"open orders of grant {grant.id} ({grant.state})", int(grant.state == "owed"), open_now)
