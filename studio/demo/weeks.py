"""The weeks behind the demo world, so that its reports have something to tell: people come back, coupons reach the tills."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from engine.api import BatchView, ClaimAnswer, ClerkIdentity, CouponView, Engine, Money
from studio.demo import world
from studio.demo.activity import claim, clerks_of, pay
from studio.demo.building import Tell
from studio.demo.world import House, Stretch

#: How many days lie behind the world as a rule, and the day on which the demo's campaigns begin.
DAYS: Final = 21
_CAMPAIGNS_BEGIN: Final = datetime(2026, 11, 1, 8, tzinfo=ZoneInfo(world.ZONE))
#: When people open bottles, and how many of ten do so then.
_HOURS: Final = ((11, 2), (15, 1), (18, 4), (21, 3))
_TILLS_AT: Final = 20
#: Serials that the morning and the links of the demo keep to themselves.
_KEPT: Final = 1_000


class Turned(Protocol):
    """A clock that can be set."""

    def now(self) -> datetime:
        """The present instant."""
        ...

    def set(self, instant: datetime) -> None:
        """Stand at an instant from now on."""
        ...


def first_day(now: datetime, days: int = DAYS) -> datetime:
    """The morning on which the world begins: `days` ago, or with its campaigns, or now where that is still to come or no day is wanted."""
    if not days:
        return now
    morning = now.astimezone(ZoneInfo(world.ZONE)).replace(hour=8, minute=0, second=0, microsecond=0)
    return min(now, max(morning - timedelta(days=days), _CAMPAIGNS_BEGIN))


@dataclass
class _Life:
    """What has happened so far: each stretch's next serial, and coupons that nobody has brought to a till."""

    engine: Engine
    next_serial: dict[tuple[int, int], int] = field(default_factory=dict)
    held: list[CouponView] = field(default_factory=list)
    claimed: int = 0
    redeemed: int = 0

    async def open_caps(self, house: House, batch: BatchView, stretch: Stretch, people: list[str]) -> None:
        """Each of these people opens a cap of a stretch."""
        place = (batch.id, stretch.first)
        serial = self.next_serial.get(place, stretch.first + _KEPT)
        self.next_serial[place] = serial + len(people)
        answers: list[list[ClaimAnswer]] = await asyncio.gather(
            *(claim(self.engine, batch, serial + number, who) for number, who in enumerate(people))
        )
        made = [answer for found in answers for answer in found]
        self.claimed += len(made)
        self.held += [
            grant.coupon
            for answer in made
            for grant in answer.grants
            if grant.coupon is not None and grant.coupon.honourer == house.slug
        ]

    async def at_the_tills(self, clerks: list[ClerkIdentity], day: int) -> None:
        """Two of five coupons are brought to a till within some days, with baskets of all sizes."""
        going, self.held = self.held[: len(self.held) * 2 // 5], self.held[len(self.held) * 2 // 5 :]
        for turn, coupon in enumerate(going):
            basket = Money(1_800 + (day * 37 + turn * 53) % 45 * 100, world.CURRENCY)
            await self.engine.coupons.redeem(
                clerks[(day + turn) % len(clerks)], coupon.code, f"weeks-{coupon.id}", basket
            )
        self.redeemed += len(going)


async def live_some_weeks(engine: Engine, clock: Turned, until: datetime, tell: Tell) -> None:
    """From the clock's instant to the midnight before `until`; the clock stands there afterwards."""
    life, today = _Life(engine), until.astimezone(ZoneInfo(world.ZONE)).date()
    batches = {
        house.slug: {batch.name: batch for batch in await engine.codes.batches(house.slug)}
        for house in world.HOUSES
    }
    clerks = [
        one for shop in world.DONGQUAN.shops for one in await clerks_of(engine, world.DONGQUAN, shop.code)
    ]
    day = clock.now().astimezone(ZoneInfo(world.ZONE))
    for number in range((today - day.date()).days):
        for hour, share in _HOURS:
            clock.set(day.replace(hour=hour))
            for house, run, stretch, people in _crowd(number, share):
                await life.open_caps(house, batches[house.slug][run], stretch, people)
            if hour < _TILLS_AT:
                continue
            await life.at_the_tills(clerks, number)
            await pay(engine)
        day += timedelta(days=1)
        if day.weekday() == 0:
            tell(f"{life.claimed} caps claimed and {life.redeemed} coupons redeemed by {day:%d %B}")
    for house in world.HOUSES:
        await engine.insights.set_margin(house.slug, 400)


def _crowd(day: int, share: int) -> Iterator[tuple[House, str, Stretch, list[str]]]:
    """Who opens which caps at one hour of a day: more at weekends, more in some regions, old and new people."""
    busy = 8 + (5 if day % 7 in (5, 6) else 0) + day * 5 % 4
    for house, run, weight in ((world.DONGQUAN, 0, 10), (world.DONGQUAN, 1, 3), (world.JINJIU, 0, 4)):
        printed = house.runs[run]
        for place, stretch in enumerate(printed.stretches):
            count = max(0, busy * weight * share // (100 * (place + 1)))
            people = [
                f"{house.slug}-{place}-{(day * 3 + turn * 11 + share) % (25 + day * 3)}"
                for turn in range(count)
            ]
            if people:
                yield house, printed.name, stretch, people
