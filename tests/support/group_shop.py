"""A brand with a shop on the net, one offer, and a till that collects: for tests of groups of buyers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engine.api import Engine, Label, Money, Published, Refusal, RequestKey, groups
from tests.support.clock import beijing
from tests.support.shop import opened, person
from tests.support.till_on_clock import TillBook

BRAND: Final = "river"
BOX: Final = "9521000100015"
TEXT: Final = f"""campaign "Together" / "一起买"
  brand "River"
  runs 2026-09-01 to 2026-09-30 in Asia/Shanghai

coupon "five" "5 yuan off" / "减5元"
  worth 5.00 CNY off 35.00 CNY
  valid until 2026-09-05
  at online
  lane 1

coupon "plain" "1 yuan off" / "减1元"
  worth 1.00 CNY
  valid 30 days
  at online

offer "box" "Gift box" / "礼盒"
  sells {BOX}
  single 39.90 CNY
  buyers 2 at 35.91 CNY within 24 hours

on purchase
  give coupon "five"
  give coupon "plain"

on group "box"
  give points 7
"""


@dataclass
class GroupShop:
    """An engine with a shop, the till beside it, and what people do."""

    engine: Engine
    till: TillBook
    url: str
    campaign: int = 0
    outlet: int = 0
    pressed: int = 0
    others: list[Engine] = field(default_factory=list)

    def at(self, text: str) -> None:
        """Move to a Beijing time of September 2026: `01 20:00:00`."""
        self.till.clock.set(beijing(f"2026-09-{text}"))

    def press(self) -> RequestKey:
        self.pressed += 1
        return RequestKey(f"press-{self.pressed}", "press")

    async def coupon(self, who: str, name: str = "5 yuan off") -> str:
        """A coupon that somebody holds."""
        if not (await self.engine.members.wallet(BRAND, person(who))).coupons:
            await self.engine.events.record(BRAND, "purchase", f"p-{who}", person(who))
        held = (await self.engine.members.wallet(BRAND, person(who))).coupons
        return next(one.code for one in held if one.name.en == name)

    async def coupon_of(self, who: str, name: str = "5 yuan off"):  # type: ignore[no-untyped-def]  # the engine's view
        held = (await self.engine.members.wallet(BRAND, person(who))).coupons
        return next(one for one in held if one.name.en == name)

    async def open(self, who: str, coupon: str | None = None) -> groups.PurchaseView:
        answer = await self.engine.groups.open(
            BRAND, person(who), self.campaign, "box", self.press(), coupon=coupon
        )
        assert isinstance(answer, groups.PurchaseView), answer
        return answer

    async def buy(self, who: str) -> groups.PurchaseView | Refusal:
        return await self.engine.groups.buy(BRAND, person(who), self.campaign, "box", self.press())

    async def join(
        self, token: str | None, who: str, engine: Engine | None = None
    ) -> groups.PurchaseView | Refusal:
        return await (engine or self.engine).groups.join(token or "", person(who), self.press())

    async def paid(
        self, bought: groups.PurchaseView | Refusal, engine: Engine | None = None
    ) -> groups.PurchaseView:
        """Pay on the till's page and come back to the shop."""
        assert isinstance(bought, groups.PurchaseView), bought
        doors = (engine or self.engine).groups
        url = await doors.pay(BRAND, bought.id, "http://shop/back")
        assert isinstance(url, str), url
        self.till.pay(url)
        return await doors.purchase(BRAND, bought.id)

    async def free(self) -> int:
        [offer] = await self.engine.groups.offers(BRAND)
        return offer.free

    async def balance(self, account: str) -> int:
        async with self.engine._core.database.transaction() as transaction:
            rows = await transaction.fetch("SELECT key, amount FROM balance")
        return sum(int(row["amount"]) for row in rows if account in row["key"])


@asynccontextmanager
async def group_shop(url: str, folder: Path, text: str = TEXT, boxes: int = 4) -> AsyncIterator[GroupShop]:
    """The shop at 20:00 on the 1st; at the end the audit must be clean."""
    till = TillBook(folder)
    till.clock.at("2026-09-01 20:00:00")
    engine = await opened(url, till.clock, till.settings, ("tests.support.till_on_clock",))  # type: ignore[arg-type]  # a clock is a clock
    shop = GroupShop(engine, till, url)
    try:
        await engine.accounts.add_brand(BRAND, Label("River", "江河"), "Asia/Shanghai", "CNY")
        shop.campaign = await engine.campaigns.create(BRAND, "together", text, "tests")
        outcome = await engine.campaigns.publish(BRAND, shop.campaign, "tests")
        assert isinstance(outcome, Published), outcome
        outlet = await engine.outlets.add_outlet(
            BRAND, "WEB", Label("Web shop", "网店"), "CN-GD", online=True
        )
        shop.outlet = outlet.id
        if boxes:
            await engine.stocks.deliver(BRAND, outlet.id, BOX, boxes, "first")
        yield shop
        differences = await engine.audit()
        assert differences == (), differences
    finally:
        for one in shop.others:
            await one.close()
        await engine.close()


def reason(answer: object) -> str:
    """Why somebody was refused."""
    assert isinstance(answer, Refusal), answer
    return answer.reason.value


def yuan(minor: int) -> Money:
    return Money(minor, "CNY")
