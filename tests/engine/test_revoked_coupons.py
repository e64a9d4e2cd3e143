"""A claim is found to be false while its coupon stands used: given back later, the coupon is not good again."""

from __future__ import annotations

import asyncio

from engine.api import Reason, RedemptionAnswer, Refusal
from tests.support.shop import BRAND, shop

TEXT = """campaign "Bottles"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   10.00 CNY

coupon "soda" "Soda" / "汽水"
  worth  2.00 CNY
  valid  7 days
  pays   store 0.30 CNY

on scan
  give coupon "soda", stock 1
  if spent
    refuse

on redemption of "soda"
  give points 7
"""


def test_a_used_coupon_of_a_false_claim_ends_when_its_redemption_is_called_off(database_url: str) -> None:
    """The till's money comes back like any other, the piece of stock is free again, and nobody can use the coupon."""

    async def run() -> None:
        async with shop(database_url, TEXT) as it:
            till, engine = await it.till(), it.engine
            claim = await it.granted(1, "anna")
            coupon = claim.grants[0].coupon
            assert coupon
            taken = await engine.coupons.redeem(till, coupon.code, "r1")
            assert isinstance(taken, RedemptionAnswer), taken
            for _ in range(2):  # said twice, it stays the same
                told = await engine.grants.reverse_claim(BRAND, claim.claim_id, "false", "tests")
                assert [one.id for one in told.kept] == [claim.grants[0].id]
            assert await engine.audit() == ()
            off = await engine.coupons.cancel(till, taken.redemption_id, "x1")
            assert isinstance(off, RedemptionAnswer), off
            assert (off.state, off.coupon.state) == ("cancelled", "cancelled")
            again = await engine.coupons.redeem(till, coupon.code, "r2")
            assert isinstance(again, Refusal), again
            assert again.reason is Reason.COUPON_CANCELLED
            assert (await engine.grants.one(BRAND, claim.grants[0].id)).state == "reversed"
            assert await it.counter("|stock|") == 0
            assert await engine.audit() == ()

    asyncio.run(run())
