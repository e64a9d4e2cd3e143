"""A held claim for tests of the HTTP API."""

from __future__ import annotations

from engine.api import ClaimAnswer, Label, Money, Refusal, Review, WrongCodesAlarm
from tests.support.api_codes import own
from tests.support.engine_double import BRAND, NOON, grants


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
