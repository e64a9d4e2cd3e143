"""How long a request's body may take: a caller that drips bytes must not hold a place for ever."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The whole body. The longest that is taken (64 KiB) needs 30 seconds at 18 kbit/s, slower than any phone.
BODY_S: Final = 30.0


class BodyPatienceMiddleware:
    """Answers 408 where a body does not come to its end in time."""

    def __init__(self, app: ASGIApp, body_s: float = BODY_S) -> None:
        self._app = app
        self._body_s = body_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the time that is spent in waiting for the body, not the application's own."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        left, complete = self._body_s, False

        async def in_time() -> Message:
            nonlocal left, complete
            if complete:  # whoever waits now waits for the caller to go away
                return await receive()
            loop = asyncio.get_running_loop()
            began = loop.time()
            try:
                async with asyncio.timeout(left):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, headers={"Connection": "close"}) from None
            left -= loop.time() - began
            complete = not message.get("more_body", False)
            return message

        await self._app(scope, in_time, send)
