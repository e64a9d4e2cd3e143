"""What merchants ask of bills and refunds: `/v1/bills`, `/v1/refunds`. The desk has verified who asks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from plugins.sandbox_wallet.bills import BillOrder, Refund
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.records import Merchant
from plugins.sandbox_wallet.web import Reply, Request, json_reply, refusal

_NUMBER: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
#: Faults after which nothing was booked.
_TURNED_AWAY: Final = {
    "drop": replace(refusal(503, "", ""), lost=True),
    "unknown_code": refusal(400, "TEAPOT", "a code that no document knows"),
    "refuse_balance": refusal(200, "INSUFFICIENT_BALANCE", "the merchant's float is too small"),
}
_PARAMS: Final = refusal(400, "PARAM_ERROR", "a field is missing or of the wrong kind")


class Till:
    """Opens, closes and refunds bills in a book, with the faults in force."""

    def __init__(self, book: Book, now_us: Callable[[], int], spoilt: Callable[[str, Reply], Reply]) -> None:
        self._book, self._now_us, self._spoilt = book, now_us, spoilt

    def handle(self, merchant: Merchant, request: Request) -> Reply | None:
        """The reply to a request about bills or refunds; None for anything else."""
        match request.method, request.path.split("/")[2:]:
            case "POST", ["bills"]:
                return self._open(merchant, request)
            case "POST", ["bills", number, "close"]:
                return self._close(merchant, number)
            case "GET", ["bills", number]:
                bill = self._book.bill(merchant.merchant, number, self._now_us())
                return self._told(number, bill.stated() if bill else None)
            case "POST", ["refunds"]:
                return self._refund(merchant, request)
            case "GET", ["refunds", number]:
                refund = self._book.refund_of(merchant.merchant, number, self._now_us())
                return self._told(number, refund.stated() if refund else None)
        return None

    def _open(self, merchant: Merchant, request: Request) -> Reply:
        order = _bill_order(request.body)
        if order is None or order.currency != merchant.currency:
            return _PARAMS
        fault = self._fault(merchant, order.order_no, order.payer)
        if fault in _TURNED_AWAY:
            return _TURNED_AWAY[fault]
        bill = self._book.open_bill(merchant.merchant, order, self._now_us())
        if not bill.is_for(order):
            return refusal(409, "ORDER_DIFFERS", "this number belongs to another bill")
        return self._late(fault, self._spoilt(fault, json_reply(200, bill.stated())))

    def _close(self, merchant: Merchant, number: str) -> Reply:
        bill = self._book.close_bill(merchant.merchant, number, self._now_us())
        return self._told(number, bill.stated() if bill else None)

    def _refund(self, merchant: Merchant, request: Request) -> Reply:
        try:
            data = json.loads(request.body)
            wanted = (data["order_no"], data["bill_no"], data["amount_minor"])
        except (ValueError, TypeError, KeyError):
            return _PARAMS
        number, bill_no, amount_minor = wanted
        if not (isinstance(number, str) and _NUMBER.fullmatch(number) and isinstance(bill_no, str)):
            return _PARAMS
        if type(amount_minor) is not int:
            return _PARAMS
        fault, now_us, plan = self._fault(merchant, number, number), self._now_us(), self._book.plan
        if fault in _TURNED_AWAY:
            return _TURNED_AWAY[fault]
        settles_us = now_us + int(plan.slow_s * 1_000_000) if fault in ("slow", "stall") else None
        found = self._book.refund(merchant.merchant, (number, bill_no, amount_minor), now_us, settles_us)
        if not isinstance(found, Refund):
            return json_reply(200, {"code": found, "message": "the refund was not booked"})
        if (found.bill_no, found.amount_minor) != (bill_no, amount_minor):
            return refusal(409, "ORDER_DIFFERS", "this number belongs to another refund")
        return self._late(
            fault, self._spoilt("lose" if fault == "hide" else fault, json_reply(200, found.stated()))
        )

    def _told(self, number: str, stated: dict[str, object] | None) -> Reply:
        reply = json_reply(200, stated) if stated else refusal(404, "ORDER_NOT_FOUND", "no such number")
        return self._spoilt(self._book.plan.of_query(number, None), reply)

    def _fault(self, merchant: Merchant, number: str, payer: str) -> str:
        return self._book.plan.of_transfer(number, payer, self._book.count_send(merchant.merchant, number))

    def _late(self, fault: str, reply: Reply) -> Reply:
        return replace(reply, late_s=self._book.plan.late_s) if fault in ("late", "stall") else reply


def _bill_order(body: bytes) -> BillOrder | None:
    try:
        order = BillOrder(**json.loads(body))
    except (ValueError, TypeError):
        return None
    texts = (order.order_no, order.payer, order.currency, order.subject, order.back_url)
    if not all(isinstance(text, str) for text in texts) or not _NUMBER.fullmatch(order.order_no):
        return None
    whole = type(order.amount_minor) is int and type(order.expires_us) is int
    sizes = len(order.payer) <= 128 and len(order.subject) <= 128 and len(order.back_url) <= 1024
    return order if whole and sizes and 0 < order.amount_minor < 2**53 else None
