"""A brand's own scans, put through a simulation: the same campaign gives the same again."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from dsl.simulation import read_population, simulate
from engine.api import Asked, Engine, NotFound, Refusal
from tests.support.shop import BRAND, shop

_TEXT = """campaign "Packets"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   4.00 CNY
  limit    3 claims per consumer a day
  channel  sandbox_wallet

segment newcomer consumer.claims is 0

on scan of 9521000100015
  when newcomer
    give red_packet 1.00 CNY
  when code.region in CN-GD
    give red_packet 0.50 CNY
  otherwise
    give points 5
  if spent
    refuse
"""


async def _figures(engine: Engine, recorded: str) -> dict[str, object]:
    found = engine.language.simulate(_TEXT, Asked(None, recorded))
    assert found is not None
    return found.figures()


def test_recorded_scans_give_again_what_they_gave(database_url: str) -> None:
    """Claims, refusals for the limit and for the budget, and regions that rules read: all are told."""

    async def play() -> None:
        async with shop(database_url, _TEXT, codes=100) as one:
            codes = one.engine.codes
            await codes.change(BRAND, one.batch, 1, 20, "region", "CN-GD", "tests")
            granted = refused = 0
            for serial, who in enumerate("aaaabbccddddd", 1):
                answer = await one.claim(serial + (20 if who == "d" else 0), who)
                granted += not isinstance(answer, Refusal)
                refused += isinstance(answer, Refusal)
            assert refused
            assert isinstance(await one.claim(1, "z"), Refusal)  # a used code is no scan to simulate
            recorded = await one.engine.recorded.scans(BRAND, most=1_000)
            figures = await _figures(one.engine, recorded)
            assert (figures["scans"], figures["claims"]) == (granted + refused, granted)
            spent = await one.counter("budget")
            assert figures["spend"] == {"CNY": spent}

    asyncio.run(play())


def test_scans_can_be_moved_in_time(database_url: str) -> None:
    async def play() -> None:
        async with shop(database_url, _TEXT, codes=10) as one:
            await one.granted(1, "a")
            recorded = await one.engine.recorded.scans(BRAND, most=10, later=timedelta(days=365))
            program = one.engine.language.compile(_TEXT.replace("2026", "2027"))
            assert program is not None
            tally = simulate(program.campaign, read_population(program.campaign, recorded))
            assert tally.total.claims == 1

    asyncio.run(play())


def test_a_brand_without_scans_is_told_so(database_url: str) -> None:
    async def play() -> None:
        async with shop(database_url, codes=10) as one:
            with pytest.raises(NotFound, match="no recorded scans"):
                await one.engine.recorded.scans(BRAND, most=10)

    asyncio.run(play())
