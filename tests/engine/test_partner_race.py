"""Several engines reach for the last room under what two brands agreed may be out: it is exact on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from engine.api import AllianceTerms, ClaimAnswer, Label, Money
from tests.support.shop import BRAND, GTIN, shop

PEANUTS = "peanuts"
CAMPAIGN = f"""campaign "Liquor and peanuts"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai

on scan of {GTIN}
  give points 1
  give coupon "peanuts-5" from alliance "Snacks"
    if spent
      give points 10
"""


def _yuan(minor: int) -> Money:
    return Money(minor, "CNY")


def test_the_last_room_for_a_partners_coupons_is_taken_once(database_url: str) -> None:
    """Seven coupons of 5.00 fit under 39.00: of thirty claims at four engines seven get one, the others the fallback."""
    terms = AllianceTerms(
        "Snacks", BRAND, PEANUTS, "peanuts-5", _yuan(5_00), _yuan(2_00), _yuan(3_00), _yuan(20),
        exposure=_yuan(39_00),
    )  # fmt: skip

    async def run() -> None:
        async with shop(database_url) as it:
            alliances, name = it.engine.alliances, Label("5 off peanuts", "花生立减5元")
            await it.engine.accounts.add_brand(PEANUTS, Label("Peanuts", "花生"), "Asia/Shanghai", "CNY")
            alliance = await alliances.propose(
                "coupon_alliance", terms, name, valid_days=20, minimum_minor=20_00, wanted=it.clock.now()
            )
            await alliances.accept(PEANUTS, alliance)
            await it.engine.campaigns.end(BRAND, it.campaign, "tests")
            await it.publish("allied", CAMPAIGN)
            it.clock.instant += timedelta(seconds=1)
            engines = [it.engine, *[await it.another() for _ in range(3)]]
            answers = await asyncio.gather(
                *(it.claim(number, f"p{number}", engine=engines[number % 4]) for number in range(1, 31))
            )
            given = Counter(
                "coupon" if any(grant.coupon for grant in one.grants) else one.notes[0].en
                for one in answers
                if isinstance(one, ClaimAnswer)
            )
            assert given == {"coupon": 7, "The partner's coupons are all given for the moment.": 23}
            assert (await alliances.one(BRAND, alliance)).exposure == _yuan(35_00)
            assert await it.engine.audit() == ()

    asyncio.run(run())
