"""Tallies against a count of the rows behind them."""

from __future__ import annotations

from collections import Counter
from typing import Final

from engine.commit.tallies import tallies_of
from engine.ledger.findings import Findings
from engine.records import Claim, Coupon, Grant, Record, Refused, Wait
from engine.storage.audit_store import Book

_COUNTED: Final[tuple[type[Record], ...]] = (Claim, Refused, Coupon, Grant, Wait)


async def audit_tallies(book: Book, findings: Findings) -> None:
    """Name each tally that is not what its rows add up to."""
    expected: Counter[str] = Counter(await book.exposures())
    expected.update(await book.carried("tally"))
    for record_type in _COUNTED:
        async for record in book.every(record_type):
            for name, amount in tallies_of(record):
                expected[name] += amount
    stored: Counter[str] = Counter()
    for key, figure in (await book.figures("tally", "figure")).items():
        stored[key.rpartition("|")[0]] += figure
    for name in sorted(expected.keys() | stored.keys()):
        findings.equal(f"tally {name}", expected[name], stored[name])
