"""One name for one request, from its page to its payout: a W3C trace id, answered as `X-Request-Id`."""

from __future__ import annotations

import re
import secrets
import time
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.api import TRACE
from studio.watching.requests import Answered, Onlooker

#: https://www.w3.org/TR/trace-context/#traceparent-header: version, trace id, parent id, flags.
_TRACEPARENT: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


class TraceMiddleware:
    """The outermost ring: names each request and tells the onlookers how it was answered.

    A `traceparent` is believed only behind proxies that the settings name: anybody else could mark foreign
    requests as one.
    """

    def __init__(self, app: ASGIApp, *, believed: bool, onlookers: tuple[Onlooker, ...]) -> None:
        self._app = app
        self._believed = believed
        self._onlookers = onlookers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with `X-Request-Id`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        trace = self._trace(scope)
        began, started, status = time.time(), time.perf_counter(), 0

        async def naming(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = trace
            await send(message)

        token = TRACE.set(trace)
        try:
            await self._app(scope, receive, naming)
        finally:
            seconds = time.perf_counter() - started
            answered = Answered(trace, scope["method"], _route(scope), status or 500, began, seconds)
            for onlooker in self._onlookers:
                onlooker.answered(answered)
            TRACE.reset(token)

    def _trace(self, scope: Scope) -> str:
        found = (
            _TRACEPARENT.fullmatch(Headers(scope=scope).get("traceparent", "")) if self._believed else None
        )
        return found.group(1) if found else secrets.token_hex(16)


def _route(scope: Scope) -> str:
    """The route's pattern, never the address itself: that of a code page is worth money."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "(none)"
