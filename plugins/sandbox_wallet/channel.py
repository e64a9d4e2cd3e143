"""The sandbox wallet as a payment channel."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final, Literal

import httpx

from engine.spi import (
    InProgress,
    Label,
    Money,
    NotFound,
    Notice,
    Paid,
    PaymentChannel,
    PayoutAnswer,
    PayoutOrder,
    Refused,
    Returned,
    Setting,
    Unknown,
)
from plugins.sandbox_wallet import packets, protocol
from plugins.sandbox_wallet.client import TIMEOUT_S, Unverified, Verified, WalletClient

URL: Final = "BOTTLECAP_WALLET_URL"
MERCHANT: Final = "BOTTLECAP_WALLET_MERCHANT"
SECRET: Final = "BOTTLECAP_WALLET_SECRET"

#: Definite refusals by the wallet's code: words for the payee, and whether only the payee can mend it.
REFUSALS: Final = {
    "PAYEE_NOT_VERIFIED": (
        Label(
            "Verify your name in the wallet and we will pay you again.",
            "请先在钱包完成实名认证，我们会再次为你发放。",
        ),
        True,
    ),
    "INSUFFICIENT_BALANCE": (
        Label(
            "Your money is safe and will reach you a little later than usual.",
            "款项已为你留好，将稍晚到账。",
        ),
        False,
    ),
    "DAY_LIMIT_REACHED": (
        Label(
            "You have had as many packets as one day takes. The rest comes tomorrow.",
            "今天的红包次数已满，其余款项明天到账。",
        ),
        False,
    ),
    "AMOUNT_OUT_OF_RANGE": (
        Label(
            "The wallet cannot take this amount; we will find another way.",
            "钱包无法接收这笔金额，我们会换一种方式发放。",
        ),
        False,
    ),
    "PARAM_ERROR": (
        Label(
            "The payment could not be made; we are looking into it.",
            "付款未能完成，我们正在处理。",
        ),
        False,
    ),
}


#: Until when a refusal that is not the payee's holds.
_UNTIL: Final[Mapping[str, Literal["float", "day"]]] = {
    "INSUFFICIENT_BALANCE": "float",
    "DAY_LIMIT_REACHED": "day",
}


class SandboxWallet(PaymentChannel):
    """Pays 0.01 to 50,000.00 CNY of play money through the wallet's signed interface."""

    code = "sandbox_wallet"
    label = Label("Sandbox wallet", "沙盒钱包")
    help = Label(
        "Play money for trying campaigns out; nothing real is paid.",
        "用于试运行的模拟钱包，不会发生真实付款。",
    )
    currencies = ("CNY",)
    minimum = Money(1, "CNY")
    maximum = Money(50_000_00, "CNY")
    product = "transfers"
    settings = (
        Setting(URL, Label("Wallet address", "钱包地址"), default="http://127.0.0.1:8765"),
        Setting(MERCHANT, Label("Merchant number", "商户号"), default="bottlecap"),
        Setting(SECRET, Label("Merchant secret", "商户密钥"), secret=True),
    )

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        timeout_s: float = TIMEOUT_S,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._transport, self._timeout_s, self._clock = transport, timeout_s, clock
        self._client: WalletClient | None = None
        self._secret = b""

    async def start(self, config: Mapping[str, str]) -> None:
        """Connect to the wallet; the first request opens the connection."""
        self._secret = config[SECRET].encode()
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

    async def send(self, order: PayoutOrder) -> PayoutAnswer:
        """Order the payment; an order that the wallet has already is answered with its state."""
        if self._client is None:
            return Unknown("the wallet is not connected")
        amount = order.amount
        answer = await self._client.transfer(
            order.order_no, order.payee, amount.minor, amount.currency, order.remark, product=self.product
        )
        if isinstance(answer, Verified) and answer.status == 200:
            stated = (answer.data.get("payee"), answer.data.get("amount_minor"), answer.data.get("currency"))
            if stated != (order.payee, amount.minor, amount.currency):
                return Unknown(f"the wallet answered for another payment: {stated}")
        return _read(answer, order.order_no)

    async def query(self, order_no: str) -> PayoutAnswer:
        """Look the order up."""
        if self._client is None:
            return Unknown("the wallet is not connected")
        answer = await self._client.query(order_no)
        if isinstance(answer, Verified) and answer.code == "ORDER_NOT_FOUND":
            return NotFound()
        return _read(answer, order_no)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """The notice, if it carries the wallet's valid signature of the last five minutes."""
        return read_signed_notice(self._secret, headers, body, self._clock())


class SandboxPackets(SandboxWallet):
    """Packets of 1.00 to 200.00 CNY, ten a person a day, that go back unless they are accepted within a day."""

    code = "sandbox_packets"
    label = Label("Sandbox packets", "沙盒零钱红包")
    help = Label(
        "Packets of play money that people must accept within a day; nothing real is paid.",
        "需在一天内领取的模拟零钱红包，不会发生真实付款。",
    )
    minimum = Money(packets.AMOUNT_MINOR_MIN, "CNY")
    maximum = Money(packets.AMOUNT_MINOR_MAX, "CNY")
    per_day = packets.PER_DAY
    product = "packets"


def read_signed_notice(
    secret: bytes, headers: Mapping[str, str], body: bytes, now: datetime
) -> Notice | None:
    """The notice, if it carries a valid signature of the last five minutes."""
    if not secret or not protocol.notice_is_valid(secret, headers, body, int(now.timestamp())):
        return None
    try:
        order_no = json.loads(body)["data"]["order_no"]
    except (ValueError, KeyError, TypeError):
        return None
    return Notice(headers[protocol.NOTICE_ID], str(order_no))


def _read(answer: Verified | Unverified, order_no: str) -> PayoutAnswer:
    if isinstance(answer, Unverified):
        return Unknown(answer.reason)
    if answer.code in REFUSALS:
        words, payee_fault = REFUSALS[answer.code]
        return Refused(answer.code, words, payee_fault, _UNTIL.get(answer.code, "later"))
    if answer.code or answer.status != 200 or answer.data.get("order_no") != order_no:
        return Unknown(f"the wallet answered {answer.status} {answer.code}".rstrip())
    if answer.data.get("state") == "in_progress":
        return InProgress()
    if answer.data.get("state") == "paid":
        return _paid(answer.data)
    if answer.data.get("state") == "returned":
        return _returned(answer.data)
    return Unknown(f"the wallet knows a state `{answer.data.get('state')}` that we do not")


def _paid(data: Mapping[str, object]) -> PayoutAnswer:
    try:
        at = datetime.fromisoformat(str(data["paid_at"]))
    except (KeyError, ValueError):
        return Unknown("the wallet says paid but not when")
    returns_at = data.get("returns_at")
    try:
        returns_by = datetime.fromisoformat(str(returns_at)) if returns_at else None
    except ValueError:
        return Unknown("the wallet says that it may go back but not when")
    return Paid(at, str(data.get("reference", "")), returns_by)


def _returned(data: Mapping[str, object]) -> PayoutAnswer:
    try:
        at = datetime.fromisoformat(str(data["returned_at"]))
    except (KeyError, ValueError):
        return Unknown("the wallet says returned but not when")
    return Returned(at, str(data.get("reference", "")))
