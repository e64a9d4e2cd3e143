"""What every answer carries: a strict content policy with a fresh nonce, and the other protective headers."""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def content_policy(nonce: str) -> str:
    """The content policy of a page: nothing from elsewhere, nothing inline without this page's nonce."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
        f"style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def nonce_of(request: Request) -> str:
    """This response's nonce, for the style and script elements of the page."""
    nonce: str = request.state.nonce
    return nonce


class SecurityHeadersMiddleware:
    """Makes the nonce and sets the headers. A header that the page has set itself is kept."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the headers added."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(18)
        scope.setdefault("state", {})["nonce"] = nonce
        camera = "(self)" if scope["path"].startswith("/clerk") else "()"
        permissions = f"camera={camera}, microphone=(), geolocation=(), payment=()"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", content_policy(nonce))
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
                headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
                headers.setdefault("Permissions-Policy", permissions)
                headers.setdefault("X-Robots-Tag", "noindex")
                headers.setdefault("Cache-Control", "no-store")
                if self._secure:
                    headers.setdefault("Strict-Transport-Security", "max-age=63072000")
            await send(message)

        await self._app(scope, receive, with_headers)
