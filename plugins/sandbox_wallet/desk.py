"""The signed interface for merchants: transfers, look-ups, statement, balance."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qs, unquote

from plugins.sandbox_wallet import protocol
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.records import Merchant, Order, Packet, Transfer, Twist, rfc3339
from plugins.sandbox_wallet.till import Till
from plugins.sandbox_wallet.web import Reply, Request, json_reply, refusal

#: Lines of one page of the statement.
STATEMENT_LINES_MAX: Final = 1000

_ORDER_NO: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_REFUSE_CODES: Final = {"refuse_payee": "PAYEE_NOT_VERIFIED", "refuse_balance": "INSUFFICIENT_BALANCE"}


class Desk:
    """Verifies each request, does what it asks once, and signs the answer."""

    def __init__(self, book: Book, now_us: Callable[[], int]) -> None:
        self._book, self._now_us = book, now_us
        self._till = Till(book, now_us, _spoilt)
        self._nonces: dict[str, int] = {}

    def handle(self, request: Request) -> Reply:
        """The reply to any request under `/v1/`."""
        merchant = self._authentic(request)
        if merchant is None:
            return refusal(401, "SIGN_ERROR", "the signature, the time or the merchant is not valid")
        return self._sign(merchant, request, self._route(merchant, request))

    def _authentic(self, request: Request) -> Merchant | None:
        headers, now_s = request.headers, self._now_us() // 1_000_000
        merchant = self._book.merchant(headers.get(protocol.MERCHANT, ""))
        timestamp, nonce = headers.get(protocol.TIMESTAMP, ""), headers.get(protocol.NONCE, "")
        if merchant is None or not protocol.in_time(timestamp, now_s) or not 16 <= len(nonce) <= 64:
            return None
        signed = protocol.SignedRequest(request.method, request.target, int(timestamp), nonce, request.body)
        if not protocol.same(signed.signature(merchant.secret), headers.get(protocol.SIGNATURE, "")):
            return None
        return merchant if self._is_new(nonce, now_s) else None

    def _is_new(self, nonce: str, now_s: int) -> bool:
        """Whether a nonce has not been seen while its timestamp could still be valid."""
        if nonce in self._nonces:
            return False
        if len(self._nonces) > 10_000:
            horizon = now_s - 2 * protocol.TOLERANCE_S
            self._nonces = {seen: at for seen, at in self._nonces.items() if at > horizon}
        self._nonces[nonce] = now_s
        return True

    def _route(self, merchant: Merchant, request: Request) -> Reply:
        match request.method, request.path.split("/")[2:]:
            case "POST", ["transfers" | "packets" as product]:
                return self._transfer(merchant, request, packet=product == "packets")
            case "GET", ["transfers", order_no]:
                return self._query(merchant, order_no)
            case "GET", ["statement"]:
                return self._statement(merchant, request)
            case "GET", ["balance"]:
                return json_reply(
                    200, {"balance_minor": merchant.balance_minor, "currency": merchant.currency}
                )
            case "GET", ["payees", payee]:
                return self._payee(merchant, unquote(payee))
        return self._till.handle(merchant, request) or refusal(
            404, "NO_SUCH_PAGE", "there is nothing at this address"
        )

    def _transfer(self, merchant: Merchant, request: Request, *, packet: bool) -> Reply:
        order = _order(request.body)
        if order is None:
            return refusal(400, "PARAM_ERROR", "an order has order_no, payee, amount_minor and currency")
        now_us, plan = self._now_us(), self._book.plan
        fault = plan.of_transfer(
            order.order_no, order.payee, self._book.count_send(merchant.merchant, order.order_no)
        )
        if fault == "drop":
            return replace(refusal(503, "", ""), lost=True)
        if fault == "unknown_code":
            return refusal(400, "TEAPOT", "a code that no document knows")
        twist = Twist(
            refuse_code=_REFUSE_CODES.get(fault, ""),
            settles_us=now_us + int(plan.slow_s * 1_000_000) if fault in ("slow", "stall") else None,
            hidden_until_us=now_us + int(plan.hide_s * 1_000_000) if fault == "hide" else 0,
        )
        booked = self._book.transfer(merchant.merchant, order, now_us, twist, packet=packet)
        if not booked.is_for(order):
            return refusal(409, "ORDER_DIFFERS", "this number belongs to another order")
        reply = _spoilt(
            "lose" if fault == "hide" else fault,
            _stated(booked, self._book.packet(merchant.merchant, order.order_no)),
        )
        return replace(reply, late_s=plan.late_s) if fault in ("late", "stall") else reply

    def _query(self, merchant: Merchant, order_no: str) -> Reply:
        now_us = self._now_us()
        found = self._book.find(merchant.merchant, order_no, now_us)
        if found is None or found.hidden_until_us > now_us:
            reply = refusal(404, "ORDER_NOT_FOUND", "no such order")
        else:
            reply = _stated(found, self._book.packet(merchant.merchant, order_no))
        return _spoilt(self._book.plan.of_query(order_no, found.payee if found else None), reply)

    def _statement(self, merchant: Merchant, request: Request) -> Reply:
        after = parse_qs(request.query).get("after", ["0"])[0]
        if not (after.isascii() and after.isdigit() and len(after) < 16):
            return refusal(400, "PARAM_ERROR", "`after` is a line number")
        lines = self._book.statement(merchant.merchant, int(after), STATEMENT_LINES_MAX + 1)
        shown = lines[:STATEMENT_LINES_MAX]
        return json_reply(200, {"lines": [_line(each) for each in shown], "more": len(lines) > len(shown)})

    def _payee(self, merchant: Merchant, payee: str) -> Reply:
        lines = self._book.received(merchant.merchant, payee)
        return json_reply(
            200,
            {
                "payee": payee,
                "verified": self._book.verified(payee),
                "received_minor": sum(each.amount_minor for each in lines),
                "lines": [_line(each) for each in lines],
            },
        )

    def _sign(self, merchant: Merchant, request: Request, reply: Reply) -> Reply:
        timestamp, nonce = str(self._now_us() // 1_000_000), request.headers[protocol.NONCE]
        signature = protocol.answer_signature(merchant.secret, reply.status, timestamp, nonce, reply.body)
        signed = {protocol.TIMESTAMP: timestamp, protocol.SIGNATURE: signature}
        return replace(reply, headers={**signed, **reply.headers})


def _order(body: bytes) -> Order | None:
    try:
        data = json.loads(body)
        order = Order(**data)
    except (ValueError, TypeError):
        return None
    texts = (order.order_no, order.payee, order.currency, order.remark)
    if not all(isinstance(text, str) for text in texts) or type(order.amount_minor) is not int:
        return None
    sizes = 1 <= len(order.payee) <= 128 and len(order.remark) <= 128 and abs(order.amount_minor) < 2**53
    return order if sizes and _ORDER_NO.fullmatch(order.order_no) else None


def _stated(transfer: Transfer, packet: Packet | None) -> Reply:
    stated = {**_line(transfer), "state": transfer.state, "code": transfer.code}
    if packet and packet.returned_us is not None:
        stated |= {"state": "returned", "returned_at": rfc3339(packet.returned_us)}
    elif packet and packet.accepted_us is None:
        stated["returns_at"] = rfc3339(packet.returns_us)
    return json_reply(200, stated)


def _line(transfer: Transfer) -> dict[str, object]:
    return {
        "line": transfer.line,
        "order_no": transfer.order_no,
        "payee": transfer.payee,
        "amount_minor": transfer.amount_minor,
        "currency": transfer.currency,
        "paid_at": transfer.paid_at,
        "reference": transfer.reference,
    }


def _spoilt(fault: str, reply: Reply) -> Reply:
    if fault == "lose":
        return replace(reply, lost=True)
    if fault == "error":
        return refusal(500, "SYSTEM_ERROR", "something went wrong inside the wallet")
    if fault == "bad_signature":
        return replace(reply, headers={protocol.SIGNATURE: "0" * 64})
    return reply
