"""Physical prizes: promised at once, by name and with how they come; their cost from the budget, never shown."""

from __future__ import annotations

import asyncio

from engine.api import Refusal
from tests.support.shop import BRAND, GTIN, person, shop

TRIP = f"""campaign "Trips" / "旅行"
  brand "Spring"
  runs 2026-06-01 to 2026-09-30 in Asia/Shanghai
  budget 25,000.00 CNY

prize "trip" "A trip to Sanya" / "三亚之旅"
  price 12,000.00 CNY
  cost 9,800.00 CNY
  valid 30 days
  delivery "we call you within 3 days" / "3 天内电话联系"

on scan of {GTIN}
  give prize "trip", stock 5
  if spent
    refuse "all trips are given" / "旅行名额已送完"
"""


def test_a_prize_is_promised_by_name_and_takes_its_cost(database_url: str) -> None:
    """Two trips of 9,800.00 fit into 25,000.00; the third is refused, and a reversed one can be given again."""

    async def journey() -> None:
        async with shop(database_url, TRIP) as made:
            first = await made.granted(1, "anna")
            (trip,) = first.grants
            assert trip.title.en == "A trip to Sanya (we call you within 3 days)"
            assert trip.title.zh == "三亚之旅（3 天内电话联系）"
            assert (trip.state, trip.amount) == ("given", None), (
                "what it costs the brand is not the winner's affair"
            )
            assert await made.counter("|budget|CNY|all") == 980_000
            await made.granted(2, "bo")
            refused = await made.claim(3, "cai")
            assert isinstance(refused, Refusal)
            assert (refused.reason.value, refused.words.en) == ("budget_spent", "all trips are given")
            await made.engine.payouts.run_once()
            wallet = await made.engine.members.wallet(BRAND, person("anna"))
            assert [one.title.zh for one in wallet.grants] == ["三亚之旅（3 天内电话联系）"]
            assert await made.engine.audit(BRAND) == ()
            page = await made.engine.scans.open(made.code(9), person("dan"))
            assert any(
                "A trip to Sanya (we call you within 3 days), 5 in all." in line.en for line in page.terms
            )

    asyncio.run(journey())
