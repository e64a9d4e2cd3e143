"""One decision told to marketer, clerk and consumer, with the nearest miss."""

from __future__ import annotations

import asyncio

import pytest

from engine.api import Refusal, Voice, Why
from engine.regions import region_name
from tests.support.shop import BRAND, Shop, shop

MISSES = """campaign "Misses"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY, at most 3.00 CNY a day
  limit    4 claims per consumer a day
  channel  sandbox_wallet

segment regular  consumer.claims at least 3
segment south    code.region in CN-GD

on scan of 9521000100015
  phase gala from 2026-10-08 until 2026-10-09
    give red_packet 2.00 CNY
  when {condition}
    give red_packet 1.00 CNY
  if spent
    refuse
"""


async def _why(made: Shop, voice: Voice) -> Why:
    [row, *_] = await made.engine.campaigns.decisions(BRAND, made.campaign, limit=1)
    return await made.engine.campaigns.why(BRAND, row.event_id, voice=voice)


def told(why: Why) -> list[str]:
    return [step.en for step in why.steps]


@pytest.mark.parametrize(
    ("condition", "lacks"),
    [
        ("regular", "three more scans"),
        ("consumer.claims is 1", "one more scan"),
        ("south", "only for packs sold in Guangdong"),
        ("scan.clerk is yes", "scan the clerk's code first"),
        ("regular and south", "three more scans and only for packs sold in Guangdong"),
        ("regular or south", "three more scans"),
        ("not friend.is_new", None),
    ],
)
def test_the_nearest_miss_is_what_the_person_can_still_do(
    sqlite_url: str, condition: str, lacks: str | None
) -> None:
    """The date of the gala comes first in the text; what nobody can change is not held out."""

    async def story() -> None:
        async with shop(sqlite_url, MISSES.replace("{condition}", condition)) as made:
            answer = await made.claim(1, "A")
            assert isinstance(answer, Refusal)
            assert answer.words.en.endswith("now. What was missing: from 8 October 2026.")
            full = await _why(made, "marketer")
            assert "Line 12 did not hold; it lacked: from 8 October 2026." in told(full)
            if lacks:
                assert f"Line 14 did not hold; it lacked: {lacks}." in told(full)
            consumer = await _why(made, "consumer")
            assert told(consumer) == [
                "There is nothing to give for this code now.",
                "What was missing: from 8 October 2026.",
            ]
            assert consumer.steps[1].zh == "还差一点：2026年10月8日起。"
            assert (consumer.facts, consumer.lines, consumer.text) == ((), (), "")
            assert told(await _why(made, "clerk"))[1] == "The code is not used up."

    asyncio.run(story())


def test_limits_and_budgets_of_a_day_say_tomorrow(sqlite_url: str) -> None:
    """Consumer: tomorrow. Clerk: what to tell the customer. Marketer: the facts and the line."""

    async def story() -> None:
        async with shop(
            sqlite_url, MISSES.replace("{condition}", "friend.is_new or regular or not regular")
        ) as made:
            for serial in range(1, 4):
                await made.granted(serial, f"P{serial}")
            granted = await _why(made, "consumer")
            assert told(granted) == ["You received 1.00 yuan red packet."]
            assert told(await _why(made, "clerk"))[1] == "There is nothing to do."
            await made.claim(4, "P4")
            assert told(await _why(made, "consumer"))[1] == "What was missing: tomorrow."
            assert told(await _why(made, "clerk"))[1] == "Ask the customer to scan again tomorrow."
            assert (await _why(made, "marketer")).facts

    asyncio.run(story())


def test_regions_have_names_and_unknown_ones_stay_codes() -> None:
    assert [region_name(code).zh for code in ("CN-GD", "CN-GD-SZ", "CN", "XX-1")] == [
        "广东",
        "广东 SZ",
        "中国",
        "XX-1",
    ]
