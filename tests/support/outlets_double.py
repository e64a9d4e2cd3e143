"""Outlets, dealers and what they have to settle in memory, for tests of the studio's pages: one of each, of brand `drinks`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from engine.api import (
    BulkRefused,
    DealerDay,
    DealerView,
    GradeView,
    HeldView,
    Invalid,
    Label,
    LineFault,
    Money,
    NotFound,
    OutletDay,
    OutletView,
    Reason,
    Refusal,
    RefusedRedemption,
    StaffView,
    TradeLine,
    prize_stock,
)
from tests.support.api_chain import ApiCartons
from tests.support.studio_samples import NOW

BRAND: Final = "drinks"
CORNER: Final = OutletView(1, "S1", Label("Corner shop", "街角便利店"), "CN-GD", False, "D-1")
MARKET: Final = OutletView(2, "S2", Label("Market hall", "农贸市场店"), "CN-BJ")
DEALER: Final = DealerView(1, "D-1", Label("Southern Trade", "南方商贸"))
_NOTHING: Final = Money(0, "CNY")


def own(brand: str, number: int) -> None:
    if brand != BRAND or number not in (1, 2):
        raise NotFound("there is no such thing")


class OutletsDouble:
    """Stands for `engine.outlets`."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    async def all(self, brand: str) -> tuple[OutletView, ...]:
        return (CORNER, MARKET) if brand == BRAND else ()

    async def one(self, brand: str, outlet_id: int) -> OutletView:
        own(brand, outlet_id)
        return CORNER if outlet_id == 1 else MARKET

    async def owners(self, brand: str) -> Mapping[int, str]:
        return {1: "Chen"} if brand == BRAND else {}

    async def add_outlet(
        self, brand: str, code: str, name: Label, region: str, *, online: bool = False, dealer: str | None = None
    ) -> OutletView:  # fmt: skip
        if code == "S1":
            raise Invalid("code", Label("the outlet `S1` exists already", "门店“S1”已存在"))
        self.done.append(("add", brand, code, name.zh, region, online, dealer))
        return OutletView(2, code, name, region, online)

    async def bring_in(self, brand: str, table: str) -> int | BulkRefused:
        if "S1" in table:
            words = Label("the outlet `S1` exists already", "门店“S1”已存在")
            return BulkRefused((LineFault(2, words),), 1)
        self.done.append(("bring in", brand, table))
        return 2

    async def staff(self, brand: str, outlet_id: int) -> tuple[StaffView, ...]:
        own(brand, outlet_id)
        return (
            StaffView("1", "Chen", "owner", NOW, None, True),
            StaffView("7", "Wu", "clerk", NOW, NOW + timedelta(days=1), False),
        )

    async def add_clerk(self, brand: str, outlet_id: int, number: str, name: str, role: str, pin: str) -> int:
        own(brand, outlet_id)
        if not pin.isdigit():
            raise Invalid("pin", Label("use 4 to 12 digits", "请使用 4 至 12 位数字"))
        self.done.append(("staff", outlet_id, number, name, role))
        return 9

    async def leave(self, brand: str, outlet_id: int, number: str) -> None:
        own(brand, outlet_id)
        self.done.append(("leave", outlet_id, number))

    async def day(self, brand: str, outlet_id: int, day: date) -> OutletDay:
        outlet = await self.one(brand, outlet_id)
        title, amount = Label("red packet", "红包"), Money(50, "CNY")
        line = TradeLine(NOW, "owner", 1, 5, None, 6, title, amount)
        return OutletDay(outlet, day, (line,), _NOTHING, amount, _NOTHING)


class DealersDouble:
    """Stands for `engine.dealers`."""

    def __init__(self) -> None:
        self.done: list[tuple[str, ...]] = []

    async def all(self, brand: str) -> tuple[DealerView, ...]:
        return (DEALER,) if brand == BRAND else ()

    async def add(self, brand: str, code: str, name: Label) -> DealerView:
        if code == "D-1":
            raise Invalid("code", Label("the dealer `D-1` exists already", "经销商“D-1”已存在"))
        self.done.append((brand, code, name.zh))
        return DEALER

    async def day(self, brand: str, dealer_id: int, day: date) -> DealerDay:
        own(brand, dealer_id)
        return DealerDay(DEALER, day, (), _NOTHING)


class GradesDouble:
    """Stands for `engine.grades`: the corner shop is weak, the market has too few claims."""

    async def today(self, brand: str) -> tuple[GradeView, ...]:
        return (GradeView(1, NOW.date(), "C", 270, 27), GradeView(2, NOW.date(), None, 8, 6))

    async def history(self, brand: str, outlet_id: int) -> tuple[GradeView, ...]:
        return (
            GradeView(1, NOW.date(), "C", 270, 27),
            GradeView(1, NOW.date() - timedelta(days=1), "B", 150, 33),
        )


class StocksDouble:
    """Stands for `engine.stocks`."""

    def __init__(self) -> None:
        self.done: list[tuple[object, ...]] = []

    async def book(self, brand: str, outlet_id: int) -> tuple[prize_stock.StockView, ...]:
        own(brand, outlet_id)
        return (prize_stock.StockView("09521000100015", 24, 1, 2),)

    async def deliver(
        self, brand: str, outlet_id: int, gtin: str, pieces: int, request_id: str
    ) -> prize_stock.StockView | Refusal:
        own(brand, outlet_id)
        if pieces < -23:
            words = Label("There are not so many free pieces.", "没有这么多可用的件数。")
            return Refusal(Reason.NOT_SO_MANY, words, NOW)
        self.done.append(("deliver", outlet_id, gtin, pieces, len(request_id)))
        return prize_stock.StockView(gtin, 24 + pieces, 1)

    async def complaints(self, brand: str, outlet_id: int | None = None) -> tuple[prize_stock.Complaint, ...]:
        return (prize_stock.Complaint(1, NOW, "K7Q2M9XD", 1),) if brand == BRAND else ()

    async def answer(self, brand: str, complaint_id: int, words: str, by: str) -> None:
        own(brand, complaint_id)
        if not words.strip():
            raise Invalid("answer", Label("write up to 300 characters", "请填写答复，最多 300 个字"))
        self.done.append(("answer", complaint_id, words, by))


class RefusedDouble:
    """Stands for `engine.coupons`: one coupon that a till had taken while it was offline."""

    async def refused(
        self, brand: str, *, before: int | None = None, limit: int = 50
    ) -> tuple[RefusedRedemption, ...]:
        reason, words = Reason.COUPON_EXPIRED, Label("The coupon has expired.", "券已过期。")
        found = [
            RefusedRedemption(8, NOW, CORNER, "7", "r-8", "K7Q2M9XD", reason, words, NOW - timedelta(hours=3)),
            RefusedRedemption(7, NOW, MARKET, "2", "r-7", "K7Q2M9XE", reason, words, None),
        ]  # fmt: skip
        return tuple(found) if brand == BRAND else ()


class CartonsDouble(ApiCartons):
    """Stands for `engine.cartons`: what the corner shop has registered."""

    async def held(self, brand: str, outlet_id: int) -> tuple[HeldView, ...]:
        own(brand, outlet_id)
        return (HeldView(3, "Inside", "in_carton", 2, NOW),)
