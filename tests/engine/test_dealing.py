"""Deals: every lot in exact number, whatever the order of claims, and the same for ever."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import plugins
from engine.api import ClaimAnswer, NotPublishable, Published, load_language
from engine.scanning.dealing import dealt_number, dealt_numbers
from studio.cli.main import main
from tests.support.shop import BRAND, GTIN, Shop, shop

KEY = bytes(range(32))
DEAL = f"""campaign "Deal"
  brand    "Spring"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   1,000.00 CNY
  channel  sandbox_wallet

on scan of {GTIN}
  deal 60 codes
    1     red_packet 66.00 CNY
    9     points 90
    20    points 20
    rest  points 1
  if spent
    refuse
"""
FAIR = Counter({(6600, 0): 1, (0, 90): 9, (0, 20): 20, (0, 1): 30})


@pytest.mark.parametrize("codes", [2, 3, 4, 5, 16, 17, 1_000, 4_097, 65_537])
def test_every_number_is_dealt_once(codes: int) -> None:
    numbers = dealt_numbers(KEY, np.arange(codes), codes)
    assert sorted(numbers.tolist()) == list(range(codes))
    some = range(0, codes, max(1, codes // 50))
    assert [dealt_number(KEY, place, codes) for place in some] == [int(numbers[place]) for place in some]


def test_what_is_dealt_is_fixed_for_ever() -> None:
    """Fixed by the construction: a change of it would deal anew what lies in packs already."""
    assert [dealt_number(KEY, place, 300_000) for place in range(4)] == [153_347, 274_522, 124_652, 168_602]


def test_codes_printed_later_get_the_last_number() -> None:
    assert [dealt_number(KEY, place, 60) for place in (60, 61, 10**9)] == [59, 59, 59]


def test_three_hundred_thousand_codes_hold_exactly_the_stated_prizes_and_a_third_of_them_their_share() -> (
    None
):
    """1 first, 100 second and 15,000 third prizes; among 100,000 codes, third prizes within four deviations."""
    numbers = dealt_numbers(KEY, np.arange(300_000), 300_000)
    lots = np.searchsorted([1, 101, 15_101], numbers, side="right")
    assert np.bincount(lots).tolist() == [1, 100, 15_000, 284_899]
    assert 4_775 <= int((lots[:100_000] == 2).sum()) <= 5_225
    assert 4_775 <= int((lots[np.random.default_rng(7).permutation(300_000)[:100_000]] == 2).sum()) <= 5_225


def test_another_key_or_number_of_codes_deals_otherwise() -> None:
    first = dealt_numbers(KEY, np.arange(1_000), 1_000)
    assert not np.array_equal(first, dealt_numbers(bytes(32), np.arange(1_000), 1_000))
    assert not np.array_equal(first, dealt_numbers(KEY, np.arange(1_000), 1_001))


def _gains(answer: ClaimAnswer) -> tuple[int, int]:
    fen = sum(one.amount.minor for one in answer.grants if one.amount)
    return fen, sum(one.points or 0 for one in answer.grants)


async def _all_claimed(made: Shop, serials: list[int]) -> dict[int, tuple[int, int]]:
    return {serial: _gains(await made.granted(serial, f"P{serial % 7}")) for serial in serials}


def test_all_codes_claimed_in_any_order_give_exactly_the_lots(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, DEAL, codes=70) as made:
            serials = list(range(1, 71))
            random.Random(5).shuffle(serials)
            given = await _all_claimed(made, serials)
            assert Counter(given[serial] for serial in range(1, 61)) == FAIR
            assert {given[serial] for serial in range(61, 71)} == {(0, 1)}  # printed beyond the deal

    asyncio.run(story())


def test_prizes_are_not_dealt_to_codes_that_are_not_printed(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, DEAL, codes=40):
            raise RuntimeError("published")

    with pytest.raises(AssertionError, match="dealt to 60 codes, but 40 are printed"):
        asyncio.run(story())


def test_a_new_version_and_a_new_batch_deal_on_where_the_first_began(sqlite_url: str) -> None:
    async def two_batches() -> None:
        async with shop(sqlite_url, DEAL.replace("60 codes", "40 codes"), codes=40) as made:
            more = await made.engine.codes.create_batch(BRAND, "July", GTIN, "in_lid", 40, "tests")
            await made.engine.codes.change(BRAND, more.id, 1, 40, "state", "active", "tests")
            given = await _all_claimed(made, list(range(1, 21)))
            made.clock.pass_(minutes=1)
            detail = await made.engine.campaigns.detail(BRAND, made.campaign)
            text = detail.draft.replace("points 20", "points 21")
            await made.engine.campaigns.save_draft(BRAND, made.campaign, text, detail.draft_revision, "tests")
            assert isinstance(await made.engine.campaigns.publish(BRAND, made.campaign, "tests"), Published)
            given |= await _all_claimed(made, list(range(21, 41)))
            better = Counter(points if points != 21 else 20 for _, points in given.values())
            assert better == {0: 1, 90: 9, 20: 20, 1: 10}
            made.batch = more.id
            assert set((await _all_claimed(made, list(range(1, 41)))).values()) == {(0, 1)}

    asyncio.run(two_batches())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("deal 60 codes", "deal 61 codes"),
        ("9     points 90", "10    points 90"),
        ("  if spent", "  deal 60 codes\n    1 points 5\n    rest points 1\n  if spent"),
        (f"on scan of {GTIN}", 'on scan of batch "Y"\n  give points 1\n\non scan of ' + GTIN),
    ],
)
def test_a_running_campaign_cannot_deal_anew(sqlite_url: str, old: str, new: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, DEAL, codes=70) as made:
            made.clock.pass_(minutes=1)
            detail = await made.engine.campaigns.detail(BRAND, made.campaign)
            text = detail.draft.replace(old, new)
            await made.engine.campaigns.save_draft(BRAND, made.campaign, text, detail.draft_revision, "tests")
            refused = await made.engine.campaigns.publish(BRAND, made.campaign, "tests")
            assert isinstance(refused, NotPublishable)
            assert any("cannot be dealt anew" in reason.en for reason in refused.reasons), refused.reasons

    asyncio.run(story())


def test_whoever_knows_a_codes_place_can_deal_again_after_the_end(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    proved: dict[int, int] = {}

    async def story() -> None:
        async with shop(sqlite_url, DEAL, codes=70) as made:
            given = await _all_claimed(made, list(range(1, 71)))
            decisions = await made.engine.campaigns.decisions(BRAND, made.campaign, limit=70)
            steps = [
                [step.en for step in (await made.engine.campaigns.why(BRAND, one.event_id)).steps]
                for one in decisions
            ]
            assert sum("code 7 of 60" in step for told in steps for step in told) == 1
            assert sum("dealt to the first 60" in step for told in steps for step in told) == 10
            await made.engine.campaigns.end(BRAND, made.campaign, "tests")
            made.clock.pass_(seconds=1)
            told = await made.engine.campaigns.disclosure(BRAND, made.campaign)
            language = load_language(plugins.BUILTIN, installed=False)
            lines = {9: (6600, 0), 10: (0, 90), 11: (0, 20), 12: (0, 1)}
            for serial in range(1, 71):
                proof = language.verify(told.versions[0], made.code(serial), place=serial)
                assert proof.draws
                assert proof.draws[0].outcome is not None
                proved[serial] = proof.draws[0].outcome
                assert lines[proof.draws[0].outcome - 1] == given[serial]
            version = told.versions[0]
            fields = ("number", "vocabulary", "text", "hash", "secret_hash", "secret")
            row = {name: getattr(version, name) for name in fields}
            row["published_at"] = version.published_at.isoformat()
            path = tmp_path / "deal.json"
            path.write_text(json.dumps({"versions": [row]}), "utf-8")
            assert main(["verify", str(path), "--code", made.code(1), "--place", "1"]) == 0
            assert f"of 60, line {proved[1]}: " in capsys.readouterr().out
            unplaced = language.verify(told.versions[0], made.code(1))
            assert unplaced.draws
            assert (unplaced.draws[0].number, unplaced.draws[0].dealt) == (None, True)

    asyncio.run(story())


def test_the_terms_state_the_odds_as_they_are_dealt(sqlite_url: str) -> None:
    lots = (
        ("60 codes", "300,000 codes"),
        ("9     points 90", "100 points 666"),
        ("20    points 20", "15,000 points 66"),
    )
    text = DEAL
    for small, large in lots:
        text = text.replace(small, large)

    async def story() -> None:
        async with shop(sqlite_url, text, codes=300_000) as made:
            page = await made.engine.scans.open(made.code(1), None)
            [line] = [one for one in page.terms if "dealt" in one.en]
            assert line.en == (
                "Prizes dealt among the first 300,000 codes printed, one to each: "
                "66.00 yuan red packet: 1 in 300,000 (0.00033%); 666 points: 100 in 300,000 (0.0333%); "
                "66 points: 15,000 in 300,000 (5%); 1 point: 284,899 in 300,000 (94.9663%); "
                "overall 15,101 in 300,000 (5.0337%) for the prizes before the last."
            )
            assert line.zh.startswith("奖品分给最先印制的 300,000 个码，每码一份：")

    asyncio.run(story())
