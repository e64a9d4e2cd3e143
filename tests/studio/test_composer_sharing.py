"""The studio reads a draft with the shared texts that it uses."""

from __future__ import annotations

import asyncio

from studio.composer.sharing import problems, whole
from tests.support.shop import BRAND, shop

_SHARED = 'shared "spring"\nconstant few 3\nsegment newcomer consumer.claims under few\n'
_TEXT = """campaign "Shared"
  uses "spring"
  brand "Spring"
  runs 2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan
  when newcomer
    give points few
  otherwise
    give points 1
"""


def test_a_draft_is_read_with_what_it_uses(database_url: str) -> None:
    async def steps() -> None:
        async with shop(database_url) as there:
            engine = there.engine
            assert [one.code for one in await problems(engine, BRAND, _TEXT)] != []
            await engine.shared.save(BRAND, _SHARED, "ada")
            assert await problems(engine, BRAND, _TEXT) == ()
            assert await whole(engine, BRAND, _TEXT) == _TEXT + _SHARED
            assert await whole(engine, BRAND, _SHARED) == _SHARED
            (twice,) = await problems(engine, BRAND, _TEXT + "segment newcomer consumer.claims is 0\n")
            assert (twice.code, twice.where, twice.start, twice.end) == ("BC0410", "spring", 0, 0)

    asyncio.run(steps())
