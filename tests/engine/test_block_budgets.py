"""Budgets of blocks: one region's money is not another's, exactly, also when everybody comes at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Final

from engine.api import ClaimAnswer, Label, NotPublishable, Refusal
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, person, shop

#: One place, one policy: Beijing 1.88 and 18 points, Guangdong 8.88 or more; each from its own budget.
POLICY: Final = f"""campaign "One place, one policy" / "一地一策"
  brand    "Spring"
  runs     2026-06-01 to 2026-09-30 in Asia/Shanghai
  budget   65,000.00 CNY
  channel  sandbox_wallet

segment beijing    code.region in CN-BJ
segment guangdong  code.region in CN-GD

on scan of {GTIN}
  when beijing
    budget 5.64 CNY
    give red_packet 1.88 CNY
    give points 18
    if spent
      refuse "this region's packets are gone" / "本地区的红包已发完"
  when guangdong
    budget 44.40 CNY, at most 26.64 CNY a day
    give red_packet 8.88 CNY
  otherwise
    refuse "no activity for this product's sales region" / "该产品销售区域暂无活动"
  if spent
    refuse
"""
GONE: Final = Label("this region's packets are gone", "本地区的红包已发完")


async def shipped(made: Shop) -> None:
    """Bottles 1 to 100 went to Beijing, 101 to 200 to Guangdong, 201 to 300 to Shanghai."""
    for first, region in ((1, "CN-BJ"), (101, "CN-GD"), (201, "CN-SH")):
        await made.engine.codes.change(BRAND, made.batch, first, first + 99, "region", region, "tests")


def gains(answer: ClaimAnswer | Refusal) -> dict[str, object]:
    assert isinstance(answer, ClaimAnswer), answer
    return {one.reward: one.points or (one.amount.minor if one.amount else None) for one in answer.grants}


def test_each_region_has_its_own_money(database_url: str) -> None:
    """What Beijing uses up, Guangdong does not miss; the phone's place does not count; a code refused stays good."""

    async def journey() -> None:
        async with shop(database_url, POLICY) as made:
            await shipped(made)
            assert gains(await made.claim(1, "anna")) == {"red_packet": 188, "points": 18}
            assert await made.counter("|pot|scan 09521000100015 / when beijing / CNY|all") == 188
            assert gains(await made.claim(101, "bo")) == {"red_packet": 888}
            assert await made.counter("when beijing") == 188
            assert await made.counter("when guangdong / CNY|all") == 888
            scans = made.engine.scans
            abroad = await scans.claim(made.code(102), person("anna"), region="CN-BJ")
            assert gains(abroad) == {"red_packet": 888}
            assert gains(await made.claim(2, "cai")) == {"red_packet": 188, "points": 18}
            elsewhere = await made.claim(201, "cai")
            assert isinstance(elsewhere, Refusal)
            assert elsewhere.words.en == "no activity for this product's sales region"
            assert gains(await made.claim(3, "cai")) == {"red_packet": 188, "points": 18}
            for serial in (4, 5):
                refused = await made.claim(serial, "dan")
                assert isinstance(refused, Refusal)
                assert (refused.reason.value, refused.words) == ("block_budget_spent", GONE)
            assert gains(await made.claim(103, "dan")) == {"red_packet": 888}
            refused = await made.claim(104, "dan")
            assert isinstance(refused, Refusal)
            assert refused.reason.value == "day_budget_spent", "three of 8.88 fill Guangdong's day"
            made.clock.pass_(days=1)
            assert gains(await made.claim(104, "dan")) == {"red_packet": 888}
            assert gains(await made.claim(105, "dan")) == {"red_packet": 888}
            refused = await made.claim(106, "dan")
            assert isinstance(refused, Refusal)
            assert refused.reason.value == "block_budget_spent", "five of 8.88 fill Guangdong's whole"
            assert refused.words.en == "The packets set aside for this part of the activity are gone."
            assert await made.counter("|budget|CNY|all") == 3 * 188 + 5 * 888
            assert await made.engine.audit(BRAND) == ()

    asyncio.run(journey())


def test_a_bottle_moved_to_another_region_follows_it_from_that_instant(database_url: str) -> None:
    """Before midnight the old policy, at midnight the new one; what was granted stays as it was."""

    async def journey() -> None:
        async with shop(database_url, POLICY) as made:
            await shipped(made)
            moves = beijing("2026-06-12 00:00:00")
            await made.engine.codes.change(BRAND, made.batch, 51, 100, "region", "CN-GD", "tests", moves)
            made.clock.instant = beijing("2026-06-11 23:59:59")
            before = await made.granted(51, "anna")
            assert gains(before) == {"red_packet": 188, "points": 18}
            made.clock.instant = moves
            assert gains(await made.claim(52, "anna")) == {"red_packet": 888}
            again = await made.claim(51, "anna")
            assert gains(again) == {"red_packet": 188, "points": 18}

    asyncio.run(journey())


def test_a_crowd_takes_no_fen_too_much_from_a_block(database_url: str) -> None:
    """Thirty at one instant for three packets; what is reversed can be given again."""

    async def journey() -> None:
        async with shop(database_url, POLICY) as made:
            await shipped(made)
            answers = await asyncio.gather(*(made.claim(serial, f"p{serial}") for serial in range(1, 31)))
            told = Counter(
                "given" if isinstance(answer, ClaimAnswer) else answer.reason.value for answer in answers
            )
            assert told == {"given": 3, "block_budget_spent": 27}
            assert await made.counter("when beijing") == 564
            first = next(answer for answer in answers if isinstance(answer, ClaimAnswer))
            packet = next(one for one in first.grants if one.reward == "red_packet")
            await made.engine.grants.reverse(BRAND, packet.id, "wrong", "tests")
            assert await made.counter("when beijing") == 376
            assert gains(await made.claim(40, "eve")) == {"red_packet": 188, "points": 18}
            assert await made.engine.audit(BRAND) == ()

    asyncio.run(journey())


def test_a_running_campaign_cannot_cut_what_a_region_was_promised(database_url: str) -> None:
    """Raised, yes; and what was used of it stays used, wherever the lines have moved to."""

    async def journey() -> None:
        async with shop(database_url, POLICY) as made:
            await shipped(made)
            await made.granted(1, "anna")
            campaigns = made.engine.campaigns
            detail = await campaigns.detail(BRAND, made.campaign)
            less = POLICY.replace("5.64", "3.76")
            await campaigns.save_draft(BRAND, made.campaign, less, detail.draft_revision, "tests")
            outcome = await campaigns.publish(BRAND, made.campaign, "tests")
            assert isinstance(outcome, NotPublishable)
            assert any("5.64 CNY → 3.76 CNY" in reason.en for reason in outcome.reasons), outcome.reasons
            detail = await campaigns.detail(BRAND, made.campaign)
            more = POLICY.replace("5.64", "7.52").replace(
                "\n  when beijing", "\n  # the north\n  when beijing"
            )
            await campaigns.save_draft(BRAND, made.campaign, more, detail.draft_revision, "tests")
            assert not isinstance(await campaigns.publish(BRAND, made.campaign, "tests"), NotPublishable)
            answers = [await made.claim(serial, "bo") for serial in (2, 3, 4, 5)]
            assert [isinstance(answer, ClaimAnswer) for answer in answers] == [True, True, True, False]
            assert await made.counter("when beijing") == 752

    asyncio.run(journey())


def test_the_terms_of_a_bottle_tell_its_own_regions_budget(database_url: str) -> None:
    """Beijing's bottle says nothing of Guangdong's packets."""

    async def journey() -> None:
        async with shop(database_url, POLICY) as made:
            await shipped(made)
            north = await made.engine.scans.open(made.code(1), person("anna"))
            told = [line.en for line in north.terms]
            assert "5.64 yuan is set aside for this, first come, first served." in " ".join(told)
            assert not any("8.88" in line for line in told)
            south = await made.engine.scans.open(made.code(101), person("anna"))
            told = [line.zh for line in south.terms]
            assert any(
                "此部分红包总额 44.40元，每天最多 26.64元，先到先得，发完为止。" in line for line in told
            )

    asyncio.run(journey())


TABLE: Final = f"""campaign "By region" / "分区预算"
  brand    "Spring"
  runs     2026-06-01 to 2026-09-30 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

on scan of {GTIN}
  budget 9.00 CNY
  budget 3.00 CNY when code.region in CN-BJ
  budget 4.00 CNY, at most 2.00 CNY a day when code.region in CN-GD
  give red_packet 1.00 CNY
  if spent
    refuse
"""


def test_a_table_of_budgets_is_exact_in_each_line_when_everybody_comes_at_once(database_url: str) -> None:
    """Ten from each region at the same instant: three, two of the day, and for Shanghai what the whole leaves."""

    async def journey() -> None:
        async with shop(database_url, TABLE) as made:
            await shipped(made)
            serials = [first + place for place in range(10) for first in (1, 101, 201)]
            answers = await asyncio.gather(*(made.claim(serial, f"P{serial}") for serial in serials))
            given = Counter(
                serial // 100
                for serial, answer in zip(serials, answers, strict=True)
                if isinstance(answer, ClaimAnswer)
            )
            assert given[0] <= 3
            assert given[1] <= 2
            assert sum(given.values()) == 9
            assert await made.counter("|budget|CNY|all") == 900
            budgets = await made.engine.campaigns.block_budgets(BRAND, made.campaign)
            assert [one.used.minor for one in budgets if "when" not in one.block] == [900]
            assert [one.used.minor for one in budgets if "CN-BJ" in one.block] == [100 * given[0]]
            assert [one.used.minor for one in budgets if "CN-GD" in one.block] == [100 * given[1]]

    asyncio.run(journey())


def test_the_terms_of_a_bottle_tell_the_lines_of_a_table_that_may_be_its_own(sqlite_url: str) -> None:
    async def journey() -> None:
        async with shop(sqlite_url, TABLE) as made:
            await shipped(made)
            north = [line.en for line in (await made.engine.scans.open(made.code(1), person("anna"))).terms]
            assert any("9.00 yuan is set aside for this" in line for line in north)
            assert any("3.00 yuan is set aside for this" in line for line in north)
            assert not any("4.00 yuan" in line for line in north)

    asyncio.run(journey())
