"""A phase for the first claims ends exactly, whoever claims at once, and counts granted claims alone."""

from __future__ import annotations

import asyncio

from engine.api import ClaimAnswer
from tests.support.shop import BRAND, GTIN, Shop, shop

TEXT = f"""campaign "Early birds"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  limit    2 claims per consumer a day

on scan of {GTIN}
  phase first for the first 7 claims
    give points 100, stock 5
    if spent
      give points 50
  otherwise
    give points 1
"""


async def points(there: Shop, serial: int, who: str, *, other: bool = False) -> int:
    engine = there.others[0] if other else there.engine
    answer = await there.claim(serial, who, engine=engine)
    return sum(grant.points or 0 for grant in answer.grants) if isinstance(answer, ClaimAnswer) else 0


def test_exactly_the_first_claims_of_many_at_once(database_url: str) -> None:
    """Seven of twenty: five of the stock, two of its fallback. One of A's three is refused and does not count."""

    async def steps() -> None:
        async with shop(database_url, TEXT) as there:
            several = database_url.startswith("postgres")
            if several:
                await there.another()
            people = ["A", "A", "A", *(f"P{number}" for number in range(17))]
            claims = (
                points(there, serial, who, other=several and serial % 2 == 1)
                for serial, who in enumerate(people, 1)
            )
            given = sorted(await asyncio.gather(*claims))
            assert given == [0, *[1] * 12, 50, 50, *[100] * 5]
            terms = (await there.engine.scans.open(there.code(30), None)).terms
            assert any(one.en.startswith("The first 7 claims: ") for one in terms)
            assert any(one.zh.startswith("前 7 次领取：") for one in terms)
            assert await there.engine.audit() == ()
            assert await there.counter(f"{BRAND}|c{there.campaign}|phase.first") == 7

    asyncio.run(steps())
