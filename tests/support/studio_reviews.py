"""Held claims for tests of the studio's pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.api import Invalid, Label, Money, NotFound, Review, WrongCodesAlarm


class Reviews:
    """A held claim, one that was turned down, and an alarm, of the drinks brand."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.decided: list[tuple[str, int, str]] = []

    async def all(self, brand: str) -> tuple[Review, ...]:
        held = Review(
            1,
            5,
            9,
            "7K3QX2M9R4TB8V",
            "ab12cd34",
            self.now,
            self.now,
            "waiting",
            Money(100, "CNY"),
            {"device.account": 4},
            "",
            "",
            (("device.account", Label("which account of the device", "设备上第几个账号"), Label("4", "4")),),
        )
        over = replace(held, id=2, state="rejected", aside=None, reason="a burst", by="Ling")
        return (held, over) if brand == "drinks" else ()

    async def alarm(self, brand: str) -> WrongCodesAlarm | None:
        return WrongCodesAlarm(self.now, 1_200) if brand == "drinks" else None

    async def release(self, brand: str, review_id: int, by: str) -> None:
        await self._own(brand, review_id)
        self.decided.append(("release", review_id, by))

    async def reject(self, brand: str, review_id: int, reason: str, by: str) -> None:
        await self._own(brand, review_id)
        if not reason:
            raise Invalid("reason", Label("say why", "请填写原因"))
        self.decided.append((f"reject: {reason}", review_id, by))

    async def _own(self, brand: str, review_id: int) -> None:
        if review_id not in {one.id for one in await self.all(brand)}:
            raise NotFound(f"there is no review {review_id}")
