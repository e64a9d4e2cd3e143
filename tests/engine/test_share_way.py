"""A page tells whether the brand has share links to offer, so that its button leads somewhere."""

from __future__ import annotations

import asyncio

from tests.support.clock import beijing
from tests.support.shop import person, shop


def _campaign(tail: str) -> str:
    return f"""campaign "Sharing" / "分享"
  brand "Spring"
  runs 2026-06-01 to 2026-06-30 in Asia/Shanghai
on scan
  give points 1
{tail}"""


def _told(url: str, text: str) -> list[bool]:
    """What the page of a claimed code tells while the campaign runs, and a month after it."""

    async def journey() -> list[bool]:
        async with shop(url, text) as made:
            told = []
            made.clock.instant = beijing("2026-06-07 12:00:00")
            await made.claim(1, "anna")
            for day in ("2026-06-07 12:01:00", "2026-07-30 12:00:00"):
                made.clock.instant = beijing(day)
                page = await made.engine.scans.open(made.code(1), person("anna"))
                assert page.phase == "won"
                told.append(page.shares)
            return told

    return asyncio.run(journey())


def test_share_links_are_offered_while_a_campaign_has_them(database_url: str) -> None:
    assert _told(database_url, _campaign("on invitation\n  give points 2\n")) == [True, False]


def test_no_share_links_are_offered_where_no_campaign_has_them(database_url: str) -> None:
    assert _told(database_url, _campaign("")) == [False, False]
