"""Outlets graded by what their cartons and tills bring, and a push at the weak ones by the carton that they hold."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from engine.api import ClaimAnswer, ClerkIdentity, Refusal, TradeSettings
from tests.support.clock import beijing
from tests.support.shop import BRAND, GTIN, Shop, person, shop

CARTON_GTIN = "19521000100012"
TEXT = f"""campaign "Wake weak outlets" / "激活弱店"
  brand    "Spring"
  contact  "400-820-0000"
  runs     2026-06-01 to 2026-07-31 in Asia/Shanghai
  budget   5,000.00 CNY
  channel  sandbox_wallet

segment weak outlet.grade is C

coupon "five-off" "5 yuan off" / "减5元"
  worth  5.00 CNY
  valid  60 days

on scan of in_lid code of {GTIN}
  give coupon "five-off"
  give red_packet 1.00 CNY
  phase push from 2026-07-01
    when weak
      budget 300.00 CNY
      give red_packet 1.00 CNY
      if spent
        give points 1
  if spent
    refuse

"""
#: The bottles in each outlet's cartons.
HELD = {"S1": 725, "S2": 415, "S3": 325, "S4": 8}
TOGETHER = 120


@dataclass
class Street:
    """Four outlets with their cartons; each bottle is claimed by somebody else."""

    there: Shop
    next_of: dict[str, int] = field(default_factory=dict)
    tills: dict[str, ClerkIdentity] = field(default_factory=dict)
    coupons: dict[str, list[str]] = field(default_factory=dict)
    redeemed: int = 0

    async def open(self) -> None:
        codes, first = self.there.engine.codes, 1
        inside = (await codes.create_batch(BRAND, "Inside", CARTON_GTIN, "in_carton", 4, "tests")).id
        cartons = (await codes.create_batch(BRAND, "Cartons", CARTON_GTIN, "carton", 4, "tests")).id
        await self.there.engine.packing.link(BRAND, inside, 1, 4, cartons, 1, 1, "tests")
        for place, (outlet, bottles) in enumerate(HELD.items(), 1):
            last = first + bottles - 1
            await self.there.engine.packing.link(
                BRAND, self.there.batch, first, last, cartons, place, bottles, "tests"
            )
            self.tills[outlet] = await self.there.till(outlet)
            self.next_of[outlet], self.coupons[outlet], first = first, [], last + 1
        await codes.change(BRAND, cartons, 1, 4, "state", "active", "tests")
        for place, till in enumerate(self.tills.values(), 1):
            await self.there.engine.cartons.register(till, codes.code_text(inside, place))

    async def claim(self, outlet: str, *, region: str | None = None) -> int:
        """One bottle of an outlet's carton: what it gives, in fen."""
        serial = self.next_of[outlet]
        self.next_of[outlet] += 1
        code, who = self.there.code(serial), person(f"p{serial}")
        answer = await self.there.engine.scans.claim(code, who, region=region)
        assert isinstance(answer, ClaimAnswer), answer
        for grant in answer.grants:
            if grant.coupon:
                self.coupons[outlet].append(grant.coupon.code)
        return sum(grant.amount.minor for grant in answer.grants if grant.amount)

    async def claims(self, outlet: str, count: int) -> set[int]:
        seen: set[int] = set()
        for first in range(0, count, TOGETHER):
            some = range(first, min(first + TOGETHER, count))
            seen |= set(await asyncio.gather(*(self.claim(outlet) for _ in some)))
        return seen

    async def redeem(self, outlet: str, count: int) -> None:
        till = self.tills[outlet]
        for first in range(0, count, TOGETHER):
            some = [self.coupons[outlet].pop() for _ in range(first, min(first + TOGETHER, count))]
            answers = await asyncio.gather(
                *(self.there.engine.coupons.redeem(till, code, f"r-{code}") for code in some)
            )
            assert not any(isinstance(one, Refusal) for one in answers)

    async def grades(self) -> dict[str, tuple[str | None, int, int]]:
        names = {one.id: one.code for one in await self.there.engine.outlets.all(BRAND)}
        found = await self.there.engine.grades.today(BRAND)
        return {names[one.outlet_id]: (one.grade, one.claims, one.redemptions) for one in found}


def test_a_month_grades_the_outlets_and_weak_ones_are_pushed_day_by_day(database_url: str) -> None:
    async def told() -> None:
        async with shop(database_url, TEXT, codes=sum(HELD.values())) as there:
            street, clock = Street(there), there.clock
            clock.instant = beijing("2026-06-14 10:00")
            await street.open()
            assert await street.claims("S2", 260) == {100}  # graded by nothing yet
            await street.redeem("S2", 24)
            clock.instant = beijing("2026-06-20 10:00")
            for outlet, claims, redemptions in (
                ("S1", 720, 180), ("S2", 10, 3), ("S3", 324, 130), ("S4", 8, 6),
            ):  # fmt: skip
                await street.claims(outlet, claims)
                await street.redeem(outlet, redemptions)
            clock.instant = beijing("2026-07-01 00:00")
            await there.engine.waits.run_once()
            graded = {
                "S1": ("B", 720, 180), "S2": ("C", 270, 27), "S3": ("A", 324, 130), "S4": (None, 8, 6),
            }  # fmt: skip
            assert await street.grades() == graded
            await _july(street)
            assert await there.counter("|pot|") == 140_00  # 160.00 of the extra budget are back
            assert await there.engine.audit() == ()

    asyncio.run(told())


async def _july(street: Street) -> None:
    """The list is that of each midnight; which carton a bottle comes from counts, never where it is opened."""
    there, clock = street.there, street.there.clock
    clock.instant = beijing("2026-07-03 10:00")
    assert await street.claim("S2", region="CN-GD") == 200
    assert await street.claim("S1", region="CN-BJ") == 100
    assert await street.claims("S2", 138) == {200}
    await street.redeem("S2", 30)
    assert await street.claim("S3") == 100
    clock.instant = beijing("2026-07-14 23:59:59")
    assert (await street.grades())["S2"] == ("C", 409, 57)
    assert await street.claim("S2") == 200
    clock.instant = beijing("2026-07-15 00:00:00")
    assert await street.claim("S2") == 100  # before any worker has come by
    assert await there.engine.waits.run_once() == 0
    assert (await street.grades())["S2"] == ("B", 150, 33)
    # a day that has begun keeps its grades, whatever the brand settles now
    await there.engine.accounts.set_trade(BRAND, TradeSettings(grade_a_percent=40, grade_b_percent=23))
    assert (await street.grades())["S2"] == ("B", 150, 33)
    clock.instant = beijing("2026-07-16 00:00:00")
    assert (await street.grades())["S2"] == ("C", 151, 33)
