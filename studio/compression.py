"""Pages, scripts and data leave compressed; what answers a press is too small to gain."""

from __future__ import annotations

from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_LEAST_BYTES: Final = 1_000
_LEVEL: Final = 5


class CompressionMiddleware:
    """gzip for what is fetched. A press is answered by a redirect, and each microsecond of a claim counts."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressed = GZipMiddleware(app, minimum_size=_LEAST_BYTES, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, compressed or plain."""
        fetched = (
            scope["type"] == "http"
            and (scope["method"] != "POST" or scope["path"].startswith("/studio/"))
            and not _packed_already(scope["path"])
        )
        await (self._compressed if fetched else self._plain)(scope, receive, send)


def _packed_already(path: str) -> bool:
    """Whether the path is one of our own files, which are packed once at the start; themes' pictures are not."""
    return path.startswith("/static/") and not path.startswith("/static/theme/")
