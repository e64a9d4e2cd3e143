"""No other site may press our buttons: every unsafe request must show that it came from our own pages.

Browsers say where a request came from in `Sec-Fetch-Site`; older ones in `Origin`. A browser that sends
neither (old WebViews) must bring the token of the form, which belongs to a cookie that other sites cannot
read. The token is salted anew on each page, so compression leaks nothing about it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from studio.security.cookies import CSRF, CookieJar, is_token, jar_of, new_token

FIELD: Final = "csrf"
HEADER: Final = "x-csrf-token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: Doors without cookies: they authenticate each request by a key or a signature of its own.
_EXEMPT: Final = ("/api/", "/hooks/")


def form_token(request: Request) -> str:
    """A token for this page's forms; the cookie it belongs to is set with the response if it is new."""
    owner = getattr(request.state, "csrf_owner", None)
    if owner is None:
        cookie = jar_of(request).read(request, CSRF)
        owner = cookie if cookie is not None and is_token(cookie) else new_token()
        request.state.csrf_owner = owner
        request.state.csrf_is_new = owner != cookie
    salt = secrets.token_hex(8)
    return f"{salt}.{_seal(request.app.state.settings.secret, salt, owner)}"


def token_is_good(secret: bytes, owner: str | None, token: str) -> bool:
    """Whether a token was made for the owner of this cookie. Takes the same time whatever is wrong."""
    salt, _, seal = token.partition(".")
    if owner is None or not is_token(owner):
        return False
    return hmac.compare_digest(_seal(secret, salt, owner).encode(), seal.encode())


def _seal(secret: bytes, salt: str, owner: str) -> str:
    return hmac.new(secret, f"csrf:{salt}:{owner}".encode(), hashlib.sha256).hexdigest()


async def proven(scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> Receive:
    """What receives the body of a safe or proven request. Raises 403 for what another site may have sent."""
    if scope["method"] in _SAFE or scope["path"].startswith(_EXEMPT):
        return receive
    verdict = _by_headers(scope, headers)
    if verdict is None:
        request = Request(scope, receive)
        body = await request.body()
        verdict = _by_token(request, body)
        receive = _replay(body, receive)
    if not verdict:
        raise HTTPException(403)
    return receive


def _by_headers(scope: Scope, headers: Mapping[bytes, bytes]) -> bool | None:
    """What the browser itself says; None when it says nothing (or `Origin: null`, which proves nothing)."""
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    origin = headers.get(b"origin", b"null").decode("latin-1")
    if origin == "null":
        return None
    host = headers.get(b"host", b"").decode("latin-1")
    return origin in (scope["app"].state.settings.origin, f"{scope['scheme']}://{host}")


def _by_token(request: Request, body: bytes) -> bool:
    settings = request.app.state.settings
    token = request.headers.get(HEADER, "")
    if not token and request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        token = parse_qs(body.decode("utf-8", "replace")).get(FIELD, [""])[0]
    return token_is_good(settings.secret, CookieJar(settings.secure).read(request, CSRF), token)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Hand on a body that was already read, then whatever else arrives (a disconnect)."""
    handed = False

    async def replayed() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed
