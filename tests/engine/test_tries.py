"""A draw that is won at the latest on the fourth try: exact for each person, whoever claims at once."""

from __future__ import annotations

import asyncio

from engine.api import ClaimAnswer
from tests.support.shop import BRAND, GTIN, Shop, person, shop

TEXT = f"""campaign "Tries"
  brand    "Spring"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   100.00 CNY
  channel  sandbox_wallet

on scan of {GTIN}
  draw
    5%        red_packet 5.00 CNY
    by try 4  red_packet 1.88 CNY
    rest      points 1
  if spent
    refuse
"""


def fen(answer: object) -> int:
    assert isinstance(answer, ClaimAnswer), answer
    return sum(one.amount.minor for one in answer.grants if one.amount)


def longest_gap(won: list[int]) -> int:
    return max(map(len, "".join("W" if one else "." for one in won).split("W")))


def test_nobody_misses_four_times_in_a_row(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, TEXT) as made:
            won = [fen(await made.granted(serial, "A")) for serial in range(1, 41)]
            assert set(won) <= {0, 188, 500}
            assert longest_gap(won) == 3
            for place, one in enumerate(won):
                if one == 188:  # never earlier than on the fourth
                    assert won[max(0, place - 3) : place] == [0, 0, 0]
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_many_claims_of_one_person_at_once_count_one_after_the_other(database_url: str) -> None:
    """Of forty at one instant every fourth at the latest wins, on two engines where the database allows it."""

    async def story() -> None:
        async with shop(database_url, TEXT) as made:
            engines = [made.engine]
            if database_url.startswith("postgres"):
                engines.append(await made.another())
            answers = await asyncio.gather(
                *(made.claim(serial, "A", engine=engines[serial % len(engines)]) for serial in range(1, 41))
            )
            claims = sorted(
                (one for one in answers if isinstance(one, ClaimAnswer)), key=lambda one: one.claim_id
            )
            assert len(claims) == 40
            sure, big = (sum(fen(one) == size for one in claims) for size in (188, 500))
            left = await made.counter("|misses|")
            assert left <= 3
            assert 40 - 4 * sure - left <= 4 * big  # a win by chance ends a row of at most three misses
            assert await made.engine.audit() == ()

    asyncio.run(story())


async def _misses(made: Shop, who: str, serials: list[int], many: int) -> list[int]:
    """Claim until so many misses in a row stand; the serials used up."""
    row = 0
    while row < many:
        row = 0 if fen(await made.granted(serials.pop(0), who)) else row + 1
    return serials


def test_joined_accounts_count_together_and_a_win_sets_both_back(database_url: str) -> None:
    async def story() -> None:
        async with shop(database_url, TEXT) as made:
            serials = await _misses(made, "A", list(range(1, 400)), 2)
            serials = await _misses(made, "B", serials, 1)
            for who in ("A", "B"):
                await made.engine.members.link_mobile(BRAND, person(who), "+86 138-0013-8001")
            assert await made.counter("|misses|") == 3
            assert fen(await made.granted(serials.pop(0), "B")) >= 188
            assert await made.counter("|misses|") == 0
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_taking_back_what_was_won_leaves_the_tries_as_they_were(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, TEXT) as made:
            serials = await _misses(made, "A", list(range(1, 400)), 3)
            answer = await made.granted(serials.pop(0), "A")
            assert fen(answer) >= 188
            await made.engine.grants.reverse(BRAND, answer.grants[0].id, "fraud", "tests")
            assert await made.counter("|misses|") == 0
            assert await made.engine.audit() == ()

    asyncio.run(story())


def test_terms_and_explanation_say_it(sqlite_url: str) -> None:
    async def story() -> None:
        async with shop(sqlite_url, TEXT) as made:
            terms = [line.en for line in (await made.engine.scans.open(made.code(1), None)).terms]
            assert (
                "After 3 draws here in a row without a prize: one of 5.00 yuan red packet (5%), 1.88 yuan red packet (95%)."
                in terms
            )
            assert "Otherwise: one of 5.00 yuan red packet (5%), 1 point (95%)." in terms
            [event] = (await made.engine.rules.page(BRAND, "packets")).events
            assert ("1.88 yuan red packet", "at the latest on try 4") in [
                (one.title.en, one.odds and one.odds.en) for one in event.prizes
            ]
            await _misses(made, "A", list(range(1, 400)), 3)
            await made.granted(400, "A")
            [row, *_] = await made.engine.campaigns.decisions(BRAND, made.campaign)
            why = await made.engine.campaigns.why(BRAND, row.event_id)
            assert ("draw.misses", "3") in why.facts
            assert "The rule on line 11 matched." in [step.en for step in why.steps]

    asyncio.run(story())
