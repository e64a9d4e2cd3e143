"""A draft beside the live version: it gives nothing, takes nothing, and tells the difference in yuan and people."""

from __future__ import annotations

import asyncio

import pytest

from engine.api import Invalid, Money, Refusal
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, shop

LIVE = f"""campaign "Packets"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

segment newcomer consumer.claims is 0

on scan of {GTIN}
  when newcomer
    give red_packet 1.00 CNY
  otherwise
    refuse "newcomers only"
  if spent
    refuse
"""
#: Newcomers get 1.50, others 0.50; only two claims in all have room in the draft's budget beyond that.
DRAFT = (
    LIVE.replace("red_packet 1.00 CNY", "red_packet 1.50 CNY")
    .replace('    refuse "newcomers only"', "    give red_packet 0.50 CNY")
    .replace("100.00 CNY", "6.00 CNY")
)


def test_a_draft_runs_beside_the_live_version_and_tells_what_would_be_different(database_url: str) -> None:
    async def journey() -> None:
        async with shop(database_url, LIVE) as made:
            await _journey(made)

    asyncio.run(journey())


async def _journey(made: Shop) -> None:
    engine, campaign = made.engine, made.campaign
    made.clock.instant = beijing("2026-06-03 09:00:00")
    await made.granted(1, "early")  # before the run: no part of it
    assert await engine.shadows.run(BRAND, campaign) is None
    detail = await engine.campaigns.detail(BRAND, campaign)
    await engine.campaigns.save_draft(BRAND, campaign, DRAFT, detail.draft_revision, "Ling")
    made.clock.instant = beijing("2026-06-03 10:00:00")
    await engine.shadows.start(BRAND, campaign, "Ling")
    books = await made.counter("|budget|")
    for serial, who in ((2, "A"), (3, "B"), (4, "C")):
        await made.granted(serial, who)
    for serial, who in (
        (5, "A"),
        (6, "early"),
        (7, "B"),
    ):  # the draft has 1.50 left: two more at 0.50, and a third
        assert isinstance(await made.claim(serial, who), Refusal)
    assert isinstance(await made.claim(8, "C"), Refusal)  # for which there is nothing left
    run = await engine.shadows.run(BRAND, campaign)
    assert run is not None
    found = run.result
    assert (run.by, run.since, run.until) == ("Ling", beijing("2026-06-03 10:00:00"), None)
    assert (found.scans, found.undecided, found.unknown) == (7, 0, ())
    assert (found.live, found.draft, found.difference) == (
        Money(300, "CNY"),
        Money(600, "CNY"),
        Money(300, "CNY"),
    )
    assert (found.gained, found.lost, found.changed) == (3, 0, 3)
    assert (found.better, found.worse, found.same) == (4, 0, 0)
    newest = found.examples[0]
    assert (newest.live, newest.draft) == (None, Money(50, "CNY"))
    assert (await engine.campaigns.why(BRAND, newest.event_id)).row.outcome == "refused"
    assert await made.counter("|budget|") == books + 300  # what the live version gave, and not a fen more
    assert (await engine.campaigns.detail(BRAND, campaign)).summary.version == 1
    # Stopped, it sees no more; what it has seen can still be looked at.
    made.clock.instant = beijing("2026-06-03 11:00:00")
    await engine.shadows.stop(BRAND, campaign)
    await made.granted(9, "late")
    ended = await engine.shadows.run(BRAND, campaign)
    assert ended is not None
    assert (ended.until, ended.result.scans) == (beijing("2026-06-03 11:00:00"), 7)
    assert await engine.audit() == ()


def test_what_the_draft_asks_is_written_down_from_the_start_and_what_nobody_knows_is_named(
    sqlite_url: str,
) -> None:
    """The live version reads no fact at all; the draft goes by the hour of the scan, which is kept once it runs."""
    plain = LIVE.replace("segment newcomer consumer.claims is 0\n\n", "").replace(
        '  when newcomer\n    give red_packet 1.00 CNY\n  otherwise\n    refuse "newcomers only"\n',
        "  give red_packet 1.00 CNY\n",
    )
    hourly = plain.replace("on scan", "segment early scan.hour at most 11\n\non scan").replace(
        "  give red_packet 1.00 CNY\n",
        "  when early\n    give red_packet 2.00 CNY\n  otherwise\n    give red_packet 1.00 CNY\n",
    )

    async def journey() -> None:
        async with shop(sqlite_url, plain) as made:
            engine, campaign = made.engine, made.campaign
            detail = await engine.campaigns.detail(BRAND, campaign)
            made.clock.instant = beijing("2026-06-03 09:00:00")
            await engine.campaigns.save_draft(BRAND, campaign, "campaign", detail.draft_revision, "Ling")
            with pytest.raises(Invalid):
                await engine.shadows.start(BRAND, campaign, "Ling")
            await engine.campaigns.save_draft(BRAND, campaign, hourly, detail.draft_revision + 1, "Ling")
            await engine.shadows.start(BRAND, campaign, "Ling")
            await made.granted(1, "A")
            made.clock.instant = beijing("2026-06-03 13:00:00")
            await made.granted(2, "B")
            run = await engine.shadows.run(BRAND, campaign)
            assert run is not None
            assert (run.result.scans, run.result.undecided) == (2, 0)
            assert (run.result.live.minor, run.result.draft.minor) == (200, 300)
            assert (run.result.better, run.result.same) == (1, 1)
            made.clock.instant = beijing("2026-06-03 14:00:00")
            counting = hourly.replace(
                "scan.hour at most 11", "consumer.claims in the last 30 days at least 1"
            )
            await engine.campaigns.save_draft(BRAND, campaign, counting, detail.draft_revision + 2, "Ling")
            await engine.shadows.start(BRAND, campaign, "Ling")
            await made.granted(3, "A")
            asking = await engine.shadows.run(BRAND, campaign)
            assert asking is not None
            assert (asking.result.scans, asking.result.undecided) == (0, 1)
            assert "30" in asking.result.unknown[0].en

    asyncio.run(journey())
