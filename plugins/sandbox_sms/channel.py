"""The gateway as message channel, and as what forgets numbers."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import httpx

from engine.spi import Delivered, Eraser, Label, Message, MessageChannel, Refused, Setting, Unknown
from plugins.sandbox_sms import protocol

URL: Final = "BOTTLECAP_SMS_URL"
SECRET: Final = "BOTTLECAP_SMS_SECRET"
_TIMEOUT_S: Final = 10.0
#: Definite refusals by the gateway's code.
_REFUSALS: Final = {
    "NO_CONTACT": Label("No number is known for this person.", "没有这位用户的手机号。"),
    "PARAM_ERROR": Label("The message cannot be sent to this number.", "无法向该号码发送短信。"),
}


class SandboxSms(MessageChannel, Eraser):
    """Sends to phones that are only pretended. It keeps the numbers; Bottlecap keeps none."""

    code = "sandbox_sms"
    label = Label("Sandbox messages", "沙盒短信")
    help = Label(
        "Messages for trying things out; no phone receives them.", "用于试运行的模拟短信，不会真正发送。"
    )
    settings = (
        Setting(URL, Label("Gateway address", "网关地址"), default="http://127.0.0.1:8767"),
        Setting(SECRET, Label("Sender's secret", "发送密钥"), secret=True),
    )

    def __init__(
        self,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._transport, self._clock = transport, clock
        self._http: httpx.AsyncClient | None = None
        self._secret = b""

    async def start(self, config: Mapping[str, str]) -> None:
        """Connect to the gateway; the first request opens the connection."""
        self._secret = config[SECRET].encode()
        self._http = httpx.AsyncClient(
            base_url=config[URL], transport=self._transport, timeout=_TIMEOUT_S, trust_env=False
        )

    async def stop(self) -> None:
        """Close the connections."""
        if self._http:
            await self._http.aclose()
            self._http = None

    async def send(self, message: Message) -> Delivered | Refused | Unknown:
        """Send once for each order number; both languages where they differ, Chinese first."""
        text = message.text
        words = text.zh if text.zh == text.en else f"{text.zh} {text.en}"
        told = {"order_no": message.order_no, "to": message.to, "text": words}
        return await self._ask("POST", "/v1/messages", told, message.order_no)

    async def bind(self, name: str, number: str) -> Delivered | Refused | Unknown:
        """Keep whose number it is."""
        return await self._ask("PUT", "/v1/contacts", {"name": name, "number": number}, name)

    async def erase(self, names: tuple[str, ...]) -> Delivered | Unknown:
        """Forget the numbers and what was sent to them; where no gateway is in use there is nothing to forget."""
        if self._http is None:
            return Delivered(self._clock(), "no gateway in use")
        answer = await self._ask("POST", "/v1/erasures", {"names": list(names)}, names[0] if names else "")
        return Unknown(answer.code) if isinstance(answer, Refused) else answer

    async def _ask(
        self, method: str, path: str, data: dict[str, Any], reference: str
    ) -> Delivered | Refused | Unknown:
        if self._http is None:
            return Unknown("the gateway is not connected")
        body = json.dumps(data, ensure_ascii=False).encode()
        stamp, nonce = str(int(self._clock().timestamp())), secrets.token_hex(16)
        headers = {
            protocol.TIMESTAMP: stamp,
            protocol.NONCE: nonce,
            protocol.SIGNATURE: protocol.request_signature(self._secret, method, path, stamp, nonce, body),
            "content-type": "application/json",
        }
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                answer = await self._http.request(method, path, content=body, headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            return Unknown(f"no answer: {type(error).__name__}")
        expected = protocol.answer_signature(self._secret, answer.status_code, nonce, answer.content)
        if not protocol.same(expected, answer.headers.get(protocol.SIGNATURE, "")):
            return Unknown(f"answer {answer.status_code} is not signed by the gateway")
        code = str(json.loads(answer.content).get("code", ""))
        if code in _REFUSALS:
            return Refused(code, _REFUSALS[code], payee_fault=True)
        if code or answer.status_code != 200:
            return Unknown(f"the gateway answered {answer.status_code} {code}".rstrip())
        return Delivered(self._clock(), reference)
