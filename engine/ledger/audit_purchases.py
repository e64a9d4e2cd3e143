"""The audit of what the shop sells: who paid has a place or gets the money back, and what is kept is kept for somebody."""

from __future__ import annotations

from collections import defaultdict

from engine.group_records import Group, Purchase
from engine.groups.rows import BILL, GROUP, REFUND
from engine.ledger import purchase_rules
from engine.ledger.findings import Findings, Net, net, told
from engine.records import Coupon, Entry, Wait
from engine.storage.audit_store import Book

#: The topic of the wait that a purchase in a state has, and the one of a group.
_WAITS = {"waiting": BILL, "refunding": REFUND}


async def audit_purchases(book: Book, findings: Findings, posted: dict[int, Net]) -> None:
    """Hold every purchase and group against its postings, its coupon and what waits for it."""
    waits: dict[tuple[int, str], int] = defaultdict(int)
    async for wait in book.every(Wait):
        assert isinstance(wait, Wait)
        if wait.topic in {BILL, REFUND, GROUP} and wait.state == "waiting":
            waits[wait.subject_id, wait.topic] += 1
    inside: dict[int, list[Purchase]] = defaultdict(list)
    aside: dict[int, int] = defaultdict(int)
    async for purchase in book.every(Purchase):
        assert isinstance(purchase, Purchase)
        _purchase(findings, purchase, posted.pop(purchase.id, {}))
        topic = _WAITS.get(purchase.state)
        if topic:
            findings.equal(f"{topic} waits of purchase {purchase.id}", 1, waits.pop((purchase.id, topic), 0))
        if purchase.group_id is not None:
            inside[purchase.group_id].append(purchase)
        if purchase.coupon_id is not None and purchase.holds:
            aside[purchase.coupon_id] += 1
    async for group in book.every(Group):
        assert isinstance(group, Group)
        _group(findings, group, inside.pop(group.id, []))
        due = int(group.state == "open")
        findings.equal(f"waits for the end of group {group.id}", due, waits.pop((group.id, GROUP), 0))
    findings.equal("purchases in groups that do not exist", [], sorted(inside))
    findings.equal("waits for purchases and groups that are over", [], sorted(waits))
    async for coupon in book.every(Coupon):
        assert isinstance(coupon, Coupon)
        orders = aside.pop(coupon.id, 0)
        findings.equal(
            f"orders for which coupon {coupon.id} is set aside", int(coupon.state == "aside"), orders
        )
    findings.equal("coupons of orders that do not exist", [], sorted(aside))
    left = sorted(cause for cause, sums in posted.items() if any(sums.values()))
    findings.equal("postings of purchases that do not exist", [], left)


def _purchase(findings: Findings, purchase: Purchase, found: Net) -> None:
    name = f"purchase {purchase.id} ({purchase.state})"
    entries: tuple[Entry, ...] = ()
    if purchase.paid_us is not None:
        entries += purchase_rules.collected(purchase, 0)
    if purchase.refund_us is not None:
        entries += purchase_rules.refund_due(purchase, 0)
    if purchase.refunded_us is not None:
        entries += purchase_rules.refunded(purchase, 0)
    findings.equal(f"postings of {name}", told(net(entries)), told({k: v for k, v in found.items() if v}))
    kept = purchase.state in {"paid", "sent"}
    findings.equal(
        f"{name} was paid", purchase.state not in {"waiting", "closed"}, purchase.paid_us is not None
    )
    back = purchase.state in {"refunding", "refunded"}
    findings.equal(f"money of {name} goes back", back, purchase.refund_us is not None)
    findings.equal(
        f"money of {name} has gone back", purchase.state == "refunded", purchase.refunded_us is not None
    )
    findings.equal(
        f"{name} has ended without a reason",
        False,
        not kept and purchase.state != "waiting" and not purchase.why,
    )
    findings.equal(f"price of {name} is above what is paid", True, 0 < purchase.amount <= purchase.price)


def _group(findings: Findings, group: Group, bought: list[Purchase]) -> None:
    name = f"group {group.id} ({group.state})"
    living = [one for one in bought if one.state in {"waiting", "paid", "sent"}]
    places = [one.place for one in living]
    findings.equal(
        f"places of {name} that two have",
        [],
        sorted(one or 0 for one in set(places) if places.count(one) > 1),
    )
    buyers = [one.consumer_id for one in living]
    findings.equal(
        f"buyers with two places in {name}", [], sorted(one for one in set(buyers) if buyers.count(one) > 1)
    )
    if not group.least:
        findings.equal(f"{name} has no more places than it may", True, len(living) <= group.size)
    if group.state in {"expired", "cancelled"}:
        findings.equal(f"places that stand in {name}", [], [one.id for one in living])
    if group.state == "open":
        findings.equal(
            f"places of {name} that were sent", [], [one.id for one in living if one.state == "sent"]
        )
