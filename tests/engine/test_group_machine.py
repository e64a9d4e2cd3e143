"""Games of buyers: whoever opens, joins, pays, cancels and waits in any order, with a till that loses answers.

At the end of each the till's own statement must agree with the shop's: who has a place or a piece was charged once, nobody
else at all. `BOTTLECAP_MACHINE=200` plays that many.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from engine.api import Refusal, groups
from tests.support.group_shop import BOX, BRAND, GroupShop, group_shop, person

_GAMES = int(os.environ.get("BOTTLECAP_MACHINE", "3"))
_MOVES = 45
_FAULTS = ("none", "none", "drop", "lose", "error", "bad_signature", "slow", "refuse_balance")


@dataclass
class Game:
    """One game; everything in it follows from the seed."""

    shop: GroupShop
    chance: Random
    bought: list[groups.PurchaseView] = field(default_factory=list)

    async def play(self) -> None:
        moves = (
            self.open,
            self.join,
            self.join,
            self.buy,
            self.pay,
            self.pay,
            self.pay,
            self.cancel,
            self.send,
            self.later,
        )
        for _ in range(_MOVES):
            self.trouble()
            await self.chance.choice(moves)()
        self.shop.till.trouble()
        for _ in range(12):  # everything comes to its end
            self.pass_(timedelta(hours=6))
            await self.shop.engine.waits.run_once()

    def trouble(self) -> None:
        plan = tuple(self.chance.choice(_FAULTS) for _ in range(3))
        lost = self.chance.choice(("none", "none", "lose", "error"))
        self.shop.till.trouble(scripts={"*": plan}, queries={"*": lost}, slow_s=self.chance.choice((1, 90)))

    def who(self) -> str:
        return self.chance.choice("ABCDE")

    def pass_(self, time: timedelta) -> None:
        self.shop.till.clock.set(self.shop.till.clock.now() + time)

    def keep(self, answer: groups.PurchaseView | Refusal) -> None:
        if isinstance(answer, groups.PurchaseView):
            self.bought.append(answer)

    async def open(self) -> None:
        who = self.who()
        held = (await self.shop.engine.members.wallet(BRAND, person(who))).coupons
        usable = [one.code for one in held if one.state == "open" and one.name.en == "5 yuan off"]
        coupon = self.chance.choice([None, *usable])
        doors, key = self.shop.engine.groups, self.shop.press()
        self.keep(await doors.open(BRAND, person(who), self.shop.campaign, "box", key, coupon=coupon))

    async def join(self) -> None:
        tokens = [one.group_token for one in self.bought if one.group_token]
        if tokens:
            self.keep(await self.shop.join(self.chance.choice(tokens), self.who()))

    async def buy(self) -> None:
        self.keep(await self.shop.buy(self.who()))

    async def pay(self) -> None:
        if self.bought:
            url = await self.shop.engine.groups.pay(BRAND, self.chance.choice(self.bought[-4:]).id, "")
            if isinstance(url, str):
                self.pass_(timedelta(seconds=self.chance.choice((0, 5, 700))))
                self.shop.till.pay(url)

    async def cancel(self) -> None:
        if self.bought:
            await self.shop.engine.groups.cancel(BRAND, self.chance.choice(self.bought).id)

    async def send(self) -> None:
        if self.bought:
            await self.shop.engine.groups.dispatch(BRAND, self.chance.choice(self.bought).id)

    async def later(self) -> None:
        self.pass_(timedelta(seconds=self.chance.choice((1, 30, 600, 40_000, 90_000))))
        await self.shop.engine.waits.run_once()


@pytest.mark.parametrize("seed", range(_GAMES))
def test_nobody_is_charged_without_a_place_nor_twice(sqlite_url: str, tmp_path: Path, seed: int) -> None:
    async def game() -> None:
        async with group_shop(sqlite_url, tmp_path, boxes=6) as shop:
            for one in "ABC":
                await shop.coupon(one)
            play = Game(shop, Random(seed))
            await play.play()
            charged: dict[int, int] = {}
            for number, amount in shop.till.movements():
                purchase = int(number[1:], 16)
                charged[purchase] = charged.get(purchase, 0) + amount
            kept = 0
            for one in await shop.engine.groups.purchases(BRAND):
                stands = one.state in {"paid", "sent"}
                assert one.state in {"paid", "sent", "closed", "refunded"}, one
                assert charged.pop(one.id, 0) == (one.amount.minor if stands else 0), one
                kept += one.amount.minor if stands else 0
            assert not any(charged.values())
            assert await shop.balance(":takings") == kept
            assert await shop.balance(":refunds") == 0
            [stock] = [
                one for one in await shop.engine.stocks.book(BRAND, shop.outlet) if one.product.endswith(BOX)
            ]
            sent = [one for one in await shop.engine.groups.purchases(BRAND) if one.state == "sent"]
            assert stock.on_hand == 6 - len(sent)

    asyncio.run(game())
