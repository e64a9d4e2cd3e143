"""Payouts in memory, for tests of the studio's pages."""

from __future__ import annotations

from datetime import timedelta

from engine.api import HeldPayout, Label, Money, PausedChannel, StuckPayout
from tests.support.studio_samples import NOW


class Payouts:
    """One payout that does not arrive, one that waits for more and a channel without float, of the drinks brand."""

    async def held(self, brand: str) -> tuple[HeldPayout, ...]:
        words = Label("Paid once you reach 1.00 yuan.", "累计满1.00元后一起发放。")
        return (HeldPayout("B1A1", (1,), Money(50, "CNY"), "more", words, None),) if brand == "drinks" else ()

    async def resume(self, brand: str, channel: str) -> bool:
        return True

    async def stuck(self, brand: str) -> tuple[StuckPayout, ...]:
        since = NOW - timedelta(hours=30)
        one = StuckPayout("p-77-1", 77, Money(188, "CNY"), "unknown", since, 9, "504")
        return (one,) if brand == "drinks" else ()

    async def paused(self, brand: str) -> tuple[PausedChannel, ...]:
        since = NOW - timedelta(hours=1)
        one = PausedChannel("wallet", Label("Sandbox wallet", "沙盒钱包"), since, NOW)
        return (one,) if brand == "drinks" else ()
