"""Requests and replies of the wallet's web interface as values, and the ASGI messages they travel in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Final

#: The largest request body, in bytes.
BODY_BYTES_MAX: Final = 65_536

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request. Header names are lower case; `target` is the path with its query, as sent."""

    method: str
    path: str
    target: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    peer: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What to answer. `lost` closes the connection instead; `late_s` waits first."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    late_s: float = 0.0
    lost: bool = False


def json_reply(status: int, data: Mapping[str, object]) -> Reply:
    """A reply with a JSON object."""
    return Reply(status, json.dumps(data, ensure_ascii=False).encode())


def refusal(status: int, code: str, message: str) -> Reply:
    """A reply that says what is wrong; merchants decide by the code."""
    return json_reply(status, {"code": code, "message": message})


async def read_request(scope: Scope, receive: Receive) -> Request | None:
    """The whole request, or None when its body is too large or its sender has gone."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > BODY_BYTES_MAX:
            return None
        if not message.get("more_body"):
            break
    query = scope["query_string"].decode("latin-1")
    path = scope["path"]
    raw_path = (scope.get("raw_path") or path.encode()).decode("latin-1")
    client = scope.get("client")
    return Request(
        method=scope["method"],
        path=path,
        target=f"{raw_path}?{query}" if query else raw_path,
        query=query,
        headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
        body=body,
        peer=client[0] if client else "",
    )


async def send_reply(reply: Reply, send: Send) -> None:
    """Answer. A lost reply announces a body and ends without it, so the server closes the connection."""
    if reply.late_s:
        await asyncio.sleep(reply.late_s)
    headers = {
        "content-type": f"{reply.media_type}; charset=utf-8",
        "content-length": str(len(reply.body) or 1),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        **reply.headers,
    }
    encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": encoded})
    if not reply.lost:
        await send({"type": "http.response.body", "body": reply.body})
