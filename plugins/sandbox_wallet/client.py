"""Talking to the wallet: signed requests, verified answers."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote

import httpx

from plugins.sandbox_wallet import protocol

#: How long one request may take in all, in seconds.
TIMEOUT_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Verified:
    """An answer that carries the wallet's valid signature."""

    status: int
    data: Mapping[str, object]

    @property
    def code(self) -> str:
        """The wallet's code for what went wrong; empty when nothing did."""
        return str(self.data.get("code") or "")


@dataclass(frozen=True, slots=True)
class Unverified:
    """No answer that can be relied on; the request may or may not have taken effect."""

    reason: str


class WalletClient:
    """A merchant's connection. `transport`, `timeout_s` and `clock` can be replaced in tests."""

    def __init__(
        self,
        base_url: str,
        merchant: str,
        secret: bytes,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._merchant, self._secret, self._timeout_s, self._clock = merchant, secret, timeout_s, clock
        self._http = httpx.AsyncClient(
            base_url=base_url, transport=transport, timeout=timeout_s, trust_env=False
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def transfer(
        self,
        order_no: str,
        payee: str,
        amount_minor: int,
        currency: str,
        remark: str = "",
        *,
        product: str = "transfers",
    ) -> Verified | Unverified:
        """Order a payment, as a transfer or as one of the `packets`. The same number with the same content gives the same answer."""
        order = {
            "order_no": order_no,
            "payee": payee,
            "amount_minor": amount_minor,
            "currency": currency,
            "remark": remark,
        }
        return await self._ask("POST", f"/v1/{product}", json.dumps(order, ensure_ascii=False).encode())

    async def query(self, order_no: str) -> Verified | Unverified:
        """Look an order up by its number."""
        return await self._ask("GET", f"/v1/transfers/{quote(order_no, safe='')}")

    async def bill(self, wanted: Mapping[str, object]) -> Verified | Unverified:
        """Open a bill, or tell how the one of this number stands."""
        return await self._ask("POST", "/v1/bills", json.dumps(wanted, ensure_ascii=False).encode())

    async def bill_of(self, order_no: str) -> Verified | Unverified:
        """Look a bill up by its number."""
        return await self._ask("GET", f"/v1/bills/{quote(order_no, safe='')}")

    async def close_bill(self, order_no: str) -> Verified | Unverified:
        """Close a bill, unless it was paid."""
        return await self._ask("POST", f"/v1/bills/{quote(order_no, safe='')}/close")

    async def refund(self, order_no: str, bill_no: str, amount_minor: int) -> Verified | Unverified:
        """Refund a bill, or tell how the refund of this number stands."""
        wanted = {"order_no": order_no, "bill_no": bill_no, "amount_minor": amount_minor}
        return await self._ask("POST", "/v1/refunds", json.dumps(wanted).encode())

    async def refund_of(self, order_no: str) -> Verified | Unverified:
        """Look a refund up by its number."""
        return await self._ask("GET", f"/v1/refunds/{quote(order_no, safe='')}")

    async def statement(self, after: int = 0) -> Verified | Unverified:
        """Up to 1,000 paid orders after a line number: `{"lines": [...], "more": bool}`."""
        return await self._ask("GET", f"/v1/statement?after={after}")

    async def balance(self) -> Verified | Unverified:
        """The merchant's float: `{"balance_minor": int, "currency": str}`."""
        return await self._ask("GET", "/v1/balance")

    async def payee(self, payee: str) -> Verified | Unverified:
        """What a payee has received: `{"payee", "verified", "received_minor", "lines"}`."""
        return await self._ask("GET", f"/v1/payees/{quote(payee, safe='')}")

    async def _ask(self, method: str, target: str, body: bytes = b"") -> Verified | Unverified:
        now_s = int(self._clock().timestamp())
        request = protocol.SignedRequest(method, target, now_s, secrets.token_hex(16), body)
        headers = {
            protocol.MERCHANT: self._merchant,
            protocol.TIMESTAMP: str(request.timestamp),
            protocol.NONCE: request.nonce,
            protocol.SIGNATURE: request.signature(self._secret),
            "content-type": "application/json",
        }
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._http.request(method, target, content=body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            return Unverified(f"no answer: {type(error).__name__}")
        return self._verified(answer, request.nonce)

    def _verified(self, answer: httpx.Response, nonce: str) -> Verified | Unverified:
        timestamp = answer.headers.get(protocol.TIMESTAMP, "")
        given = answer.headers.get(protocol.SIGNATURE, "")
        expected = protocol.answer_signature(
            self._secret, answer.status_code, timestamp, nonce, answer.content
        )
        if not protocol.same(expected, given):
            return Unverified(f"answer {answer.status_code} is not signed by the wallet")
        try:
            data = json.loads(answer.content)
        except ValueError:
            return Unverified(f"answer {answer.status_code} is not JSON")
        if not isinstance(data, dict):
            return Unverified(f"answer {answer.status_code} is not an object")
        return Verified(answer.status_code, data)
