"""Publication holds a new version against the one that runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from engine.api import NotPublishable, Published
from tests.support.shop import BRAND, PACKETS, Shop, opened, shop


async def _publish(made: Shop, text: str) -> Published | NotPublishable:
    detail = await made.engine.campaigns.detail(BRAND, made.campaign)
    await made.engine.campaigns.save_draft(BRAND, made.campaign, text, detail.draft_revision, "tests")
    return await made.engine.campaigns.publish(BRAND, made.campaign, "tests")


def test_a_running_campaign_may_get_better_and_not_worse(sqlite_url: str) -> None:
    """The reason names the rule, the figures, the event and the way out, in both languages."""

    async def story() -> None:
        async with shop(sqlite_url) as made:
            better = PACKETS.replace("red_packet 1.00", "red_packet 1.50")
            assert isinstance(await _publish(made, better), Published)
            refused = await _publish(made, PACKETS)
            assert isinstance(refused, NotPublishable)
            assert [(one.en, one.zh) for one in refused.reasons] == [
                (
                    (
                        "rewards of a running campaign cannot be lowered: red_packet 1.50 CNY → red_packet 1.00 CNY"
                        " (scan of 09521000100015, everyone); end it with notice, or make a new campaign"
                    ),
                    (
                        "活动已开始，奖励不能降低：红包 1.50 元 → 红包 1.00 元（扫码 09521000100015，所有人）；"
                        "请公告后结束活动，或新建活动"
                    ),
                )
            ]

    asyncio.run(story())


def test_before_its_start_a_campaign_may_change_as_it_likes(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url) as made:
            made.clock.instant = datetime(2026, 5, 20, tzinfo=UTC)
            assert isinstance(await _publish(made, PACKETS.replace("1.00 CNY", "0.50 CNY")), Published)

    asyncio.run(story())


def test_a_paused_campaign_runs_too(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url) as made:
            await made.engine.campaigns.pause(BRAND, made.campaign, "tests")
            outcome = await _publish(made, PACKETS.replace("2026-12-30", "2026-10-30"))
            assert isinstance(outcome, NotPublishable)
            assert outcome.reasons[0].en.startswith(
                "a running campaign cannot be made shorter: ends: 2026-12-30"
            )

    asyncio.run(story())


def test_a_new_plugin_changes_no_draft(sqlite_url: str) -> None:
    """A version is named by its text and the words of its day; new words since then are no change of the draft."""

    async def work() -> None:
        async with shop(sqlite_url) as it:
            other = await opened(it.url, it.clock, more=("tests.support.tasting_plugin",))
            try:
                (summary,) = await other.campaigns.all(BRAND)
                assert not summary.draft_changed
                detail = await other.campaigns.detail(BRAND, it.campaign)
                await other.campaigns.save_draft(
                    BRAND, it.campaign, detail.draft + "# more\n", detail.draft_revision, "tests"
                )
                assert (await other.campaigns.all(BRAND))[0].draft_changed
            finally:
                await other.close()

    asyncio.run(work())
