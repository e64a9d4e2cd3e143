"""The gateway itself: whose numbers there are, what each has received. Kept in memory; phones forget too."""

from __future__ import annotations

import html
import json
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from plugins.sandbox_sms import protocol

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_NUMBER: Final = re.compile(r"\+[0-9]{6,15}")
_NAME: Final = re.compile(r"[a-z]+-[0-9]{1,20}")
_TEXT_MAX: Final = 500
_BODY_MAX: Final = 65_536


@dataclass(slots=True)
class Gateway:
    """An ASGI application. `silent` makes it carry out requests and then say nothing, as a lost answer."""

    secret: bytes
    now_s: Callable[[], float] = time.time
    contacts: dict[str, str] = field(default_factory=dict)
    sent: dict[str, tuple[str, str]] = field(default_factory=dict)
    inboxes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    nonces: set[str] = field(default_factory=set)
    silent: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's messages."""
        if scope["type"] != "http":
            return
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > _BODY_MAX or not message.get("more_body"):
                break
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        method, path = scope["method"], scope["path"]
        if (method, path) == ("GET", "/inbox"):
            await _answer(
                send,
                200,
                self._page(scope["query_string"].decode()),
                {"content-type": "text/html; charset=utf-8"},
            )
            return
        status, data = self._serve(method, path, headers, body)
        if self.silent:
            return
        content = json.dumps(data, ensure_ascii=False).encode()
        nonce = headers.get(protocol.NONCE, "")
        signed = protocol.answer_signature(self.secret, status, nonce, content)
        await _answer(send, status, content, {"content-type": "application/json", protocol.SIGNATURE: signed})

    def _serve(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, object]]:
        stamp, nonce = headers.get(protocol.TIMESTAMP, ""), headers.get(protocol.NONCE, "")
        expected = protocol.request_signature(self.secret, method, path, stamp, nonce, body)
        if not protocol.same(expected, headers.get(protocol.SIGNATURE, "")):
            return 401, {"code": "SIGNATURE_WRONG"}
        if (
            not stamp.isdigit()
            or abs(int(stamp) - self.now_s()) > protocol.TOLERANCE_S
            or nonce in self.nonces
        ):
            return 401, {"code": "REQUEST_STALE"}
        self.nonces.add(nonce)
        try:
            data = json.loads(body)
        except ValueError:
            return 400, {"code": "PARAM_ERROR"}
        match method, path:
            case "POST", "/v1/messages":
                return self._message(str(data.get("order_no")), str(data.get("to")), str(data.get("text")))
            case "PUT", "/v1/contacts":
                return self._contact(str(data.get("name")), str(data.get("number")))
            case "POST", "/v1/erasures":
                return self._erase([str(name) for name in data.get("names", [])])
        return 404, {"code": "NO_SUCH_THING"}

    def _message(self, order_no: str, to: str, text: str) -> tuple[int, dict[str, object]]:
        number = self.contacts.get(to, to)
        if not _NUMBER.fullmatch(number):
            return 409, {"code": "NO_CONTACT"}
        if not 1 <= len(text) <= _TEXT_MAX:
            return 400, {"code": "PARAM_ERROR"}
        if order_no in self.sent and self.sent[order_no] != (to, text):
            return 409, {"code": "ORDER_REUSED"}
        if order_no not in self.sent:
            self.sent[order_no] = (to, text)
            self.inboxes[number].append(text)
        return 200, {"order_no": order_no, "state": "sent"}

    def _contact(self, name: str, number: str) -> tuple[int, dict[str, object]]:
        if not (_NAME.fullmatch(name) and _NUMBER.fullmatch(number)):
            return 400, {"code": "PARAM_ERROR"}
        self.contacts[name] = number
        return 200, {"name": name}

    def _erase(self, names: list[str]) -> tuple[int, dict[str, object]]:
        numbers = {self.contacts.pop(name, name) for name in names}
        for number in numbers:
            self.inboxes.pop(number, None)
        self.sent = {
            order: ("", "") if to in {*names, *numbers} else (to, text)
            for order, (to, text) in self.sent.items()
        }
        return 200, {"erased": len(names)}

    def _page(self, query: str) -> bytes:
        """What a phone shows: for whoever tries things out."""
        number = parse_qs(query).get("number", [""])[0]
        lines = "".join(f"<li>{html.escape(text)}</li>" for text in reversed(self.inboxes.get(number, [])))
        return f"<!doctype html><title>{html.escape(number)}</title><ul>{lines}</ul>".encode()


async def _answer(send: Send, status: int, body: bytes, headers: dict[str, str]) -> None:
    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})
