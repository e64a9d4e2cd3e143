"""WeChat's two addresses as a local application, for trying sign-in out: it checks app, secret and code as WeChat does."""

from __future__ import annotations

import json
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(slots=True)
class WeChatSandbox:
    """An ASGI application. `visitor` is the openid of whoever comes to the sign-in page."""

    app: str
    secret: str
    visitor: str = "o-anna"
    codes: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's messages."""
        if scope["type"] != "http":
            return
        asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        if scope["path"] == "/connect/oauth2/authorize":
            await self._sign_in(asked, send)
        elif scope["path"] == "/sns/oauth2/access_token":
            await _answer(send, 200, json.dumps(self._exchange(asked)).encode(), [])
        else:
            await _answer(send, 404, b"", [])

    async def _sign_in(self, asked: dict[str, str], send: Send) -> None:
        if (
            asked.get("appid") != self.app
            or asked.get("response_type") != "code"
            or "redirect_uri" not in asked
        ):
            await _answer(send, 400, b"", [])
            return
        code = secrets.token_urlsafe(16)
        self.codes[code] = self.visitor
        back = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked.get('state', '')})}"
        await _answer(send, 302, b"", [(b"location", back.encode())])

    def _exchange(self, asked: dict[str, str]) -> dict[str, object]:
        code = asked.get("code", "")
        if asked.get("appid") != self.app:
            return {"errcode": 40013, "errmsg": "invalid appid"}
        if asked.get("secret") != self.secret:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        if asked.get("grant_type") != "authorization_code":
            return {"errcode": 40002, "errmsg": "invalid grant_type"}
        if code in self.used:
            return {"errcode": 40163, "errmsg": "code been used"}
        if code not in self.codes:
            return {"errcode": 40029, "errmsg": "invalid code"}
        self.used.add(code)
        token = secrets.token_urlsafe(24)
        return {
            "access_token": token, "expires_in": 7200, "refresh_token": secrets.token_urlsafe(24),
            "openid": self.codes[code], "scope": "snsapi_base",
        }  # fmt: skip


async def _answer(send: Send, status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    told = [(b"content-type", b"application/json"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})
