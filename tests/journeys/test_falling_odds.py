"""Odds that begin at certainty and step down, phase by phase, each with a stock of its own.

At full size on SQLite, 30,000 codes; on PostgreSQL at a tenth of it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

from engine.api import ClaimAnswer, GrantView, RequestKey, RulesPage
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, person, shop

TEXT = """campaign "Falling odds" / "逐步降低"
  brand    "Spring"
  contact  "400-820-0000"
  runs     2026-07-01 to 2026-07-31 in Asia/Shanghai
  budget   {budget} CNY
  channel  sandbox_wallet

on scan of {gtin}
  phase all until 2026-07-07
    give red_packet 3.00 CNY, stock {first}
      if spent
        give points 5
  phase most from 2026-07-08 until 2026-07-21
    draw
      60%   red_packet 1.88 CNY, stock {second}
      rest  points 5
  phase some from 2026-07-22
    give points 10
    draw
      25%   red_packet 0.88 CNY, stock {third}
      rest  nothing
  if spent
    refuse
"""
#: Claims put in at one instant.
TOGETHER = 200
PEOPLE = 150


def test_each_phase_gives_its_own_stock_by_its_own_odds_and_nothing_rolls_over(database_url: str) -> None:
    asyncio.run(_journey(database_url, 1_000 if database_url.startswith("sqlite") else 100))


async def _journey(url: str, unit: int) -> None:
    """Stocks of two, four and three units, thirty units of codes."""
    text = TEXT.format(
        gtin=GTIN, budget=f"{unit * 16.16:,.2f}", first=2 * unit, second=4 * unit, third=3 * unit
    )
    async with shop(url, text, codes=30 * unit) as made:
        crowd = Crowd(made, unit)
        await _first_phase(crowd)
        packet = await _second_phase(crowd)
        await _third_phase(crowd, packet)
        granted = sum(fen * count for (fen, _), count in crowd.gains.items())
        assert granted - 188 == await made.counter("|budget|CNY|all") <= 1_616 * unit
        assert await made.engine.audit() == ()


@dataclass
class Crowd:
    """Consumers who claim one code after the other; what came of it is counted as fen and points."""

    shop: Shop
    unit: int
    gains: Counter[tuple[int, int]] = field(default_factory=Counter)
    serial: int = 0

    def at(self, text: str) -> None:
        self.shop.clock.instant = beijing(text)

    async def claim(self, count: int) -> Counter[tuple[int, int]]:
        """So many claims, hundreds at one instant."""
        found: Counter[tuple[int, int]] = Counter()
        while count:
            part = min(count, TOGETHER)
            serials = range(self.serial + 1, self.serial + part + 1)
            answers = await asyncio.gather(*(self.shop.granted(one, f"P{one % PEOPLE}") for one in serials))
            found.update(map(gain, answers))
            self.serial, count = self.serial + part, count - part
        self.gains.update(found)
        return found

    async def rules(self) -> RulesPage:
        return await self.shop.engine.rules.page(BRAND, "packets")

    async def left(self) -> list[int | None]:
        """What the rules page says is left of each packet."""
        [event] = (await self.rules()).events
        return [prize.left for prize in event.prizes if prize.total]


def gain(answer: ClaimAnswer) -> tuple[int, int]:
    """Fen and points of an answer."""
    fen = sum(one.amount.minor for one in answer.grants if one.amount)
    return fen, sum(one.points or 0 for one in answer.grants)


def near(wins: int, draws: int, odds: float) -> bool:
    """Within four standard deviations: 2,862 to 3,138 of 5,000 at 60%."""
    return abs(wins - draws * odds) <= 4 * (draws * odds * (1 - odds)) ** 0.5


async def _first_phase(crowd: Crowd) -> None:
    """Everybody wins until all are given; then points, with the reason, and the page shows none left."""
    unit = crowd.unit
    crowd.at("2026-06-30 12:00:00")
    [event] = (await crowd.rules()).events
    assert [(one.total, one.odds and one.odds.en) for one in event.prizes if one.total] == [
        (2 * unit, None),
        (4 * unit, "60%"),
        (3 * unit, "25%"),
    ]
    crowd.at("2026-07-01 00:00:00")
    assert await crowd.claim(1) == {(300, 0): 1}
    assert await crowd.left() == [2 * unit - 1, 4 * unit, 3 * unit]
    assert await crowd.claim(2 * unit - 1) == {(300, 0): 2 * unit - 1}
    assert await crowd.shop.counter("|budget|CNY|all") == 600 * unit
    crowd.at("2026-07-06 15:20:00")
    crowd.serial += 1
    answer = await crowd.shop.granted(crowd.serial, "late")
    assert gain(answer) == (0, 5)
    assert "all given" in answer.notes[0].en
    assert await crowd.left() == [0, 4 * unit, 3 * unit]
    crowd.at("2026-07-07 23:59:59.999")
    assert await crowd.claim(1) == {(0, 5): 1}


async def _second_phase(crowd: Crowd) -> GrantView:
    """Six of ten win, a retry never draws again; one of the packets, to be taken back later."""
    crowd.at("2026-07-08 00:00:00")
    while True:
        crowd.serial += 1
        key = RequestKey(f"b-{crowd.serial}", "claim")
        code = crowd.shop.code(crowd.serial)
        answer = await crowd.shop.engine.scans.claim(code, person("B"), request=key)
        assert isinstance(answer, ClaimAnswer)
        crowd.gains[gain(answer)] += 1
        if gain(answer) == (0, 5):
            break
        assert gain(answer) == (188, 0)
    for _ in range(5):
        again = await crowd.shop.engine.scans.claim(code, person("B"), request=key)
        assert isinstance(again, ClaimAnswer)
        assert (again.claim_id, gain(again)) == (answer.claim_id, (0, 5))
    unit = crowd.unit
    found = await crowd.claim(5 * unit)
    assert found.keys() == {(188, 0), (0, 5)}
    assert near(found[188, 0], 5 * unit, 0.6)
    assert await crowd.left() == [0, 4 * unit - crowd.gains[188, 0], 3 * unit]
    crowd.at("2026-07-21 23:59:50")
    opened = await crowd.shop.engine.scans.open(crowd.shop.code(crowd.serial + 1), None)
    assert any("25%" in line.en and "From 22 July" in line.en for line in opened.terms)
    while True:
        crowd.serial += 1
        last = await crowd.shop.granted(crowd.serial, "C")
        crowd.gains[gain(last)] += 1
        if gain(last) == (188, 0):
            return last.grants[0]


async def _third_phase(crowd: Crowd, packet: GrantView) -> None:
    """A quarter wins until all are given, points for all; what comes back from before opens no packet."""
    unit = crowd.unit
    crowd.at("2026-07-22 00:00:03")
    opened = await crowd.shop.engine.scans.open(crowd.shop.code(crowd.serial + 1), None)
    assert any("25%" in line.en for line in opened.terms)
    assert not any("60%" in line.en for line in opened.terms)
    found = await crowd.claim(6 * unit)
    assert found.keys() == {(88, 10), (0, 10)}
    assert near(found[88, 10], 6 * unit, 0.25)
    before = await crowd.shop.counter("|budget|CNY|all")
    crowd.at("2026-07-25 10:00:00")
    await crowd.shop.engine.grants.reverse(BRAND, packet.id, "fraud", "tests")
    assert await crowd.shop.counter("|budget|CNY|all") == before - 188
    assert await crowd.left() == [
        0,
        4 * unit - crowd.gains[188, 0] + 1,
        3 * unit - crowd.gains[88, 10],
    ]
    found += await crowd.claim(14 * unit)
    assert found == {(88, 10): 3 * unit, (0, 10): 17 * unit}
    assert (await crowd.left())[2] == 0
