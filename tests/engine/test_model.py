"""Hundreds of random commands, each answered as a plain, sequential model of the campaign answers it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from engine.api import (
    ClaimAnswer,
    ClerkIdentity,
    CouponView,
    GrantView,
    RedemptionAnswer,
    Refusal,
)
from tests.support.shop import BRAND, GTIN, Shop, person, shop

TOTAL, DAILY, A_DAY, VALID_DAYS = 4_000, 1_200, 3, 2
TEXT: Final = f"""campaign "Model"
  brand    "Spring"
  runs     2026-06-01 to 2026-12-30 in Asia/Shanghai
  budget   40.00 CNY, at most 12.00 CNY a day
  limit    {A_DAY} claims per consumer a day
  channel  sandbox_wallet

coupon "off-2" "2 yuan off" / "减2元"
  worth    2.00 CNY
  valid    {VALID_DAYS} days
  at       stores
  pays     store 2.00 CNY

on scan of {GTIN}
  give red_packet 1.00 CNY
  give coupon "off-2"
  give points 5
  if spent
    refuse

on redemption of "off-2"
  give red_packet 0.50 CNY to clerk
  give points 2 to consumer
  if spent
    give points 1 to clerk
"""


@dataclass
class Given:
    """One grant: what it took and what it was."""

    kind: str
    amount: int = 0
    points: int = 0
    who: str = ""
    day: date | None = None
    coupon: str = ""
    reversed: bool = False


@dataclass
class Ticket:
    """One coupon."""

    who: str
    last_day: date
    state: str = "open"
    outlet: str = ""


@dataclass
class Model:
    """The campaign in the plainest words."""

    claimed: dict[int, str] = field(default_factory=dict)
    presses: Counter[tuple[str, date]] = field(default_factory=Counter)
    person: dict[str, str] = field(default_factory=dict)
    mobiles: dict[str, str] = field(default_factory=dict)
    grants: dict[int, Given] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    redemptions: dict[int, tuple[str, str, date, list[int], bool]] = field(default_factory=dict)

    def root(self, who: str) -> str:
        while self.person.get(who, who) != who:
            who = self.person[who]
        return who

    def used(self, day: date | None = None) -> int:
        living = (one for one in self.grants.values() if not one.reversed)
        return sum(one.amount for one in living if day is None or one.day == day)

    def fits(self, amount: int, day: date) -> str:
        if self.used() + amount > TOTAL:
            return "budget_spent"
        return "day_budget_spent" if self.used(day) + amount > DAILY else ""

    def claim(self, serial: int, who: str, day: date) -> str:
        if serial in self.claimed:
            return "repeated" if self.root(self.claimed[serial]) == self.root(who) else "already_claimed"
        today = sum(
            n for (one, on), n in self.presses.items() if on == day and self.root(one) == self.root(who)
        )
        if today >= A_DAY:
            return "limit_reached"
        return self.fits(100, day) or "granted"

    def redeem(self, code: str, outlet: str, day: date) -> str:
        ticket = self.tickets[code]
        if ticket.state == "redeemed":
            return "coupon_redeemed_here" if ticket.outlet == outlet else "coupon_redeemed_elsewhere"
        if ticket.state == "cancelled":
            return "coupon_cancelled"
        return "coupon_expired" if day > ticket.last_day else "granted"

    def cancel(self, redemption: int, day: date) -> str:
        _, _, on, _, cancelled = self.redemptions[redemption]
        return "already_cancelled" if cancelled else "cancel_too_late" if day > on else "granted"

    def reverse(self, grant: int) -> str:
        one = self.grants[grant]
        if one.reversed:
            return "already_reversed"
        return "coupon_used" if one.coupon and self.tickets[one.coupon].state == "redeemed" else "granted"

    def take_back(self, grant: int) -> None:
        one = self.grants[grant]
        one.reversed = True
        if one.coupon and self.tickets[one.coupon].state == "open":
            self.tickets[one.coupon].state = "cancelled"

    def points(self, who: str) -> int:
        own = (one for one in self.grants.values() if one.who and self.root(one.who) == self.root(who))
        return sum(one.points for one in own if not one.reversed)


class Play:
    """Plays one seeded game on engine and model together."""

    def __init__(self, there: Shop, seed: int) -> None:
        self.there, self.fate, self.model = there, random.Random(seed), Model()
        self.tills: dict[str, ClerkIdentity] = {}
        self.requests = 0
        self.told: Counter[str] = Counter()

    @property
    def today(self) -> date:
        return _local(self.there.clock.now())

    async def run(self, moves: int) -> None:
        self.tills = {outlet: await self.there.till(outlet) for outlet in ("S1", "S2")}
        for number in range(moves):
            move = self.fate.choices(
                [self.claim, self.redeem, self.cancel, self.reverse, self.link, self.wait],
                [50, 20, 8, 8, 3, 4],
            )[0]
            await move()
            if number % 100 == 99:
                await self.compare()
        await self.compare()

    def note(self, move: str, expected: str, found: str) -> None:
        assert found == expected, f"{move}: the engine says {found}, the model {expected}"
        self.told[f"{move} {found}"] += 1

    async def claim(self) -> None:
        serial, who = self.fate.randint(1, 150), f"p{self.fate.randint(0, 11)}"
        expected = self.model.claim(serial, who, self.today)
        answer = await self.there.claim(serial, who)
        if isinstance(answer, Refusal):
            return self.note("claim", expected, answer.reason.value)
        self.note("claim", expected, "repeated" if answer.repeated else "granted")
        if not answer.repeated:
            self.model.claimed[serial] = who
            self.model.presses[who, self.today] += 1
            for grant in answer.grants:
                self.given(grant, who)
        assert sum(grant.coupon is not None for grant in answer.grants) == 1
        return None

    def given(self, grant: GrantView, who: str) -> None:
        money = grant.amount.minor if grant.amount and grant.reward == "red_packet" else 0
        made = Given(grant.reward, money, grant.points or 0, who, self.today)
        if grant.coupon:
            made.coupon = grant.coupon.code
            self.ticket(grant.coupon, who)
        self.model.grants[grant.id] = made

    def ticket(self, coupon: CouponView, who: str) -> None:
        assert _local(coupon.expires_at) == self.today + timedelta(days=VALID_DAYS + 1)
        self.model.tickets[coupon.code] = Ticket(who, self.today + timedelta(days=VALID_DAYS))

    async def redeem(self) -> None:
        if not self.model.tickets:
            return None
        code, outlet = self.fate.choice(sorted(self.model.tickets)), self.fate.choice(["S1", "S2"])
        expected = self.model.redeem(code, outlet, self.today)
        bonus = not self.model.fits(50, self.today)
        self.requests += 1
        answer = await self.there.engine.coupons.redeem(self.tills[outlet], code, f"r{self.requests}")
        if isinstance(answer, Refusal):
            return self.note("redeem", expected, answer.reason.value)
        self.note("redeem", expected, "granted")
        ticket = self.model.tickets[code]
        ticket.state, ticket.outlet = "redeemed", outlet
        for grant in answer.grants:
            self.given(grant, ticket.who if grant.recipient_kind == "consumer" else "")
        rewards = sorted((grant.reward, grant.recipient_kind) for grant in answer.grants)
        clerk = ("red_packet", "clerk") if bonus else ("points", "clerk")
        assert rewards == sorted([clerk, ("points", "consumer"), ("settlement", "store")])
        made = [grant.id for grant in answer.grants]
        self.model.redemptions[answer.redemption_id] = (code, outlet, self.today, made, False)
        return None

    async def cancel(self) -> None:
        if not self.model.redemptions:
            return None
        number = self.fate.choice(sorted(self.model.redemptions)[-4:])
        code, outlet, on, made, _ = self.model.redemptions[number]
        expected = self.model.cancel(number, self.today)
        self.requests += 1
        answer = await self.there.engine.coupons.cancel(self.tills[outlet], number, f"x{self.requests}")
        if isinstance(answer, Refusal):
            return self.note("cancel", expected, answer.reason.value)
        assert isinstance(answer, RedemptionAnswer)
        self.note("cancel", expected, "granted")
        self.model.redemptions[number] = (code, outlet, on, made, True)
        for grant in made:
            self.model.take_back(grant)
        self.model.tickets[code].state = "open"
        return None

    async def reverse(self) -> None:
        if not self.model.grants:
            return
        grant = self.fate.choice(sorted(self.model.grants))
        expected = self.model.reverse(grant)
        answer = await self.there.engine.grants.reverse(BRAND, grant, "a test", "tests")
        self.note("reverse", expected, answer.reason.value if isinstance(answer, Refusal) else "granted")
        if expected == "granted":
            self.model.take_back(grant)

    async def link(self) -> None:
        who, mobile = f"p{self.fate.randint(0, 11)}", f"+861380013800{self.fate.randint(0, 4)}"
        await self.there.engine.members.link_mobile(BRAND, person(who), mobile)
        first = self.model.mobiles.setdefault(mobile, who)
        self.model.person[self.model.root(who)] = self.model.root(first)

    async def wait(self) -> None:
        self.there.clock.pass_(hours=self.fate.randint(1, 9))

    async def compare(self) -> None:
        assert await self.there.counter("|budget|CNY|all") == self.model.used()
        assert await self.there.counter(f"|budget|CNY|{self.today}") == self.model.used(self.today)
        for who in sorted({*self.model.claimed.values()}):
            wallet = await self.there.engine.members.wallet(BRAND, person(who))
            assert wallet.points == self.model.points(who)
            own = {
                code: one
                for code, one in self.model.tickets.items()
                if self.model.root(one.who) == self.model.root(who)
            }
            shown = {
                code: "expired" if one.state == "open" and self.today > one.last_day else one.state
                for code, one in own.items()
            }
            assert {coupon.code: coupon.state for coupon in wallet.coupons} == shown
        assert await self.there.engine.audit() == ()


def _local(instant: datetime) -> date:
    return instant.astimezone(ZoneInfo("Asia/Shanghai")).date()


@pytest.mark.parametrize("seed", [1, 2])
def test_the_engine_answers_as_the_plain_model_does(database_url: str, seed: int) -> None:
    async def told() -> None:
        async with shop(database_url, TEXT) as there:
            play = Play(there, seed)
            await play.run(400)
            wanted = {
                *(
                    f"claim {one}"
                    for one in ("granted", "repeated", "already_claimed", "limit_reached", "day_budget_spent")
                ),
                *(
                    f"redeem {one}"
                    for one in ("granted", "coupon_redeemed_here", "coupon_redeemed_elsewhere")
                ),
                *(f"cancel {one}" for one in ("granted", "already_cancelled")),
                *(f"reverse {one}" for one in ("granted", "already_reversed")),
            }
            assert wanted <= play.told.keys(), "the game must meet every turn"

    asyncio.run(told())


def test_two_engines_that_take_turns_answer_as_one_model(postgres_url: str) -> None:
    """Whatever one engine has in memory, it answers from the database as it is."""

    async def told() -> None:
        async with shop(postgres_url, TEXT) as there:
            other, play = await there.another(), Play(there, 3)
            engines = [there.engine, other]
            play.tills = {outlet: await there.till(outlet) for outlet in ("S1", "S2")}
            for number in range(200):
                there.engine = engines[number % 2]
                await play.fate.choice(
                    [play.claim, play.claim, play.redeem, play.reverse, play.link, play.wait]
                )()
            await play.compare()
            there.engine = engines[0]

    asyncio.run(told())


def test_a_claim_answer_is_the_same_when_it_is_asked_for_again(database_url: str) -> None:
    """With its coupon and its points, not only its money."""

    async def told() -> None:
        async with shop(database_url, TEXT) as there:
            first, again = await there.granted(1, "A"), await there.claim(1, "A")
            assert isinstance(again, ClaimAnswer)
            assert (again.claim_id, again.at, again.grants, again.notes) == (
                first.claim_id, first.at, first.grants, first.notes,
            )  # fmt: skip
            assert again.repeated

    asyncio.run(told())
