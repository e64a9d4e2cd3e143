"""The postings behind each step of a purchase. Pure; every posting sums to zero.

What is collected is due to the shop; what must go back is the buyer's until it has arrived there.
"""

from __future__ import annotations

from engine.group_records import Purchase
from engine.ledger import accounts
from engine.ledger.rules import posting
from engine.records import Entry

#: The kinds of postings whose cause is a purchase.
KINDS = frozenset({"collection", "refund_due", "refund"})


def collected(purchase: Purchase, at_us: int) -> tuple[Entry, ...]:
    """Channel to shop, when a purchase is paid."""
    return _between(
        purchase,
        "collection",
        accounts.collected(purchase.channel),
        accounts.takings(purchase.outlet_id),
        at_us,
    )


def refund_due(purchase: Purchase, at_us: int) -> tuple[Entry, ...]:
    """Shop to buyer, when it is settled that the money goes back."""
    return _between(
        purchase,
        "refund_due",
        accounts.takings(purchase.outlet_id),
        accounts.refunds(purchase.consumer_id),
        at_us,
    )


def refunded(purchase: Purchase, at_us: int) -> tuple[Entry, ...]:
    """Buyer to channel, when the money has gone back."""
    return _between(
        purchase,
        "refund",
        accounts.refunds(purchase.consumer_id),
        accounts.collected(purchase.channel),
        at_us,
    )


def _between(purchase: Purchase, kind: str, source: str, target: str, at_us: int) -> tuple[Entry, ...]:
    lines = ((source, purchase.currency, -purchase.amount), (target, purchase.currency, purchase.amount))
    return posting(purchase.brand, kind, purchase.id, at_us, *lines)
