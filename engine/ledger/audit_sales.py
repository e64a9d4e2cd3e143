"""The audit of purchases: what coupons took off, what was paid, and what came back."""

from __future__ import annotations

import json
from collections import defaultdict

from engine.coupons.sale_lines import lines_of
from engine.ledger.findings import Findings
from engine.records import Redemption
from engine.storage.audit_store import Book
from engine.till_records import Return, Sale


async def audit_sales(book: Book, findings: Findings) -> None:
    """Hold every purchase against its lines, its coupons and its returns."""
    taken: dict[int, list[Redemption]] = defaultdict(list)
    async for redemption in book.every(Redemption):
        assert isinstance(redemption, Redemption)
        if redemption.sale_id is not None:
            taken[redemption.sale_id].append(redemption)
    back: dict[int, list[Return]] = defaultdict(list)
    async for one in book.every(Return):
        assert isinstance(one, Return)
        back[one.sale_id].append(one)
    async for sale in book.every(Sale):
        assert isinstance(sale, Sale)
        _sale(findings, sale, taken.pop(sale.id, []), back.pop(sale.id, []))
    findings.equal("redemptions of purchases that do not exist", [], sorted(taken))
    findings.equal("returns of purchases that do not exist", [], sorted(back))


def _sale(findings: Findings, sale: Sale, taken: list[Redemption], back: list[Return]) -> None:
    name, lines = f"purchase {sale.id} ({sale.state})", lines_of(sale.lines)
    off = sum(one.discount or 0 for one in taken)
    findings.equal(f"total of {name}", sum(line.amount for line in lines), sale.total)
    findings.equal(f"line discounts of {name}", off, sum(line.off for line in lines))
    findings.equal(f"paid for {name}", sale.total - off, sale.paid)
    findings.equal(f"states of the coupons in {name}", {sale.state}, {one.state for one in taken})
    pieces: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in back:
        told = json.loads(one.lines)
        findings.equal(f"refund of return {one.id}", sum(refund for _, _, refund in told), one.refund)
        for place, count, refund in told:
            pieces[place][0] += count
            pieces[place][1] += refund
    for place, line in enumerate(lines):
        findings.equal(f"line {place} of {name} came back", pieces[place], [line.returned, line.refunded])
        sound = line.returned <= line.quantity and line.refunded <= line.paid
        findings.equal(f"line {place} of {name} brought back no more than was bought and paid", True, sound)
    returned = sale.paid if sale.state == "cancelled" else sum(one.refund for one in back)
    findings.equal(f"refunded of {name}", returned, sale.refunded)
