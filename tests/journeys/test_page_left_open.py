"""A page stays open while the rules change: what holds at the press rules, and the consumer is told what is new."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest

from engine.api import ClaimAnswer, Published
from studio.wiring import build_app
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, shop
from tests.support.site import Phone, prose, settings

TWO_PHASES = f"""campaign "Falling odds" / "先到多得"
  brand "Spring"
  runs 2026-06-01 to 2026-06-30 in Asia/Shanghai
  budget 16,160.00 CNY
  channel sandbox_wallet
  contact "400-1"

on scan of {GTIN}
  phase second until 2026-06-21
    draw
      60%  red_packet 1.88 CNY, stock 4,000
      rest points 5
  phase third from 2026-06-22
    give points 10
    draw
      25%  red_packet 0.88 CNY, stock 3,000
      rest nothing
"""
FLAT = """campaign "Packets" / "红包"
  brand "Spring"
  runs 2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget 1,000.00 CNY
  channel sandbox_wallet

on scan of 9521000100015
  give red_packet {} CNY
  if spent
    refuse
"""


def fields(html: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))


async def pressed(phone: Phone, code: str, form: dict[str, str]) -> str:
    """What the page says after the button was pressed."""
    headers = {"sec-fetch-site": "same-origin"}
    answer = await phone.exchange("POST", f"/c/{code}/claim", form=form, headers=headers)
    assert answer.status_code == 303
    return prose((await phone.exchange("GET", answer.headers["location"])).text)


def run(url: str, text: str, story: Callable[[Shop, Phone], Awaitable[None]], language: str = "en") -> None:
    async def whole() -> None:
        async with shop(url, text) as made:
            await story(made, Phone(build_app(settings(), engine=made.engine), language))

    asyncio.run(whole())


@pytest.mark.parametrize(
    ("language", "told", "odds"),
    [
        ("en", "The terms changed while this page was open.", "red packet, 3,000 in all (25%)"),
        ("zh-CN", "页面打开期间，活动条款有更新。", "红包共 3,000 份（25%）"),
    ],
)
def test_the_phase_of_the_press_rules_and_its_odds_are_told_before_the_result(
    sqlite_url: str, language: str, told: str, odds: str
) -> None:
    """Opened at 23:59:50 in the second phase, pressed at 00:00:03 in the third."""

    async def story(made: Shop, phone: Phone) -> None:
        made.clock.instant = beijing("2026-06-21 23:59:50")
        page = await phone.exchange("GET", f"/c/{made.code(1)}")
        assert "60%" in prose(page.text)
        made.clock.pass_(seconds=13)
        text = await pressed(phone, made.code(1), fields(page.text))
        won = "points" if language == "en" else "积分"
        assert told in text
        assert text.index(told) < text.index(odds) < text.index(won, text.index(odds)), text
        page = await phone.exchange("GET", f"/c/{made.code(2)}")
        assert told not in await pressed(phone, made.code(2), fields(page.text)), "nothing was new"

    run(sqlite_url, TWO_PHASES, story, language)


def test_what_was_shown_is_kept_beside_what_ruled(database_url: str) -> None:
    """Opened under version 1, claimed 15 seconds later under version 2: 2.88, and both are on record."""

    async def story(made: Shop, phone: Phone) -> None:
        campaigns = made.engine.campaigns
        page = await phone.exchange("GET", f"/c/{made.code(1)}")
        first = (await campaigns.detail(BRAND, made.campaign)).versions[0]
        assert fields(page.text)["shown"] == first.hash
        made.clock.pass_(seconds=10)
        detail = await campaigns.detail(BRAND, made.campaign)
        await campaigns.save_draft(BRAND, made.campaign, FLAT.format("2.88"), detail.draft_revision, "Li")
        second = await campaigns.publish(BRAND, made.campaign, "Wang")
        assert isinstance(second, Published), second
        made.clock.pass_(seconds=5)
        text = await pressed(phone, made.code(1), fields(page.text))
        assert "The terms changed while this page was open." in text
        assert "2.88" in text
        assert "1.88" not in text
        (row,) = await campaigns.decisions(BRAND, made.campaign)
        why = await campaigns.why(BRAND, row.event_id)
        assert (why.version, why.version_hash) == (2, second.version.hash)
        assert why.steps[0].en == (
            "The page showed version 1; version 2 ruled, which was in force on receipt."
        )
        assert "第 1 版" in why.steps[0].zh
        assert why.steps[0].en not in [
            step.en for step in (await campaigns.why(BRAND, row.event_id, voice="consumer")).steps
        ]

    run(database_url, FLAT.format("1.88"), story)


def test_what_a_form_claims_to_have_shown_is_never_trusted(sqlite_url: str) -> None:
    """A name of no version is not kept, nonsense in the address shows nothing, and neither changes the reward."""

    async def story(made: Shop, phone: Phone) -> None:
        odd = {"shown": "f" * 64, "seen": "<b>"}
        assert "1.88" in await pressed(phone, made.code(1), odd)
        (row,) = await made.engine.campaigns.decisions(BRAND, made.campaign)
        why = await made.engine.campaigns.why(BRAND, row.event_id)
        assert not any("page showed" in step.en for step in why.steps)
        text = prose((await phone.exchange("GET", f"/c/{made.code(1)}?fresh=1&seen=%3Cb%3E")).text)
        assert "terms changed" not in text

    run(sqlite_url, FLAT.format("1.88"), story)


def test_received_under_the_old_version_is_ruled_by_it_and_a_repeat_is_not_topped_up(
    database_url: str,
) -> None:
    """Half a second before the new version 1.88 holds, and asking again later brings the old answer."""

    async def story(made: Shop, phone: Phone) -> None:
        campaigns = made.engine.campaigns
        first = await made.granted(1, "anna")
        made.clock.pass_(seconds=1)
        detail = await campaigns.detail(BRAND, made.campaign)
        await campaigns.save_draft(BRAND, made.campaign, FLAT.format("2.88"), detail.draft_revision, "Li")
        assert isinstance(await campaigns.publish(BRAND, made.campaign, "Wang"), Published)
        made.clock.pass_(minutes=10)
        again = await made.claim(1, "anna")
        assert isinstance(again, ClaimAnswer)
        assert again.repeated
        assert (again.version, again.grants[0].amount) == (first.version, first.grants[0].amount)
        assert (await made.granted(2, "anna")).version != first.version

    run(database_url, FLAT.format("1.88"), story)
