"""The wallet as an ASGI application: a signed desk, switches, and a page for people."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import httpx

from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.control import Control
from plugins.sandbox_wallet.desk import Desk
from plugins.sandbox_wallet.notices import NoticeSender
from plugins.sandbox_wallet.page import Page
from plugins.sandbox_wallet.pay_page import PayPage
from plugins.sandbox_wallet.web import Receive, Reply, Request, Scope, Send, read_request, refusal, send_reply


def system_now_us() -> int:
    """Microseconds since the epoch by this machine's clock."""
    return time.time_ns() // 1000


class WalletApp:
    """Serves one book. `now_us` and the transport that carries notices can be replaced in tests."""

    def __init__(
        self,
        book: Book,
        *,
        now_us: Callable[[], int] = system_now_us,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._desk, self._control, self._page = Desk(book, now_us), Control(book, now_us), Page(book)
        self._pay_page = PayPage(book, now_us)
        self._notices = NoticeSender(book, now_us, transport=transport)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection's messages."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            request = await read_request(scope, receive)
            reply = self._reply(request) if request else refusal(413, "TOO_LARGE", "the body is too large")
            await send_reply(reply, send)

    def _reply(self, request: Request) -> Reply:
        if request.path.startswith("/v1/"):
            return self._desk.handle(request)
        if request.path.startswith("/_control/"):
            return self._control.handle(request)
        if request.path.startswith("/pay/"):
            return self._pay_page.handle(request)
        return self._page.handle(request)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Send notices from start-up to shutdown."""
        await receive()
        sending = asyncio.create_task(self._notices.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        sending.cancel()
        with suppress(asyncio.CancelledError):
            await sending
        await send({"type": "lifespan.shutdown.complete"})
