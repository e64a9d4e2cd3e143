"""A code's page as it leaves: its skeleton kept and filled, beside the same page laid out and packed each time.

Both go through all rings of the application; the engine behind them is a double, so that no database is measured.
"""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import Callable, Hashable
from typing import Any

from studio.skeletons import Skeleton, Skeletons, cut
from tests.benchmarks.figures import Figure, quartiles
from tests.support.site import double_app

PAGES = 200


class _Whole:
    """A page packed as a whole, at the level of all other pages."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._skeleton = skeleton

    def filled_and_packed(self, value: Callable[[str], str]) -> bytes:
        return gzip.compress(self._skeleton.filled(value), 5)


class _EachTime(Skeletons):
    """Keeps nothing. Its pieces are not packed, so that the baseline pays for one packing only."""

    def find(self, key: Hashable, lay_out: Callable[[], str]) -> Any:
        return _Whole(cut(lay_out(), packer=lambda _: b""))


async def _seconds(app: Any) -> float:
    """The time of one page."""
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/c/ask", "raw_path": b"/c/ask", "query_string": b"", "root_path": "", "server": ("127.0.0.1", 8000),
        "headers": [(b"host", b"127.0.0.1:8000"), (b"accept-encoding", b"gzip"), (b"accept-language", b"zh-CN")],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        assert message.get("status", 200) == 200

    began = time.perf_counter()
    for number in range(PAGES):
        client = (f"10.0.{number}.1", 1)
        await app({**scope, "client": client, "state": {}}, receive, send)
    return (time.perf_counter() - began) / PAGES


async def _measured(rounds: int) -> Figure:
    ours, baseline = double_app("theme_story")[0], double_app("theme_story")[0]
    baseline.state.skeletons = _EachTime()
    for app in (ours, baseline):
        await _seconds(app)
    pairs = [(await _seconds(ours), await _seconds(baseline)) for _ in range(rounds)]
    ratio = quartiles([plain / own for own, plain in pairs])
    best = min(own for own, _ in pairs)
    return Figure(
        "page of a code : laid out and packed each time", ratio, f"{best * 1e6:.0f} µs a page (best)"
    )


def figures(rounds: int = 9) -> list[Figure]:
    """Pages a second, ours against the baseline."""
    return [asyncio.run(_measured(max(rounds, 2)))]


if __name__ == "__main__":
    for figure in figures():
        print(figure)
