"""Packets: small transfers that a payee must accept within a day, of which one payee gets ten a day.

The bounds are those that WeChat Pay publishes for its cash packets. Each function works within the book's transaction.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from plugins.sandbox_wallet.records import Order, Packet

AMOUNT_MINOR_MIN: Final = 1_00
AMOUNT_MINOR_MAX: Final = 200_00
PER_DAY: Final = 10
KEPT_US: Final = 24 * 3_600 * 1_000_000
_BEIJING_US: Final = 8 * 3_600 * 1_000_000


def why_not(db: sqlite3.Connection, order: Order, now_us: int) -> str:
    """The code of a refusal, or nothing when the packet can be sent."""
    if not AMOUNT_MINOR_MIN <= order.amount_minor <= AMOUNT_MINOR_MAX:
        return "AMOUNT_OUT_OF_RANGE"
    [(sent,)] = db.execute(
        "SELECT count(*) FROM packets WHERE payee = ? AND day = ?", (order.payee, _day(now_us))
    )
    return "DAY_LIMIT_REACHED" if sent >= PER_DAY else ""


def enter(db: sqlite3.Connection, merchant: str, order: Order, now_us: int) -> None:
    """Note that a transfer is a packet."""
    db.execute(
        "INSERT INTO packets VALUES (?, ?, ?, ?, ?, NULL, NULL)",
        (merchant, order.order_no, order.payee, _day(now_us), now_us + KEPT_US),
    )


def find(db: sqlite3.Connection, merchant: str, order_no: str) -> Packet | None:
    """What became of a packet."""
    row = db.execute(
        "SELECT returns_us, accepted_us, returned_us FROM packets WHERE merchant = ? AND order_no = ?",
        (merchant, order_no),
    ).fetchone()
    return Packet(*row) if row else None


def accept(db: sqlite3.Connection, payee: str, now_us: int) -> int:
    """The payee accepts what has not gone back; how many packets."""
    return db.execute(
        "UPDATE packets SET accepted_us = ? WHERE payee = ? AND accepted_us IS NULL AND returned_us IS NULL",
        (now_us, payee),
    ).rowcount


def give_back(db: sqlite3.Connection, now_us: int) -> list[tuple[str, str]]:
    """Packets that nobody has accepted in time go back: merchant and number of each."""
    return db.execute(
        "UPDATE packets SET returned_us = returns_us WHERE accepted_us IS NULL AND returned_us IS NULL"
        " AND returns_us <= ? RETURNING merchant, order_no",
        (now_us,),
    ).fetchall()


def _day(now_us: int) -> int:
    """The number of the Beijing day."""
    return (now_us + _BEIJING_US) // (24 * 3_600 * 1_000_000)
