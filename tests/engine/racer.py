"""A process that races: opens an engine, says `ready`, waits for `go`, claims at once, tells what came of it."""

from __future__ import annotations

import asyncio
import json
import sys

from engine.api import ClaimAnswer, EngineError
from tests.support.clock import SetClock
from tests.support.shop import opened, person


async def race(job: dict[str, object]) -> None:
    engine = await opened(str(job["url"]), SetClock())
    try:
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)

        async def claim(code: str, who: str) -> list[str]:
            try:
                answer = await engine.scans.claim(code, person(who))
            except EngineError as error:
                return [who, code, type(error).__name__]
            return [who, code, "granted" if isinstance(answer, ClaimAnswer) else answer.reason.value]

        claims: list[list[str]] = job["claims"]  # type: ignore[assignment]  # the test writes it so
        print(json.dumps(await asyncio.gather(*(claim(code, who) for code, who in claims))), flush=True)
    finally:
        await engine.close()


if __name__ == "__main__":
    asyncio.run(race(json.loads(sys.stdin.readline())))
