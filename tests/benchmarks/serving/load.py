"""A load generator: keeps a number of connections busy with claims and tells how many were answered, how fast.

Run as a process of its own by `claims.py`, so that its work is not counted into the server's event loop. Each claim
is of another code; who claims is drawn from a town of people. Each request comes from another address, as behind a
proxy, so that limits per address stay out of the picture.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvloop

#: So many that two of them rarely press for the first time at one instant.
PEOPLE = 200_000


@dataclass
class Counted:
    """What was answered. `latencies_s` are of good answers, in order of arrival."""

    good: int = 0
    bad: int = 0
    first_bad: str = ""
    latencies_s: list[float] = field(default_factory=list)


def people() -> list[str]:
    """The device tokens of the town: the same ones each time."""
    drawn = random.Random(0)
    return [drawn.randbytes(22).hex()[:43] for _ in range(PEOPLE)]


def requests(codes: Iterator[str], host: str, seed: int) -> Iterator[bytes]:
    """Claims as a browser sends them."""
    drawn = random.Random(seed)
    town = people()
    for code in codes:
        address = f"10.{drawn.randrange(256)}.{drawn.randrange(256)}.{drawn.randrange(256)}"
        yield (
            f"POST /c/{code}/claim HTTP/1.1\r\nHost: {host}\r\nCookie: bc_device={drawn.choice(town)}\r\n"
            f"Sec-Fetch-Site: same-origin\r\nX-Forwarded-For: {address}\r\nAccept-Language: zh-CN\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n\r\n"
        ).encode()


class Connection(asyncio.Protocol):
    """Asks, reads the answer, and asks again until the time is over."""

    def __init__(self, asked: Iterator[bytes], counted: Counted, until: float, pause_s: float) -> None:
        self._asked, self._counted, self._until, self._pause_s = asked, counted, until, pause_s
        self._transport: Any = None
        self._read = b""
        self._began = 0.0
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        if time.perf_counter() >= self._until or (request := next(self._asked, None)) is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, gap, body = self._read.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return
        self._read = b""
        if head.startswith(b"HTTP/1.1 303"):
            self._counted.good += 1
            self._counted.latencies_s.append(time.perf_counter() - self._began)
        else:
            self._counted.bad += 1
            self._counted.first_bad = self._counted.first_bad or (head + gap + body)[:600].decode(
                "utf-8", "replace"
            )
        if self._pause_s:
            asyncio.get_running_loop().call_later(random.expovariate(1 / self._pause_s), self._ask)
        else:
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_result(None)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def _drive(
    port: int, codes: Iterator[str], connections: int, seconds: float, pause_s: float, seed: int
) -> Counted:
    counted = Counted()
    asked = requests(codes, f"127.0.0.1:{port}", seed)
    until = time.perf_counter() + seconds
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: Connection(asked, counted, until, pause_s), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await asyncio.gather(*(protocol.over for _, protocol in made))
    return counted


def main() -> None:
    port, file, first, connections, seconds, pause_s, seed = sys.argv[1:8]
    with Path(file).open() as lines:
        codes = (line.strip() for line in itertools.islice(lines, int(first), None))
        counted = uvloop.run(
            _drive(int(port), codes, int(connections), float(seconds), float(pause_s), int(seed))
        )
    counted.latencies_s.sort()
    p50, p99 = (counted.latencies_s[int(counted.good * part)] * 1000 for part in (0.5, 0.99))
    told = {"good": counted.good, "bad": counted.bad, "first_bad": counted.first_bad}
    print(json.dumps(told | {"p50_ms": p50, "p99_ms": p99}))


if __name__ == "__main__":
    main()
