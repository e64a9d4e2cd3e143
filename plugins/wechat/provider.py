"""WeChat sign-in of an official account (网页授权, scope `snsapi_base`): a code is exchanged for the person's openid.

https://developers.weixin.qq.com/doc/offiaccount/OA_Web_Apps/Wechat_webpage_authorization.html
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from engine.spi import Identified, IdentityProvider, Label, Refused, Setting, Unknown

APP: Final = "BOTTLECAP_WECHAT_APP"
SECRET: Final = "BOTTLECAP_WECHAT_SECRET"
PAGES: Final = "BOTTLECAP_WECHAT_PAGES"
API: Final = "BOTTLECAP_WECHAT_API"
_TIMEOUT_S: Final = 10.0
#: 40029: the code is not valid; 40163: it has been used; 42003: it is too old.
_REFUSALS: Final = frozenset({40029, 40163, 42003})
_AGAIN: Final = Label("Please sign in with WeChat again.", "请重新使用微信登录。")


class WeChat(IdentityProvider):
    """Tells openids, which name one person within one official account."""

    code = "wechat"
    label = Label("WeChat", "微信")
    help = Label("Recognises people by their WeChat account.", "用微信账号识别用户。")
    settings = (
        Setting(APP, Label("App ID", "AppID")),
        Setting(SECRET, Label("App secret", "AppSecret"), secret=True),
        Setting(
            PAGES, Label("Address of the sign-in page", "授权页地址"), default="https://open.weixin.qq.com"
        ),
        Setting(API, Label("Address of the interface", "接口地址"), default="https://api.weixin.qq.com"),
    )

    def __init__(self, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._transport = transport
        self._http: httpx.AsyncClient | None = None
        self._config: Mapping[str, str] = {}

    async def start(self, config: Mapping[str, str]) -> None:
        """Connect; the first request opens the connection."""
        self._config = config
        self._http = httpx.AsyncClient(
            base_url=config[API], transport=self._transport, timeout=_TIMEOUT_S, trust_env=False
        )

    async def stop(self) -> None:
        """Close the connections."""
        if self._http:
            await self._http.aclose()
            self._http = None

    def way(self, back_to: str, state: str) -> str:
        """The sign-in page; without asking for more than the openid it shows nothing and comes back at once."""
        asked = {
            "appid": self._config.get(APP, ""),
            "redirect_uri": back_to,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
        return f"{self._config.get(PAGES, '')}/connect/oauth2/authorize?{urlencode(asked)}#wechat_redirect"

    async def identify(self, code: str) -> Identified | Refused | Unknown:
        """Exchange the code for the openid."""
        if self._http is None:
            return Unknown("WeChat is not connected")
        asked = {
            "appid": self._config[APP], "secret": self._config[SECRET], "code": code,
            "grant_type": "authorization_code",
        }  # fmt: skip
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                answer = await self._http.get("/sns/oauth2/access_token", params=asked)
            data = answer.json()
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            return Unknown(f"no answer: {type(error).__name__}")
        return _read(data)


def _read(data: Any) -> Identified | Refused | Unknown:
    if not isinstance(data, dict):
        return Unknown("the answer is no object")
    code = data.get("errcode", 0)
    if code in _REFUSALS:
        return Refused(str(code), _AGAIN, payee_fault=False)
    if code:
        return Unknown(f"errcode {code}")
    openid = data.get("openid")
    return Identified(openid) if isinstance(openid, str) and openid else Unknown("the answer names nobody")
