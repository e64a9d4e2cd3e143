"""Sends notices to merchants until they are accepted, on the Standard Webhooks 1.0 schedule."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import httpx

from plugins.sandbox_wallet import protocol
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.records import DueNotice

#: Waits after each try that was not accepted, in seconds; after the last the notice is given up.
RETRY_S: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)

#: How long the merchant may take to accept a notice, in seconds.
TIMEOUT_S: Final = 15.0


class NoticeSender:
    """Looks for due notices, and for transfers that have settled, every `pause_s` seconds."""

    def __init__(
        self,
        book: Book,
        now_us: Callable[[], int],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        pause_s: float = 0.25,
    ) -> None:
        self._book, self._now_us, self._pause_s = book, now_us, pause_s
        self._transport = transport

    async def run(self) -> None:
        """Send for ever."""
        async with httpx.AsyncClient(
            transport=self._transport, timeout=TIMEOUT_S, trust_env=False, follow_redirects=False
        ) as http:
            while True:
                await self.send_due(http)
                await asyncio.sleep(self._pause_s)

    async def send_due(self, http: httpx.AsyncClient) -> None:
        """Try each due notice once."""
        self._book.settle(self._now_us())
        for notice in self._book.due_notices(self._now_us()):
            await self._try(http, notice)

    async def _try(self, http: httpx.AsyncClient, notice: DueNotice) -> None:
        timestamp = str(self._now_us() // 1_000_000)
        headers = {
            "content-type": "application/json",
            protocol.NOTICE_ID: notice.id,
            protocol.NOTICE_TIMESTAMP: timestamp,
            protocol.NOTICE_SIGNATURE: protocol.notice_signature(
                notice.secret, notice.id, timestamp, notice.body
            ),
        }
        try:
            answer = await http.post(notice.url, content=notice.body, headers=headers)
            status = answer.status_code
        except httpx.HTTPError:
            status = 0
        self._book.put_off(notice, arrived=_accepted(status), due_us=self._next(notice, status))

    def _next(self, notice: DueNotice, status: int) -> int | None:
        now_us = self._now_us()
        if _accepted(status):
            return now_us if notice.copies > 1 else None
        if status == 410 or notice.tries >= len(RETRY_S):
            return None
        return now_us + RETRY_S[notice.tries] * 1_000_000


def _accepted(status: int) -> bool:
    return 200 <= status < 300
