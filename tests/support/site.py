"""The web application without a network: phones that keep cookies and send what browsers send."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import httpx
from starlette.applications import Starlette

from engine.api import Theme
from studio.settings import Settings
from studio.wiring import build_app
from tests.support.engine_double import EngineDouble
from tests.support.groups_double import Groups

ORIGIN = "http://127.0.0.1:8000"
SECRET = bytes(range(32))


def builtin_themes() -> dict[str, Theme]:
    """The themes that ship with the product, as the engine would hand them over."""
    from plugins.theme_plain import plugin as plain
    from plugins.theme_story import plugin as story

    return {theme.code: theme for theme in (*plain.register_themes(), *story.register_themes())}


def settings(**changes: Any) -> Settings:
    """Settings that need nothing outside the process."""
    return Settings(
        **({"database_url": "sqlite://:memory:", "secret": SECRET, "run_payouts": False} | changes)
    )


def double_app(theme: str = "theme_plain", **changes: Any) -> tuple[Starlette, EngineDouble]:
    """The application around an engine double."""
    engine = EngineDouble(builtin_themes(), theme)
    engine.groups = Groups()
    return build_app(settings(**changes), engine=engine), engine  # type: ignore[arg-type]  # a double by design


class Phone:
    """One browser: keeps cookies, asks in one language, says where its requests come from."""

    def __init__(self, app: Starlette, language: str = "en", origin: str = ORIGIN) -> None:
        self.app, self.language, self.origin = app, language, origin
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> httpx.Response:
        """A form sent from one of our own pages."""
        return self.send("POST", path, form=form or {}, headers={"sec-fetch-site": "same-origin"} | headers)

    def send(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """One request, without following redirects; cookies of the answer are kept."""
        return asyncio.run(self.exchange(method, path, form=form, content=content, headers=headers))

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """`send` inside a running loop, for an application whose engine lives in that loop."""
        sent = {"accept-language": self.language} | {
            name.replace("_", "-"): value for name, value in (headers or {}).items()
        }
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url=self.origin) as client:
            answer = await client.request(method, path, data=form, content=content, headers=sent)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value = rest.partition(";")[0]
            if value.strip('"') and "max-age=0" not in line.lower():
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return answer

    def follow(self, answer: httpx.Response) -> httpx.Response:
        """Go where a redirect leads."""
        assert answer.status_code == 303, answer.status_code
        return self.get(answer.headers["location"])


def text_of(html: str) -> list[str]:
    """The pieces of text that a person reads on a page, in order."""
    visible = re.sub(r"<(style|script|title)\b.*?</\1>", "", html, flags=re.S)
    return [unescape(piece).strip() for piece in re.split(r"<[^>]*>", visible) if piece.strip()]


def prose(html: str) -> str:
    """All visible text on one line."""
    return " ".join(text_of(html))
