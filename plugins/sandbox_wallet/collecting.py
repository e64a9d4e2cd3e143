"""The sandbox wallet as a collecting channel: people pay on the wallet's own page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import httpx

from engine.spi import (
    Awaiting,
    Bill,
    Closed,
    CollectAnswer,
    Collected,
    CollectingChannel,
    InProgress,
    Label,
    NotFound,
    Notice,
    RefundAnswer,
    Refunded,
    RefundOrder,
    Refused,
    Unknown,
)
from plugins.sandbox_wallet.channel import MERCHANT, SECRET, URL, SandboxWallet, read_signed_notice
from plugins.sandbox_wallet.client import TIMEOUT_S, Unverified, Verified, WalletClient

_LATER = Label("Your money is safe and comes back a little later than usual.", "退款已受理，将稍晚到账。")


class SandboxTill(CollectingChannel):
    """Collects and refunds play money through the wallet's signed interface."""

    code = "sandbox_wallet"
    label = Label("Sandbox wallet", "沙盒钱包")
    help = Label(
        "Play money for trying shops out; nobody is charged.", "用于试运行的模拟支付，不会真实扣款。"
    )
    currencies = ("CNY",)
    settings = SandboxWallet.settings

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._transport, self._timeout_s, self._clock = transport, timeout_s, clock
        self._client: WalletClient | None = None
        self._secret, self._url = b"", ""

    async def start(self, config: Mapping[str, str]) -> None:
        """Connect to the wallet; the first request opens the connection."""
        self._secret, self._url = config[SECRET].encode(), config[URL].rstrip("/")
        self._client = WalletClient(
            config[URL],
            config[MERCHANT],
            self._secret,
            transport=self._transport,
            timeout_s=self._timeout_s,
            clock=self._clock,
        )

    async def stop(self) -> None:
        """Close the connections."""
        if self._client:
            await self._client.close()
            self._client = None

    async def open(self, bill: Bill) -> CollectAnswer:
        """Open the bill; one that the wallet has already is answered with its state."""
        if self._client is None:
            return Unknown("the wallet is not connected")
        wanted = {
            "order_no": bill.bill_no,
            "payer": bill.payer,
            "amount_minor": bill.amount.minor,
            "currency": bill.amount.currency,
            "subject": bill.subject,
            "back_url": bill.back_url,
            "expires_us": round(bill.expires.timestamp() * 1_000_000),
        }
        return self._bill(await self._client.bill(wanted), bill.bill_no)

    async def look_up(self, bill_no: str) -> CollectAnswer:
        """Look the bill up."""
        if self._client is None:
            return Unknown("the wallet is not connected")
        return self._bill(await self._client.bill_of(bill_no), bill_no)

    async def close(self, bill_no: str) -> CollectAnswer:
        """Close the bill, unless it was paid."""
        if self._client is None:
            return Unknown("the wallet is not connected")
        return self._bill(await self._client.close_bill(bill_no), bill_no)

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        """Give the money back; a number that the wallet has already is answered with its state."""
        if self._client is None:
            return Unknown("the wallet is not connected")
        answer = await self._client.refund(order.refund_no, order.bill_no, order.amount.minor)
        return _refund(answer, order.refund_no)

    async def look_up_refund(self, refund_no: str) -> RefundAnswer:
        """Look the refund up."""
        if self._client is None:
            return Unknown("the wallet is not connected")
        return _refund(await self._client.refund_of(refund_no), refund_no)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """The notice, if it carries the wallet's valid signature of the last five minutes."""
        return read_signed_notice(self._secret, headers, body, self._clock())

    def _bill(self, answer: Verified | Unverified, bill_no: str) -> CollectAnswer:
        if isinstance(answer, Unverified):
            return Unknown(answer.reason)
        if answer.code == "ORDER_NOT_FOUND":
            return NotFound()
        data = answer.data
        if answer.code or answer.status != 200 or data.get("order_no") != bill_no:
            return Unknown(f"the wallet answered {answer.status} {answer.code}".rstrip())
        match data.get("state"):
            case "open":
                return Awaiting(f"{self._url}{data.get('pay_path')}")
            case "closed":
                return Closed()
            case "paid":
                at = _instant(data.get("paid_at"))
                return Collected(at, str(data.get("reference", ""))) if at else Unknown("paid, but not when")
        return Unknown(f"the wallet knows a state `{data.get('state')}` that we do not")


def _refund(answer: Verified | Unverified, refund_no: str) -> RefundAnswer:
    if isinstance(answer, Unverified):
        return Unknown(answer.reason)
    if answer.code == "ORDER_NOT_FOUND":
        return NotFound()
    if answer.code == "INSUFFICIENT_BALANCE":
        return Refused(answer.code, _LATER, payee_fault=False, until="float")
    data = answer.data
    if answer.code or answer.status != 200 or data.get("order_no") != refund_no:
        return Unknown(f"the wallet answered {answer.status} {answer.code}".rstrip())
    if data.get("state") == "in_progress":
        return InProgress()
    at = _instant(data.get("done_at")) if data.get("state") == "done" else None
    return Refunded(at, str(data.get("reference", ""))) if at else Unknown("refunded, but not when")


def _instant(told: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(told))
    except ValueError:
        return None
