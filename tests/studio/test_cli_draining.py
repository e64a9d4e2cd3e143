"""A server that is told to stop answers first whoever has asked already, and what it answered is durable."""

from __future__ import annotations

import asyncio
import base64
import signal

import asyncpg
import httpx

from tests.support.people import BRAND, Brand, granted
from tests.support.program import bottlecap

SECRET = base64.b64encode(bytes(range(32))).decode()
SPRING = """campaign "Spring points"
  brand    "Dew Drinks"
  runs     2026-01-01 to 2099-05-31 in Asia/Shanghai

on scan of 9521000100015
  give points 30
"""


def test_a_claim_that_waits_for_the_database_is_answered_before_the_server_stops(postgres_url: str) -> None:
    given = {"BOTTLECAP_DATABASE_URL": postgres_url, "BOTTLECAP_SECRET": SECRET}
    with bottlecap(
        "brand", "add", BRAND, "--name", "Dew Drinks", "--name-zh", "清露", environment=given
    ) as adding:
        assert adding.ended() == 0, adding.told
    with bottlecap("api-key", "add", "--brand", BRAND, "--name", "till", environment=given) as adding:
        assert adding.ended() == 0, adding.told
        key = adding.told.split()[-1]
    with bottlecap("serve", "--port", "0", environment=given) as serve:
        origin = serve.wait_for(r"serving (\S+) with 1 process\n")

        async def claimed() -> dict[str, int]:
            async with httpx.AsyncClient(base_url=origin, timeout=60, trust_env=False) as client:
                brand = Brand([client], key)
                await brand.publish("spring", SPRING)
                code, *_ = await brand.codes("May", 1)
                holder = await asyncpg.connect(postgres_url)
                try:
                    async with holder.transaction():
                        await holder.execute("LOCK TABLE claim IN SHARE MODE")
                        asking = asyncio.create_task(brand.claim("A", code))
                        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
                        while not await holder.fetchval(waiting):  # noqa: ASYNC110 (another process waits, not a task)
                            await asyncio.sleep(0.02)
                        serve.send(signal.SIGTERM)
                        await asyncio.sleep(0.3)
                        assert not asking.done()
                    return granted(await asking)
                finally:
                    await holder.close()

        assert asyncio.run(claimed()) == {"points": 30}
        assert serve.ended() == 0
