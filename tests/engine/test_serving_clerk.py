"""A clerk who serves a consumer is rewarded for the scan that follows, with the outlet and its owner."""

from __future__ import annotations

import asyncio

import pytest

from engine.api import TradeSettings
from engine.scanning.door import NoteClerk
from tests.support.shop import BRAND, GTIN, Shop, person, shop

TEXT = f"""campaign "Served"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

on scan of {GTIN}
  give red_packet 1.00 CNY
  give red_packet 0.20 CNY to clerk, at most 2 a day
  give red_packet 0.30 CNY to owner
  give red_packet 0.50 CNY to store
  if spent
    refuse
"""


async def _noted(made: Shop, who: str, clerk: int) -> None:
    core = made.engine._core
    await core.settle(NoteClerk(core.who(BRAND, person(who)), clerk, core.clock.now()))


async def _given(made: Shop) -> list[tuple[str, int, int]]:
    async with made.engine._core.database.transaction() as transaction:
        rows = await transaction.fetch("SELECT recipient_kind, recipient_id, amount FROM grants ORDER BY id")
    return [(row["recipient_kind"], row["recipient_id"], row["amount"]) for row in rows]


def test_the_trade_behind_a_scan_gets_its_part_within_its_caps_and_nobody_without_a_clerk(
    database_url: str,
) -> None:
    async def story() -> None:
        async with shop(database_url, TEXT) as made:
            till = await made.till()
            await made.granted(1, "A")
            assert [kind for kind, _, _ in await _given(made)] == ["consumer"]
            for serial, who in ((2, "A"), (3, "B"), (4, "C")):
                await _noted(made, who, till.id)
                await made.granted(serial, who)
            given = (await _given(made))[1:]
            owner = await made.engine.outlets.clerk_by_number(BRAND, "S1", "1")
            assert owner
            assert [one for one in given if one[0] == "clerk"] == [("clerk", till.id, 20)] * 2
            assert [one for one in given if one[0] == "owner"] == [("owner", owner.id, 30)] * 3
            assert [one for one in given if one[0] == "store"] == [("store", till.outlet_id, 50)] * 3
            assert sorted(one[2] for one in given if one[0] == "consumer") == [100] * 3
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_the_explanation_says_for_whom_there_was_nobody(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, TEXT) as made:
            await made.granted(1, "A")
            [row] = await made.engine.campaigns.decisions(BRAND, made.campaign)
            told = [step.en for step in (await made.engine.campaigns.why(BRAND, row.event_id)).steps]
            assert "Line 9 is for the clerk; no clerk's code was scanned before, so nobody gets it." in told
            assert "Line 11 is for the outlet; no clerk's code was scanned before, so nobody gets it." in told
            assert sum("nobody gets it" in step for step in told) == 3

    asyncio.run(story())


def test_many_served_at_once_are_exact(database_url: str) -> None:
    """Noting the clerk and claiming in one batch: the claim that comes after finds its clerk."""

    async def story() -> None:
        async with shop(database_url, TEXT) as made:
            till = await made.till()
            steps = []
            for serial in range(1, 9):
                steps.append(_noted(made, f"P{serial}", till.id))
                steps.append(made.claim(serial, f"P{serial}"))
            await asyncio.gather(*steps)
            given = await _given(made)
            assert len([one for one in given if one[0] == "clerk"]) == 2
            assert len([one for one in given if one[0] == "store"]) == 8
            assert await made.engine.audit() == ()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("line", "minutes", "times"),
    [
        ("clerk code 1 hours, at most 2 claims", [10, 10, 10], 2),
        ("clerk code 1 hours, at most 2 claims", [59, 1], 1),
        ("", [4, 0], 1),
        ("", [5], 0),
    ],
)
def test_a_campaign_says_how_long_and_how_often_a_clerks_code_counts_and_else_the_brand(
    sqlite_url: str, line: str, minutes: list[int], times: int
) -> None:
    """By the brand's own setting it is one claim within five minutes; the last instant of the time is outside."""

    async def story() -> None:
        text = TEXT.replace("  channel  ", f"  {line}\n  channel  ") if line else TEXT
        async with shop(sqlite_url, text) as made:
            till, engine = await made.till(), made.engine
            await engine.accounts.set_trade(BRAND, TradeSettings(clerk_minutes=5, clerk_claims=1))
            await _noted(made, "A", till.id)
            for serial, later in enumerate(minutes, 1):
                made.clock.pass_(minutes=later)
                await made.granted(serial, "A")
            assert [kind for kind, _, _ in await _given(made)].count("store") == times
            assert await engine.audit() == ()

    asyncio.run(story())
