"""Bills that people pay to merchants, and refunds of them. Each function works within the book's transaction.

As real collecting channels have it: a number belongs to one bill for ever, a bill that is over or closed is never paid
again, refunds of a bill never exceed it, and a refund's number is booked once however often it is sent.
"""

from __future__ import annotations

import secrets
import sqlite3
from dataclasses import astuple, dataclass, fields, replace

from plugins.sandbox_wallet.records import rfc3339


@dataclass(frozen=True, slots=True)
class BillOrder:
    """What a merchant asks to be paid."""

    order_no: str
    payer: str
    amount_minor: int
    currency: str
    subject: str
    back_url: str
    expires_us: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill in the book. State: open, paid or closed."""

    order_no: str
    payer: str
    amount_minor: int
    currency: str
    subject: str
    back_url: str
    expires_us: int
    line: int
    merchant: str
    token: str
    state: str
    paid_us: int | None

    def is_for(self, order: BillOrder) -> bool:
        """Whether the book holds this very bill under its number, wherever its payer goes afterwards."""
        mine = BillOrder(*astuple(self)[: len(fields(BillOrder))])
        return replace(mine, back_url=order.back_url) == order

    def stated(self) -> dict[str, object]:
        """The bill as merchants are told."""
        return {
            "order_no": self.order_no,
            "state": self.state,
            "amount_minor": self.amount_minor,
            "currency": self.currency,
            "pay_path": f"/pay/{self.token}",
            "paid_at": None if self.paid_us is None else rfc3339(self.paid_us),
            "reference": f"SB{self.line:012d}",
        }


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund in the book. State: in_progress or done."""

    order_no: str
    bill_no: str
    amount_minor: int
    line: int
    merchant: str
    state: str
    done_us: int | None

    def stated(self) -> dict[str, object]:
        """The refund as merchants are told."""
        return {
            "order_no": self.order_no,
            "bill_no": self.bill_no,
            "state": self.state,
            "amount_minor": self.amount_minor,
            "done_at": None if self.done_us is None else rfc3339(self.done_us),
            "reference": f"SR{self.line:012d}",
        }


_BILL = ", ".join(field.name for field in fields(Bill))
_REFUND = ", ".join(field.name for field in fields(Refund))


def open_bill(db: sqlite3.Connection, merchant: str, order: BillOrder) -> Bill:
    """The bill of this number, entered now if the book does not have it."""
    db.execute(
        "INSERT INTO bills (merchant, order_no, payer, amount_minor, currency, subject, back_url, token, state,"
        " expires_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?) ON CONFLICT (merchant, order_no) DO NOTHING",
        (
            merchant, order.order_no, order.payer, order.amount_minor, order.currency, order.subject,
            order.back_url, secrets.token_urlsafe(24), order.expires_us,
        ),
    )  # fmt: skip
    found = find(db, merchant, order.order_no)
    assert found is not None
    return found


def find(db: sqlite3.Connection, merchant: str, order_no: str) -> Bill | None:
    """A bill by its number."""
    row = db.execute(
        f"SELECT {_BILL} FROM bills WHERE merchant = ? AND order_no = ?", (merchant, order_no)
    ).fetchone()
    return Bill(*row) if row else None


def by_token(db: sqlite3.Connection, token: str) -> Bill | None:
    """A bill by the secret of its pay page."""
    row = db.execute(f"SELECT {_BILL} FROM bills WHERE token = ?", (token,)).fetchone()
    return Bill(*row) if row else None


def pay(db: sqlite3.Connection, token: str, now_us: int) -> Bill | None:
    """Pay an open bill. The bill that was paid by this call, if any."""
    row = db.execute(
        f"UPDATE bills SET state = 'paid', paid_us = ? WHERE token = ? AND state = 'open' AND expires_us > ?"
        f" RETURNING {_BILL}",
        (now_us, token, now_us),
    ).fetchone()
    if row is None:
        return None
    bill = Bill(*row)
    _move(db, bill.merchant, bill.amount_minor)
    return bill


def close(db: sqlite3.Connection, merchant: str, order_no: str) -> None:
    """An open bill is never paid any more."""
    db.execute(
        "UPDATE bills SET state = 'closed' WHERE merchant = ? AND order_no = ? AND state = 'open'",
        (merchant, order_no),
    )


def expire(db: sqlite3.Connection, now_us: int) -> None:
    """Close what was not paid in time."""
    db.execute("UPDATE bills SET state = 'closed' WHERE state = 'open' AND expires_us <= ?", (now_us,))


def refund(
    db: sqlite3.Connection, merchant: str, wanted: tuple[str, str, int], now_us: int, settles_us: int | None
) -> Refund | str:
    """The refund of this number, booked now if it can be; else the code of the refusal, which leaves no trace.

    `wanted` is its number, the bill's and the amount.
    """
    order_no, bill_no, amount_minor = wanted
    known = find_refund(db, merchant, order_no)
    if known:
        return known
    bill = find(db, merchant, bill_no)
    if bill is None or bill.state != "paid":
        return "BILL_NOT_PAID"
    [(before,)] = db.execute(
        "SELECT COALESCE(sum(amount_minor), 0) FROM refunds WHERE merchant = ? AND bill_no = ?",
        (merchant, bill_no),
    )
    if amount_minor < 1 or before + amount_minor > bill.amount_minor:
        return "REFUND_TOO_LARGE"
    [(balance,)] = db.execute("SELECT balance_minor FROM merchants WHERE merchant = ?", (merchant,))
    if balance < amount_minor:
        return "INSUFFICIENT_BALANCE"
    state, done_us = ("in_progress", None) if settles_us else ("done", now_us)
    db.execute(
        "INSERT INTO refunds (merchant, order_no, bill_no, amount_minor, state, settles_us, done_us)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (merchant, order_no, bill_no, amount_minor, state, settles_us, done_us),
    )
    _move(db, merchant, -amount_minor)
    made = find_refund(db, merchant, order_no)
    assert made is not None
    return made


def find_refund(db: sqlite3.Connection, merchant: str, order_no: str) -> Refund | None:
    """A refund by its number."""
    row = db.execute(
        f"SELECT {_REFUND} FROM refunds WHERE merchant = ? AND order_no = ?", (merchant, order_no)
    ).fetchone()
    return Refund(*row) if row else None


def settle_refunds(db: sqlite3.Connection, now_us: int) -> list[Refund]:
    """Refunds in progress whose time has come are done; which."""
    rows = db.execute(
        "UPDATE refunds SET state = 'done', done_us = settles_us WHERE state = 'in_progress' AND settles_us <= ?"
        f" RETURNING {_REFUND}",
        (now_us,),
    ).fetchall()
    return [Refund(*row) for row in rows]


def movements(db: sqlite3.Connection, merchant: str) -> list[tuple[str, int]]:
    """Number and amount of each bill that was paid, and, negative, of each refund: the merchant's statement."""
    return db.execute(
        "SELECT order_no, amount_minor FROM bills WHERE merchant = ? AND state = 'paid'"
        " UNION ALL SELECT order_no, -amount_minor FROM refunds WHERE merchant = ? ORDER BY 1",
        (merchant, merchant),
    ).fetchall()


def _move(db: sqlite3.Connection, merchant: str, amount_minor: int) -> None:
    db.execute(
        "UPDATE merchants SET balance_minor = balance_minor + ? WHERE merchant = ?", (amount_minor, merchant)
    )
