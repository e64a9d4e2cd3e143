"""The bank as an ASGI application: a signed interface for its client, and a switch by which payees confirm."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, Final

from plugins.sandbox_bank import signing
from plugins.sandbox_bank.book import AMOUNT_MINOR_MAX, Book, Payment

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_PAYMENT: Final = re.compile(r"/payments/([A-Za-z0-9]{1,32})")
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_BODY_MAX: Final = 65_536
_NONCES_MAX: Final = 10_000


def system_now_us() -> int:
    """Microseconds since the epoch by this machine's clock."""
    return time.time_ns() // 1000


class BankApp:
    """Serves one book for one client."""

    def __init__(
        self, book: Book, client: str, secret: bytes, *, now_us: Callable[[], int] = system_now_us
    ) -> None:
        self._book, self._client, self._secret, self._now_us = book, client, secret, now_us
        self._nonces: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's messages."""
        if scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})
            return
        headers = {
            name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]
        }
        body = await _body(receive)
        method, path = scope["method"], scope["path"]
        if path.startswith("/_control/"):
            peer = (scope.get("client") or ("",))[0]
            status, answer = self._control(path, peer, headers, body)
            await _reply(send, status, answer, {})
            return
        signed = signing.read_request(self._secret, headers, method, path, body, self._now_us() // 1_000_000)
        if signed is None or signed.keyid != self._client or not self._is_new(signed):
            await _reply(send, 401, {"error": "signature"}, {})
            return
        status, answer = self._payments(method, path, body)
        told = json.dumps(answer).encode()
        own = signing.sign_answer(
            self._secret, self._client, status, told, self._now_us() // 1_000_000, headers["signature"]
        )
        await _reply(send, status, answer, own)

    def _is_new(self, signed: signing.Signed) -> bool:
        """Whether a nonce has not been seen while its time could still be valid."""
        if signed.nonce in self._nonces:
            return False
        if len(self._nonces) >= _NONCES_MAX:
            horizon = self._now_us() // 1_000_000 - 2 * signing.TOLERANCE_S
            self._nonces = {seen: at for seen, at in self._nonces.items() if at > horizon}
        self._nonces[signed.nonce] = signed.created
        return True

    def _payments(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, object]]:
        if method == "GET" and path == "/statement":
            return 200, {"lines": [_told(one) for one in self._book.settled()]}
        found = _PAYMENT.fullmatch(path)
        if found is None or method not in {"GET", "PUT"}:
            return 404, {"error": "no_such_page"}
        if method == "GET":
            payment = self._book.find(found[1], self._now_us())
            return (200, _told(payment)) if payment else (404, {"error": "no_such_payment"})
        try:
            data = json.loads(body)
            payee, minor, currency = str(data["payee"]), data["amount"]["minor"], data["amount"]["currency"]
        except (ValueError, KeyError, TypeError):
            return 400, {"error": "malformed"}
        if type(minor) is not int or currency != "CNY" or not 0 < minor <= AMOUNT_MINOR_MAX:
            return 422, {"error": "out_of_bounds"}
        payment = self._book.enter(found[1], payee, minor, currency, self._now_us())
        if (payment.payee, payment.minor) != (payee, minor):
            return 409, {"error": "number_of_another_payment"}
        return 200, _told(payment)

    def _control(
        self, path: str, peer: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, dict[str, object]]:
        json_told = headers.get("content-type", "").startswith("application/json")
        if peer not in _LOOPBACK or path != "/_control/confirm" or not json_told:
            return 403, {"error": "local_json_only"}
        return 200, {"settled": self._book.confirm(str(json.loads(body)["payee"]), self._now_us())}


def _told(payment: Payment) -> dict[str, object]:
    settled = payment.settled_us
    at = None if settled is None else datetime.fromtimestamp(settled // 1_000_000, UTC)
    return {
        "order_no": payment.order_no,
        "payee": payment.payee,
        "amount": {"minor": payment.minor, "currency": payment.currency},
        "state": payment.state,
        "settled_at": at.replace(microsecond=(settled or 0) % 1_000_000).isoformat() if at else None,
        "reference": f"SB{payment.line:012d}",
    }


async def _body(receive: Receive) -> bytes:
    body = b""
    while len(body) <= _BODY_MAX:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body


async def _reply(send: Send, status: int, answer: Mapping[str, object], headers: Mapping[str, str]) -> None:
    body = json.dumps(answer).encode()
    told = {"content-type": "application/json", "content-length": str(len(body)), **headers}
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
