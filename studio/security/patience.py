"""How long a request's body may take: a caller that drips bytes must not hold a place for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

#: The whole body. The longest that is taken (64 KiB) needs 30 seconds at 18 kbit/s, slower than any phone.
BODY_S: Final = 30.0


def patient(
    scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, body_s: float = BODY_S
) -> Receive:
    """What receives the body, and raises 408 where it does not come to its end in time.

    Counted is the time that is spent in waiting for the body, not the application's own.
    """
    if scope["method"] in ("GET", "HEAD") or headers.get(b"content-length") == b"0":
        return receive
    left, complete = body_s, False

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

    return in_time
