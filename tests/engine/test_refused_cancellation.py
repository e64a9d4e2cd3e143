"""A cancellation that is refused changes nothing, and is on record with its reason."""

from __future__ import annotations

import asyncio

from engine.api import Reason, Refusal
from tests.support.shop import BRAND, shop


def test_a_refused_cancellation_leaves_only_its_record(sqlite_url: str) -> None:
    """Calling off what was never redeemed is refused, and the brand can see that somebody tried."""

    async def story() -> None:
        async with shop(sqlite_url) as here:
            till = await here.till()
            refused = await here.engine.coupons.cancel(till, 404, "x1")
            assert isinstance(refused, Refusal)
            assert refused.reason is Reason.REDEMPTION_UNKNOWN
            rows = await here.engine._core.database.fetch(
                "SELECT brand, kind, source, reason, outlet_id FROM refusal"
            )
            assert [tuple(row.values()) for row in rows] == [
                (BRAND, "cancellation", "x:404", "redemption_unknown", till.outlet_id)
            ]

    asyncio.run(story())
