"""A worker that goes on with what waits and tells each step, until somebody kills it."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from datetime import datetime

from tests.support.clock import SetClock
from tests.support.shop import opened


async def lapse(job: dict[str, str]) -> None:
    logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(name)s")
    engine = await opened(job["url"], SetClock(datetime.fromisoformat(job["now"])))
    try:
        await engine.waits.run_once()
    finally:
        await engine.close()


if __name__ == "__main__":
    asyncio.run(lapse(json.loads(sys.stdin.readline())))
