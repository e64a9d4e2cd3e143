"""What every answer carries: a strict content policy with a fresh nonce, and the other protective headers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Final

from starlette.requests import Request
from starlette.types import Scope


def content_policy(nonce: str, *, frames: bool = False) -> str:
    """The content policy of a page: nothing from elsewhere, nothing inline without this page's nonce.

    With `frames` it may show pages of this host within itself.
    """
    framing = "frame-src 'self'; " if frames else ""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
        f"style-src 'self' 'nonce-{nonce}'; {framing}{_REST}"
    )


def framed_policy(nonce: str) -> str:
    """The policy of a page that is only looked at, within another page of this host: no script, no form."""
    return (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self' data:; form-action 'none'; "
        "base-uri 'none'; frame-ancestors 'self'; sandbox"
    )


_REST: Final = (
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: The policy of an answer that has no page: no script at all.
_NO_PAGE: Final = f"default-src 'none'; style-src 'self'; {_REST}".encode()


def nonce_of(request: Request) -> str:
    """This response's nonce, for the style and script elements of the page; made when a page first asks for it."""
    state = request.scope["state"]
    if "nonce" not in state:
        state["nonce"] = secrets.token_urlsafe(18)
    nonce: str = state["nonce"]
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
_WITH_CAMERA: Final = (b"permissions-policy", b"camera=(self), microphone=(), geolocation=(), payment=()")
_NO_CAMERA: Final = (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()")


def protections(
    scope: Scope, own: Iterable[tuple[bytes, bytes]], *, secure: bool
) -> list[tuple[bytes, bytes]]:
    """The headers to add to an answer's own. A header that the page has set itself is kept."""
    nonce: str = scope["state"].get("nonce", "")
    policy = content_policy(nonce).encode() if nonce else _NO_PAGE
    there = {name.lower() for name, _ in own}
    wanted = (
        (b"content-security-policy", policy),
        _WITH_CAMERA if scope["path"].startswith("/clerk") else _NO_CAMERA,
        *_ALWAYS,
        *(_TRANSPORT if secure else ()),
    )
    return [header for header in wanted if header[0] not in there]
