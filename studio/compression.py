"""Pages, scripts and data leave compressed; what answers a press is too small to gain."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware, IdentityResponder
from starlette.types import ASGIApp, Receive, Scope, Send

_LEAST_BYTES: Final = 1_000
_LEVEL: Final = 5
_NO_WEIGHT: Final = re.compile(r"q\s*=\s*0(\.0*)?")


@lru_cache(maxsize=1024)
def takes_gzip(accepted: str) -> bool:
    """Whether `Accept-Encoding` names gzip without refusing it (RFC 9110, 12.5.3)."""
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() == "gzip":
            return _NO_WEIGHT.fullmatch(weight.strip()) is None
    return False


class CompressionMiddleware:
    """gzip for what is fetched. A press is answered by a redirect, and each microsecond of a claim counts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressed = GZipMiddleware(app, minimum_size=_LEAST_BYTES, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, compressed or plain."""
        fetched = (
            scope["type"] == "http"
            and (scope["method"] != "POST" or scope["path"].startswith("/studio/"))
            and not scope["path"].startswith("/static/")  # files are packed once, when they are read
        )
        if not fetched:
            await self._app(scope, receive, send)
        elif takes_gzip(Headers(scope=scope).get("accept-encoding", "")):
            await self._compressed(scope, receive, send)
        else:
            await IdentityResponder(self._app, _LEAST_BYTES)(scope, receive, send)
