"""What every answer carries: a strict content policy with a fresh nonce, and the other protective headers."""

from __future__ import annotations

import secrets
from typing import Final

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


#: What every answer carries that does not set it itself; names as ASGI has them.
_ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-robots-tag", b"noindex"),
    (b"cache-control", b"no-store"),
)
_TRANSPORT: Final = ((b"strict-transport-security", b"max-age=63072000"),)


class SecurityHeadersMiddleware:
    """Makes the nonce and sets the headers. A header that the page has set itself is kept."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._always = _ALWAYS + (_TRANSPORT if secure else ())

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
                own = (
                    (b"content-security-policy", content_policy(nonce).encode()),
                    (b"permissions-policy", permissions.encode()),
                    *self._always,
                )
                there = {name.lower() for name, _ in message.get("headers", ())}
                added = [header for header in own if header[0] not in there]
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        await self._app(scope, receive, with_headers)
