"""The wallet's book: merchants, transfers and notices in one SQLite file that survives any kill."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Final

from plugins.sandbox_wallet import bills, packets
from plugins.sandbox_wallet.faults import FaultPlan
from plugins.sandbox_wallet.records import (
    DueNotice,
    Merchant,
    Order,
    Packet,
    Transfer,
    Twist,
    rfc3339,
    turned_away,
)

#: Bounds of one transfer, in minor units.
AMOUNT_MINOR_MIN: Final = 1
AMOUNT_MINOR_MAX: Final = 50_000_00

#: The refusal after which a number will never pay.
CLOSING_CODE: Final = "PAYEE_NOT_VERIFIED"

_SCHEMA: Final = (files("plugins.sandbox_wallet") / "schema.sql").read_text("utf-8")

_TRANSFER_COLUMNS: Final = (
    "order_no, payee, amount_minor, currency, state, code, line, paid_us, hidden_until_us"
)


#: A transfer that has not gone back.
_KEPT: Final = (
    "NOT EXISTS (SELECT 1 FROM packets WHERE packets.merchant = transfers.merchant"
    " AND packets.order_no = transfers.order_no AND packets.returned_us IS NOT NULL)"
)


class Book:
    """All reading and writing. Each method is one transaction, on disk before it returns."""

    def __init__(self, path: Path | str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.executescript(_SCHEMA)
        row = self._db.execute("SELECT json FROM plan").fetchone()
        self.plan = FaultPlan.from_json(row[0]) if row else FaultPlan()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # merchants and payees

    def open_merchant(self, merchant: Merchant) -> None:
        """Add a merchant; one that is there keeps its balance and takes the new secret and address."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO merchants VALUES (?, ?, ?, ?, ?) ON CONFLICT (merchant) DO UPDATE"
                " SET secret = excluded.secret, notify_url = excluded.notify_url",
                (
                    merchant.merchant,
                    merchant.secret,
                    merchant.currency,
                    merchant.balance_minor,
                    merchant.notify_url,
                ),
            )

    def merchant(self, merchant: str) -> Merchant | None:
        """A merchant by its number."""
        row = self._db.execute("SELECT * FROM merchants WHERE merchant = ?", (merchant,)).fetchone()
        return Merchant(*row) if row else None

    def merchants(self) -> list[Merchant]:
        """All merchants by number."""
        return [Merchant(*row) for row in self._db.execute("SELECT * FROM merchants ORDER BY merchant")]

    def top_up(self, merchant: str, amount_minor: int) -> bool:
        """Change a merchant's float, never below nothing; False when there is no such merchant."""
        with self._transaction():
            changed = self._db.execute(
                "UPDATE merchants SET balance_minor = max(0, balance_minor + ?) WHERE merchant = ?",
                (amount_minor, merchant),
            )
        return changed.rowcount == 1

    def set_verified(self, payee: str, verified: bool) -> None:
        """Say whether a payee's name is verified; everybody is until told otherwise."""
        with self._transaction():
            self._db.execute("REPLACE INTO payees VALUES (?, ?)", (payee, int(verified)))

    def verified(self, payee: str) -> bool:
        """Whether a payee may be paid."""
        row = self._db.execute("SELECT verified FROM payees WHERE payee = ?", (payee,)).fetchone()
        return row is None or bool(row[0])

    # transfers

    def count_send(self, merchant: str, order_no: str) -> int:
        """Count a send of this number under the plan in force; 1 is the first."""
        if self.plan.quiet:
            return 1
        with self._transaction():
            return int(
                self._db.execute(
                    "INSERT INTO sends VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1"
                    " RETURNING count",
                    (merchant, order_no),
                ).fetchone()[0]
            )

    def transfer(
        self, merchant: str, order: Order, now_us: int, twist: Twist, *, packet: bool = False
    ) -> Transfer:
        """Book an order once; a number that is in the book is returned as it is and changes nothing.

        A `packet` is within narrower bounds and goes back unless its payee accepts it.

        An unverified payee closes the order for good. Any other refusal leaves no trace in the book, and
        the number may be sent again.
        """
        with self._transaction():
            self._settle(now_us)
            known = self._transfer(merchant, order.order_no)
            if known:
                return known
            code = twist.refuse_code or self._why_not(merchant, order)
            if packet and not code:
                code = packets.why_not(self._db, order, now_us)
            if code and code != CLOSING_CODE:
                return turned_away(order, code)
            settles_us = None if code else twist.settles_us
            state = "refused" if code else ("in_progress" if settles_us else "paid")
            self._db.execute(
                "INSERT INTO transfers (merchant, order_no, payee, amount_minor, currency, remark,"
                " state, code, accepted_us, settles_us, paid_us, hidden_until_us)"
                " VALUES (:merchant, :order_no, :payee, :amount_minor, :currency, :remark,"
                " :state, :code, :now, :settles, :paid, :hidden)",
                {
                    **asdict(order),
                    "merchant": merchant,
                    "state": state,
                    "code": code,
                    "now": now_us,
                    "settles": settles_us,
                    "paid": now_us if state == "paid" else None,
                    "hidden": twist.hidden_until_us,
                },
            )
            if not code and packet:
                packets.enter(self._db, merchant, order, now_us)
            if not code:
                self._db.execute(
                    "UPDATE merchants SET balance_minor = balance_minor - ? WHERE merchant = ?",
                    (order.amount_minor, merchant),
                )
            booked = self._transfer(merchant, order.order_no)
            assert booked is not None
            if state != "in_progress":
                self._note(merchant, booked, now_us)
            return booked

    def find(self, merchant: str, order_no: str, now_us: int) -> Transfer | None:
        """An order as it stands now."""
        with self._transaction():
            self._settle(now_us)
            return self._transfer(merchant, order_no)

    def packet(self, merchant: str, order_no: str) -> Packet | None:
        """What became of a packet; None for any other transfer."""
        return packets.find(self._db, merchant, order_no)

    def accept(self, payee: str, now_us: int) -> int:
        """A payee accepts all packets that have not gone back; how many."""
        with self._transaction():
            self._settle(now_us)
            return packets.accept(self._db, payee, now_us)

    def settle(self, now_us: int) -> None:
        """Pay what is in progress and due."""
        with self._transaction():
            self._settle(now_us)

    # bills and refunds

    def open_bill(self, merchant: str, order: bills.BillOrder, now_us: int) -> bills.Bill:
        """The bill of this number, entered now if it is new."""
        with self._transaction():
            bills.open_bill(self._db, merchant, order)
            self._settle(now_us)
            found = bills.find(self._db, merchant, order.order_no)
            assert found is not None
            return found

    def bill(self, merchant: str, order_no: str, now_us: int) -> bills.Bill | None:
        """A bill as it stands now."""
        with self._transaction():
            self._settle(now_us)
            return bills.find(self._db, merchant, order_no)

    def bill_behind(self, token: str, now_us: int) -> bills.Bill | None:
        """The bill of a pay page."""
        with self._transaction():
            self._settle(now_us)
            return bills.by_token(self._db, token)

    def pay_bill(self, token: str, now_us: int) -> None:
        """Somebody pays; a bill that is over or paid stays as it is."""
        with self._transaction():
            paid = bills.pay(self._db, token, now_us)
            if paid:
                self._tell(paid.merchant, "bill.paid", paid.stated(), now_us)

    def close_bill(self, merchant: str, order_no: str, now_us: int) -> bills.Bill | None:
        """A bill that was not paid never will be; how it stands then."""
        with self._transaction():
            self._settle(now_us)
            bills.close(self._db, merchant, order_no)
            return bills.find(self._db, merchant, order_no)

    def refund(
        self, merchant: str, wanted: tuple[str, str, int], now_us: int, settles_us: int | None
    ) -> bills.Refund | str:
        """Refund a bill once under a number, or the code of why not."""
        with self._transaction():
            self._settle(now_us)
            known = bills.find_refund(self._db, merchant, wanted[0])
            made = bills.refund(self._db, merchant, wanted, now_us, settles_us)
            if isinstance(made, bills.Refund) and known is None and made.state == "done":
                self._tell(merchant, "refund.done", made.stated(), now_us)
            return made

    def refund_of(self, merchant: str, order_no: str, now_us: int) -> bills.Refund | None:
        """A refund as it stands now."""
        with self._transaction():
            self._settle(now_us)
            return bills.find_refund(self._db, merchant, order_no)

    def movements(self, merchant: str) -> list[tuple[str, int]]:
        """Number and amount of each bill paid and, negative, each refund."""
        return bills.movements(self._db, merchant)

    def statement(self, merchant: str, after: int, limit: int) -> list[Transfer]:
        """Paid orders in the order of the book: one line each, however often it was sent."""
        return self._transfers(
            f"merchant = ? AND line > ? AND state = 'paid' AND {_KEPT}", merchant, after, limit
        )

    def received(self, merchant: str, payee: str) -> list[Transfer]:
        """What a payee was paid by a merchant."""
        return self._transfers(
            f"merchant = ? AND payee = ? AND state = 'paid' AND {_KEPT}", merchant, payee, 1000
        )

    def latest(self, limit: int) -> list[Transfer]:
        """The newest orders of all merchants, in any state."""
        rows = self._db.execute(
            f"SELECT {_TRANSFER_COLUMNS} FROM transfers ORDER BY line DESC LIMIT ?", (limit,)
        )
        return [Transfer(*row) for row in rows]

    # faults and notices

    def set_plan(self, plan: FaultPlan) -> None:
        """Replace the faults in force and count sends anew; both outlive a restart."""
        with self._transaction():
            self._db.execute("DELETE FROM sends")
            self._db.execute("REPLACE INTO plan VALUES (1, ?)", (plan.to_json(),))
        self.plan = plan

    def due_notices(self, now_us: int) -> list[DueNotice]:
        """Notices whose time has come, oldest first."""
        rows = self._db.execute(
            "SELECT n.id, m.notify_url, m.secret, n.body, n.tries, n.copies FROM notices n"
            " JOIN merchants m USING (merchant) WHERE n.due_us <= ? AND m.notify_url IS NOT NULL"
            " ORDER BY n.due_us LIMIT 100",
            (now_us,),
        )
        return [DueNotice(*row) for row in rows]

    def put_off(self, notice: DueNotice, *, arrived: bool, due_us: int | None) -> None:
        """Record a try; the next is at `due_us`, or never."""
        with self._transaction():
            self._db.execute(
                "UPDATE notices SET tries = tries + 1, copies = copies - ?, due_us = ? WHERE id = ?",
                (int(arrived), due_us, notice.id),
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def _transfer(self, merchant: str, order_no: str) -> Transfer | None:
        row = self._db.execute(
            f"SELECT {_TRANSFER_COLUMNS} FROM transfers WHERE merchant = ? AND order_no = ?",
            (merchant, order_no),
        ).fetchone()
        return Transfer(*row) if row else None

    def _transfers(self, where: str, *values: object) -> list[Transfer]:
        rows = self._db.execute(
            f"SELECT {_TRANSFER_COLUMNS} FROM transfers WHERE {where} ORDER BY line LIMIT ?", values
        )
        return [Transfer(*row) for row in rows]

    def _why_not(self, merchant: str, order: Order) -> str:
        """The code of a refusal, or nothing when the order can be paid."""
        account = self.merchant(merchant)
        if account is None or account.currency != order.currency:
            return "PARAM_ERROR"
        if not AMOUNT_MINOR_MIN <= order.amount_minor <= AMOUNT_MINOR_MAX:
            return "AMOUNT_OUT_OF_RANGE"
        if not self.verified(order.payee):
            return CLOSING_CODE
        return "INSUFFICIENT_BALANCE" if account.balance_minor < order.amount_minor else ""

    def _settle(self, now_us: int) -> None:
        due = self._db.execute(
            f"UPDATE transfers SET state = 'paid', paid_us = settles_us WHERE state = 'in_progress'"
            f" AND settles_us <= ? RETURNING merchant, {_TRANSFER_COLUMNS}",
            (now_us,),
        ).fetchall()
        for merchant, *columns in due:
            self._note(merchant, Transfer(*columns), now_us)
        bills.expire(self._db, now_us)
        for refund in bills.settle_refunds(self._db, now_us):
            self._tell(refund.merchant, "refund.done", refund.stated(), now_us)
        for merchant, order_no in packets.give_back(self._db, now_us):
            booked = self._transfer(merchant, order_no)
            assert booked is not None
            self._db.execute(
                "UPDATE merchants SET balance_minor = balance_minor + ? WHERE merchant = ?",
                (booked.amount_minor, merchant),
            )
            self._note(merchant, booked, now_us, "returned")

    def _note(self, merchant: str, transfer: Transfer, now_us: int, state: str = "") -> None:
        state = state or transfer.state
        told = {
            "order_no": transfer.order_no,
            "state": state,
            "amount_minor": transfer.amount_minor,
            "reference": f"{transfer.reference}{'R' if state == 'returned' else ''}",
        }
        self._tell(merchant, f"transfer.{state}", told, now_us)

    def _tell(self, merchant: str, kind: str, told: Mapping[str, object], now_us: int) -> None:
        """Queue a notice, once for each thing that happens."""
        copies = self.plan.notice_copies
        data = {name: told[name] for name in ("order_no", "state", "amount_minor")}
        body = {"type": kind, "timestamp": rfc3339(now_us), "data": data}
        self._db.execute(
            "INSERT OR IGNORE INTO notices VALUES (?, ?, ?, 0, ?, ?)",
            (
                f"ntc_{told['reference']}",
                merchant,
                json.dumps(body).encode(),
                copies,
                now_us if copies else None,
            ),
        )
