"""The audit of prize stock: every piece came by a delivery and left for a voucher; what is held is held for one."""

from __future__ import annotations

from collections import defaultdict

from engine.group_records import Purchase
from engine.ledger.audit_grants import Facts
from engine.ledger.findings import Findings
from engine.records import Coupon, Redemption, Wait
from engine.stock.book import HOLD, goods_from_stock, name_of_held
from engine.storage.audit_store import Book
from engine.till_records import Stock, StockMove

Name = tuple[str, int, str]


async def audit_stock(book: Book, findings: Findings, facts: Facts) -> None:
    """Hold every stock against its moves and holds, and every move against its voucher."""
    on_hand: dict[Name, int] = defaultdict(int)
    taken: dict[int, int] = defaultdict(int)
    sold: dict[int, int] = defaultdict(int)
    async for move in book.every(StockMove):
        assert isinstance(move, StockMove)
        facts.stock.add(move.id)
        on_hand[move.brand, move.outlet_id, move.product] += move.pieces
        if move.cause_id is not None:
            (sold if move.kind == "sold" else taken)[move.cause_id] -= move.pieces
    held: dict[Name, int] = defaultdict(int)
    async for wait in book.every(Wait):
        assert isinstance(wait, Wait)
        if wait.topic == HOLD and wait.state == "waiting":
            held[name_of_held(wait)] += 1
    async for purchase in book.every(Purchase):
        assert isinstance(purchase, Purchase)
        facts.stock.add(purchase.id)
        if purchase.holds:
            held[purchase.brand, purchase.outlet_id, purchase.product] += 1
        pieces = sold.pop(purchase.id, 0)
        findings.equal(f"pieces sent for purchase {purchase.id}", int(purchase.state == "sent"), pieces)
    findings.equal("pieces sent for purchases that do not exist", [], sorted(sold))
    async for stock in book.every(Stock):
        assert isinstance(stock, Stock)
        name = (stock.brand, stock.outlet_id, stock.product)
        told = f"prize stock of {stock.product} at outlet {stock.outlet_id}"
        findings.equal(f"pieces in {told}", on_hand.pop(name, 0), stock.on_hand)
        findings.equal(f"held in {told}", held.pop(name, 0), stock.held)
        findings.equal(f"{told} is not below what is held", True, 0 <= stock.held <= stock.on_hand)
    findings.equal("moves of stock that does not exist", [], sorted(on_hand))
    findings.equal("holds in stock that does not exist", [], sorted(held))
    await _vouchers(book, findings, taken, facts)


async def _vouchers(book: Book, findings: Findings, taken: dict[int, int], facts: Facts) -> None:
    """Each voucher that was taken took its one piece; a cancelled one brought it back."""
    goods: set[int] = set()
    async for coupon in book.every(Coupon):
        assert isinstance(coupon, Coupon)
        if goods_from_stock(coupon):
            goods.add(coupon.id)
    facts.stock |= goods
    async for redemption in book.every(Redemption):
        assert isinstance(redemption, Redemption)
        pieces = taken.pop(redemption.id, 0)
        due = int(redemption.coupon_id in goods and redemption.state == "done")
        findings.equal(f"pieces handed over by redemption {redemption.id}", due, pieces)
    findings.equal("pieces handed over by redemptions that do not exist", [], sorted(taken))
