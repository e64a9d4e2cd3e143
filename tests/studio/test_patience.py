"""Callers that are slow, many, or silent: nobody holds a place for ever, and the others are answered meanwhile."""

from __future__ import annotations

import asyncio
import base64
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from studio.cli.listening import listen
from studio.cli.patience import PatientProtocol
from studio.cli.running import running
from studio.security.patience import patient
from tests.support.program import bottlecap

SECRET = base64.b64encode(bytes(range(32))).decode()
OPEN = 1_000


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers once the whole body is there."""
    if scope["type"] != "http":
        return
    body = await Request(scope, receive).body()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"%02d" % len(body)})


class Hasty(PatientProtocol):
    headers_s = 0.3


async def _closed_after(said: list[bytes]) -> float:
    """Seconds until the server closes on somebody who says these pieces, a tenth of a second apart, and no more."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(answering, http=Hasty, lifespan="off", log_level="error", log_config=None)
    async with running(config, listener):
        reader, writer = await asyncio.open_connection(*listener.getsockname()[:2])
        began = time.monotonic()
        for piece in said:
            if reader.at_eof():
                break
            writer.write(piece)
            await asyncio.sleep(0.1)
        assert await asyncio.wait_for(reader.read(), 5) == b""
        lasted = time.monotonic() - began
        writer.close()
        return lasted


@pytest.mark.parametrize(
    "said", [[], [b"GET / HTTP/1.1\r\n"], [b"GET / HTTP/1.1\r\n", *[b"x-a: b\r\n"] * 50]]
)
def test_who_does_not_finish_its_headers_is_closed(said: list[bytes]) -> None:
    """Silent, stopping, or dripping: the time runs from the first byte, however much follows."""
    lasted = asyncio.run(_closed_after(said))
    assert 0.3 <= lasted < 4.5


def test_a_request_in_time_and_the_next_on_the_same_connection_are_answered() -> None:
    async def told() -> list[int]:
        listener = listen("127.0.0.1", 0)
        config = uvicorn.Config(answering, http=Hasty, lifespan="off", log_level="error", log_config=None)
        async with running(config, listener), httpx.AsyncClient(trust_env=False) as client:
            host, port = listener.getsockname()[:2]
            first = await client.post(f"http://{host}:{port}/", content=b"x")
            await asyncio.sleep(0.5)
            second = await client.post(f"http://{host}:{port}/", content=b"xy")
            return [first.status_code, second.status_code]

    assert asyncio.run(told()) == [200, 200]


def test_a_body_that_drips_is_refused_and_one_that_comes_is_read() -> None:
    async def asked(pause_s: float) -> list[Message]:
        sent: list[Message] = []
        pieces = iter([b"a", b"b", b"c", b"d"])

        async def receive() -> Message:
            await asyncio.sleep(pause_s)
            piece = next(pieces)
            return {"type": "http.request", "body": piece, "more_body": piece != b"d"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "headers": []}
        await answering(scope, patient(scope, {}, receive, body_s=0.2), send)
        return sent

    assert asyncio.run(asked(0.0))[1]["body"] == b"04"
    with pytest.raises(HTTPException) as refused:
        asyncio.run(asked(0.1))
    assert refused.value.status_code == 408


@contextmanager
def _many_files() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(before[0], min(before[1], 4_096))
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_a_thousand_open_connections_keep_nobody_from_being_answered(sqlite_url: str) -> None:
    """Half of them say nothing, half stop within their headers; a visitor among them gets the page."""
    given = {"BOTTLECAP_DATABASE_URL": sqlite_url, "BOTTLECAP_SECRET": SECRET, "BOTTLECAP_LOG_LEVEL": "error"}

    async def visited(origin: str) -> list[int]:
        host, port = origin.removeprefix("http://").split(":")
        held = []
        for number in range(OPEN):
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(b"GET / HTTP/1.1\r\n" if number % 2 else b"")
            held.append(writer)
        async with httpx.AsyncClient(base_url=origin, timeout=20, trust_env=False) as client:
            found = [(await client.get("/")).status_code for _ in range(20)]
        for writer in held:
            writer.close()
        return found

    with _many_files(), bottlecap("serve", "--port", "0", environment=given) as serve:
        origin = serve.wait_for(r"serving (\S+) with 1 process\n")
        assert asyncio.run(visited(origin)) == [200] * 20
