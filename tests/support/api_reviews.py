"""A held claim, and payouts that wait, for tests of the HTTP API."""

from __future__ import annotations

from engine.api import (
    ClaimAnswer,
    ConsumerKey,
    GrantView,
    HeldPayout,
    Label,
    Money,
    PausedChannel,
    Refusal,
    Review,
    StuckPayout,
    WrongCodesAlarm,
)
from tests.support.api_codes import own
from tests.support.engine_double import BRAND, NOON, Payouts, grants


class ApiReviews:
    """One held claim, number 1."""

    async def all(self, brand: str) -> tuple[Review, ...]:
        return (_review("waiting"),) if brand == BRAND else ()

    async def alarm(self, brand: str) -> WrongCodesAlarm | None:
        return WrongCodesAlarm(NOON, 1_000) if brand == BRAND else None

    async def release(self, brand: str, review_id: int, by: str) -> ClaimAnswer | Refusal:
        own(brand, review_id, 1)
        return ClaimAnswer(42, NOON, Label("Visits", "到店"), "f" * 64, grants())

    async def reject(self, brand: str, review_id: int, reason: str, by: str) -> Review | Refusal:
        own(brand, review_id, 1)
        return _review("rejected")


def _review(state: str) -> Review:
    return Review(1, 5, 9, "7K3QX2M9R4TB8V", "ab12", NOON, NOON, state, Money(100, "CNY"), {}, "", "")


class ApiPayouts(Payouts):
    """One payout that the channel does not answer for."""

    async def stuck(self, brand: str) -> tuple[StuckPayout, ...]:
        money = Money(200, "CNY")
        return (StuckPayout("B1A1", 1, money, "unknown", NOON, 30, "no answer"),) if brand == BRAND else ()

    async def held(self, brand: str) -> tuple[HeldPayout, ...]:
        words = Label("Paid once you reach 1.00 yuan.", "累计满1.00元后一起发放。")
        return (HeldPayout("B1A1", (1,), Money(50, "CNY"), "more", words, None),) if brand == BRAND else ()

    async def paused(self, brand: str) -> tuple[PausedChannel, ...]:
        label = Label("Sandbox wallet", "沙盒钱包")
        return (PausedChannel("sandbox_wallet", label, NOON, NOON),) if brand == BRAND else ()

    async def resume(self, brand: str, channel: str) -> bool:
        return channel == "sandbox_wallet"

    async def send_again(
        self, brand: str, grant_id: int, who: ConsumerKey | None = None
    ) -> GrantView | Refusal:
        own(brand, grant_id, 1)
        return grants()[0]
