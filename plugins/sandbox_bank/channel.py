"""The sandbox bank as a payment channel: larger amounts, which their payee confirms."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

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
    Setting,
    Unknown,
)
from plugins.sandbox_bank import signing

URL: Final = "BOTTLECAP_BANK_URL"
CLIENT: Final = "BOTTLECAP_BANK_CLIENT"
SECRET: Final = "BOTTLECAP_BANK_SECRET"
TIMEOUT_S: Final = 10.0

CONFIRM: Final = Label(
    "Confirm your account with the bank, and the money is transferred.",
    "请在银行确认收款账户，确认后即到账。",
)
NOT_CONFIRMED: Final = Label(
    "You did not confirm your account in time. We will ask you again.",
    "未在时限内确认收款账户，我们会再次发起。",
)


class SandboxBank(PaymentChannel):
    """Transfers of 0.01 to 5,000.00 CNY of play money; each waits until its payee has confirmed the account."""

    code = "sandbox_bank"
    label = Label("Sandbox bank transfer", "沙盒银行转账")
    help = Label(
        "Transfers of play money that the payee confirms; nothing real is paid.",
        "需收款人确认的模拟银行转账，不会发生真实付款。",
    )
    currencies = ("CNY",)
    minimum = Money(1, "CNY")
    maximum = Money(5_000_00, "CNY")
    settings = (
        Setting(URL, Label("Bank address", "银行地址"), default="http://127.0.0.1:8766"),
        Setting(CLIENT, Label("Client number", "客户号"), default="bottlecap"),
        Setting(SECRET, Label("Client secret", "客户密钥"), secret=True),
    )

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._http: httpx.AsyncClient | None = None
        self._client, self._secret = "", b""

    async def start(self, config: Mapping[str, str]) -> None:
        """Connect to the bank; the first request opens the connection."""
        self._client, self._secret = config[CLIENT], config[SECRET].encode()
        self._http = httpx.AsyncClient(base_url=config[URL], timeout=TIMEOUT_S, trust_env=False)

    async def stop(self) -> None:
        """Close the connections."""
        if self._http:
            await self._http.aclose()
            self._http = None

    async def send(self, order: PayoutOrder) -> PayoutAnswer:
        """Order the transfer; a number that the bank has already is answered with its state."""
        wanted = {
            "payee": order.payee,
            "amount": {"minor": order.amount.minor, "currency": order.amount.currency},
            "reference": order.remark,
        }
        body = json.dumps(wanted, ensure_ascii=False).encode()
        answer = await self._ask("PUT", f"/payments/{order.order_no}", body)
        if isinstance(answer, dict) and "state" in answer:
            stated = (answer.get("payee"), answer.get("amount"))
            if stated != (wanted["payee"], wanted["amount"]):
                return Unknown("the bank answered for another payment")
        return _read(answer)

    async def query(self, order_no: str) -> PayoutAnswer:
        """Look the transfer up."""
        return _read(await self._ask("GET", f"/payments/{order_no}", b""))

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """The notice, signed like a request of ours, if its signature and time hold."""
        path = f"/hooks/{self.code}"
        now_s = int(self._clock().timestamp())
        if not self._secret:
            return None
        signed = signing.read_request(self._secret, headers, "POST", path, body, now_s)
        if signed is None:
            return None
        try:
            return Notice(signed.nonce, str(json.loads(body)["order_no"]))
        except (ValueError, KeyError, TypeError):
            return None

    async def _ask(self, method: str, path: str, body: bytes) -> dict[str, Any] | Unknown:
        """The bank's verified answer, or why there is none."""
        if self._http is None:
            return Unknown("the bank is not connected")
        now_s, nonce = int(self._clock().timestamp()), secrets.token_hex(16)
        headers = signing.sign_request(self._secret, self._client, method, path, body, now_s, nonce)
        try:
            async with asyncio.timeout(TIMEOUT_S):
                answer = await self._http.request(method, path, content=body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            return Unknown(f"no answer: {type(error).__name__}")
        given = {name.lower(): value for name, value in answer.headers.items()}
        if not signing.answer_is_valid(
            self._secret, given, answer.status_code, answer.content, headers["signature"]
        ):
            return Unknown(f"answer {answer.status_code} is not signed by the bank")
        try:
            data = json.loads(answer.content)
        except ValueError:
            return Unknown(f"answer {answer.status_code} is not JSON")
        return data if isinstance(data, dict) else Unknown("the answer is not an object")


def _read(answer: dict[str, Any] | Unknown) -> PayoutAnswer:
    if isinstance(answer, Unknown):
        return answer
    if answer.get("error") == "no_such_payment":
        return NotFound()
    if answer.get("error") == "out_of_bounds":
        return Refused("out_of_bounds", NOT_CONFIRMED, payee_fault=False)
    match answer.get("state"):
        case "awaiting_confirmation":
            return InProgress(CONFIRM)
        case "not_confirmed":
            return Refused("not_confirmed", NOT_CONFIRMED, payee_fault=True)
        case "settled":
            try:
                return Paid(datetime.fromisoformat(str(answer["settled_at"])), str(answer["reference"]))
            except (KeyError, ValueError):
                return Unknown("the bank says settled but not when")
    return Unknown(f"the bank answered {answer.get('error') or answer.get('state')}")
