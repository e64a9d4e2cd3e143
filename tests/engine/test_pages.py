"""Pages by date and segment: chosen when somebody looks; the rules know nothing of them."""

from __future__ import annotations

import asyncio

from dsl import check, format_text
from engine.api import ClaimAnswer, ConsumerKey
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, person, shop
from tests.support.vocabulary import VOCABULARY

#: A licence from 15 July to 14 October, for those who come for the first time and not in Hong Kong.
FILM = f"""campaign "Film" / "电影"
  brand "Spring"
  runs 2026-07-01 to 2026-12-31 in Asia/Shanghai
  page theme_story from 2026-07-15 until 2026-10-14 when newcomer and not code.region in HK
  page theme_plain

segment newcomer consumer.claims is 0

on scan of {GTIN}
  give points 5
"""


def test_a_page_line_is_written_in_both_languages() -> None:
    """Dates first, then the condition."""
    chinese = format_text(FILM, VOCABULARY, "zh")
    assert (
        "  页面 小熊猫与月亮 从 2026-07-15 截至 2026-10-14 如果 newcomer 且 非 码.销售区域 属于 HK\n  页面 素雅\n"
        in chinese
    )
    assert check(chinese, VOCABULARY).campaign == check(FILM, VOCABULARY).campaign
    assert format_text(chinese, VOCABULARY, "en") == format_text(FILM, VOCABULARY)


def test_the_page_changes_at_the_licences_first_and_last_instant(database_url: str) -> None:
    """Neutral before and after with nobody pressing anything; the reward is the same all along."""

    async def journey() -> None:
        async with shop(database_url, FILM) as made:
            await made.engine.codes.change(BRAND, made.batch, 1, 500, "region", "CN-GD", "tests")
            await made.engine.codes.change(BRAND, made.batch, 501, 600, "region", "HK", "tests")

            async def shown(serial: int, who: str | None = "anna") -> str:
                visitor = person(who) if who else None
                return (await made.engine.scans.open(made.code(serial), visitor)).theme

            for instant, theme in (
                ("2026-07-14 23:59:59", "theme_plain"),
                ("2026-07-15 00:00:00", "theme_story"),
                ("2026-10-14 23:59:59.999", "theme_story"),
                ("2026-10-15 00:00:00", "theme_plain"),
            ):
                made.clock.instant = beijing(instant)
                assert await shown(1) == theme, instant
                assert await shown(1, None) == theme, "a first visit is a newcomer's"
                assert (await made.engine.rules.page(BRAND, "packets")).theme == "theme_plain"
            made.clock.instant = beijing("2026-08-01 10:00:00")
            assert await shown(501) == "theme_plain"
            assert isinstance(await made.claim(501, "hong"), ClaimAnswer)
            assert await shown(1) == "theme_story"
            answer = await made.granted(1, "anna")
            assert [one.points for one in answer.grants] == [5]
            assert await shown(1) == "theme_story", "who has claimed keeps the page that was theirs"
            assert await shown(2) == "theme_plain", "on the next pack no newcomer any more"
            assert await shown(2, "bo") == "theme_story"
            made.clock.instant = beijing("2026-10-20 10:00:00")
            assert await shown(1) == "theme_plain", "the licence is over for everybody"
            assert [one.points for one in (await made.granted(2, "bo")).grants] == [5]
            assert await made.engine.audit(BRAND) == ()

    asyncio.run(journey())


def test_a_licence_may_be_extended_while_the_campaign_runs(database_url: str) -> None:
    """Pages are no promise to consumers: a change of them is never a loss."""

    async def journey() -> None:
        async with shop(database_url, FILM) as made:
            made.clock.instant = beijing("2026-10-25 12:00:00")
            page = await made.engine.scans.open(made.code(1), ConsumerKey("device", "phone"))
            assert page.theme == "theme_plain"
            detail = await made.engine.campaigns.detail(BRAND, made.campaign)
            longer = FILM.replace(
                "  page theme_plain",
                "  page theme_story from 2026-10-26 until 2026-11-30\n  page theme_plain",
            )
            await made.engine.campaigns.save_draft(
                BRAND, made.campaign, longer, detail.draft_revision, "tests"
            )
            await made.engine.campaigns.publish(BRAND, made.campaign, "tests")
            for instant, theme in (
                ("2026-10-25 23:59:59", "theme_plain"),
                ("2026-10-26 00:00:00", "theme_story"),
                ("2026-12-01 00:00:00", "theme_plain"),
            ):
                made.clock.instant = beijing(instant)
                page = await made.engine.scans.open(made.code(1), ConsumerKey("device", "phone"))
                assert page.theme == theme, instant

    asyncio.run(journey())
