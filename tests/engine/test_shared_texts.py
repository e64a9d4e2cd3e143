"""A brand's shared texts: kept with every version, and fixed into what is published."""

from __future__ import annotations

import asyncio

import pytest

from engine.api import Invalid, NotPublishable, NotShared, Published, SharedText
from tests.support.shop import BRAND, GTIN, shop

SHARED = 'shared "spring"\nconstant few 3\nsegment newcomer consumer.claims under few\n'
RULES = f"""campaign "Shared"
  uses     "spring"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan of {GTIN}, batch "July"
  when newcomer
    give points few
  otherwise
    give points 1
"""


def test_a_version_keeps_what_it_was_published_with(database_url: str) -> None:
    async def steps() -> None:
        async with shop(database_url) as there:
            campaigns, shared = there.engine.campaigns, there.engine.shared
            campaign = await campaigns.create(BRAND, "shared", RULES, "ada")
            missing = await campaigns.publish(BRAND, campaign, "ada")
            assert isinstance(missing, NotPublishable)
            assert {one.code for one in missing.problems} >= {"BC0446"}
            first = await shared.save(BRAND, SHARED, "ada")
            assert isinstance(first, SharedText)
            assert (first.name, first.number, first.saved_by) == ("spring", 1, "ada")
            published = await campaigns.publish(BRAND, campaign, "ada")
            assert isinstance(published, Published), published
            assert published.version.text == RULES + SHARED
            assert not (await campaigns.detail(BRAND, campaign)).summary.draft_changed
            better = await shared.save(BRAND, SHARED.replace("few 3", "few 4"), "ben")
            assert isinstance(better, SharedText)
            assert better.number == 2
            detail = await campaigns.detail(BRAND, campaign)
            assert detail.versions[0].text == RULES + SHARED
            assert detail.summary.draft_changed
            again = await campaigns.publish(BRAND, campaign, "ben")
            assert isinstance(again, Published), again
            assert again.version.hash != published.version.hash
            history = await shared.history(BRAND, "spring")
            assert [(one.number, one.saved_by) for one in history] == [(2, "ben"), (1, "ada")]
            assert [one.number for one in await shared.all(BRAND)] == [2]

    asyncio.run(steps())


def test_a_wrong_shared_text_is_not_stored(database_url: str) -> None:
    async def steps() -> None:
        async with shop(database_url) as there:
            wrong = await there.engine.shared.save(BRAND, SHARED.replace("claims", "claim"), "ada")
            assert isinstance(wrong, NotShared)
            assert [one.code for one in wrong.problems] == ["BC0402"]
            with pytest.raises(Invalid):
                await there.engine.shared.save(BRAND, "segment a consumer.claims is 0\n", "ada")
            assert await there.engine.shared.all(BRAND) == ()

    asyncio.run(steps())
