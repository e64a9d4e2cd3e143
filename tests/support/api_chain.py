"""Cartons, alarms, service cases and dealers for tests of the HTTP API: one of each, of the first brand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from engine.api import (
    AlarmView,
    CampaignAnswer,
    CaseView,
    ClaimAnswer,
    ClerkIdentity,
    ConsumerKey,
    DealerDay,
    DealerView,
    EventAnswer,
    HeldView,
    Invalid,
    Label,
    Money,
    NotFound,
    ObservationView,
    PlaceView,
    Refusal,
    RegistrationAnswer,
    TradeLine,
    UnregisteredView,
)
from tests.support.api_codes import own
from tests.support.engine_double import BRAND, NOON

CARTON = PlaceView("Cartons", "carton", 2, "CODE0000000002")
PALLET = PlaceView("Pallets", "pallet", 1, "CODE0000000001")


@dataclass
class ApiCartons:
    """What outlet 4 has registered."""

    changes: list[Any] = field(default_factory=list)

    async def register(self, clerk: ClerkIdentity, code: str) -> RegistrationAnswer | Refusal:
        self.changes.append(("registration", clerk.brand, code))
        return RegistrationAnswer(71, NOON, "in_carton", "Inside", 2, ())

    async def held(self, brand: str, outlet_id: int) -> tuple[HeldView, ...]:
        own(brand, outlet_id, 4)
        return (HeldView(3, "Inside", "in_carton", 2, NOON),)

    async def unregistered(self, brand: str) -> tuple[UnregisteredView, ...]:
        return (UnregisteredView(3, "Cartons", 9, 4, NOON),) if brand == BRAND else ()


@dataclass
class ApiDiversion:
    """One alarm, number 81."""

    changes: list[Any] = field(default_factory=list)

    async def alarms(self, brand: str) -> tuple[AlarmView, ...]:
        alarm = AlarmView(81, CARTON, PALLET, "D1", "CN-GD", ("CN-HN",), 3, 24, NOON, NOON, NOON, None, None)
        return (alarm,) if brand == BRAND else ()

    async def observations(self, brand: str) -> tuple[ObservationView, ...]:
        seen = ObservationView(CARTON, "June", 5, "CN-GD", "CN-HN", NOON)
        return (seen,) if brand == BRAND else ()

    async def close(self, brand: str, alarm_id: int, by: str) -> None:
        own(brand, alarm_id, 81)
        self.changes.append(("closed", alarm_id))


@dataclass
class ApiService:
    """One case, number 91."""

    changes: list[Any] = field(default_factory=list)
    view: ClassVar = CaseView(
        91, 1, "After sales", "09521000100015", Label("Sports drink", "运动饮料"), 5, "CODE0000000005", "withdrawn", "",
        "open", NOON, None, None, None,
    )  # fmt: skip

    async def open(self, code: str, who: ConsumerKey, told: str, brand: str) -> CaseView:
        if brand != BRAND:
            raise NotFound
        self.changes.append(("case", code, who.value, told))
        return self.view

    async def cases(self, brand: str) -> tuple[CaseView, ...]:
        return (self.view,) if brand == BRAND else ()

    async def compensate(
        self, brand: str, case_id: int, by: str, *, campaign_id: int | None = None
    ) -> EventAnswer | Refusal:
        own(brand, case_id, 91)
        self.changes.append(("compensated", case_id, campaign_id))
        claim = ClaimAnswer(42, NOON, Label("Service desk", "售后服务"), "f" * 64, ())
        return EventAnswer("service", "91", NOON, (CampaignAnswer(5, claim),))

    async def close(self, brand: str, case_id: int, by: str) -> None:
        own(brand, case_id, 91)
        self.changes.append(("case closed", case_id))


@dataclass
class ApiDealers:
    """One dealer, and new ones."""

    changes: list[Any] = field(default_factory=list)

    async def all(self, brand: str) -> tuple[DealerView, ...]:
        return (DealerView(6, "D1", Label("Pearl River", "珠江商贸")),) if brand == BRAND else ()

    async def add(self, brand: str, code: str, name: Label) -> DealerView:
        if code == "D1":
            raise Invalid("code", Label("This code is taken.", "此代码已被使用。"))
        self.changes.append(("dealer", brand, code))
        return DealerView(7, code, name)

    async def day(self, brand: str, dealer_id: int, day: date) -> DealerDay:
        own(brand, dealer_id, 6)
        dealer, money = (await self.all(brand))[0], Money(10, "CNY")
        line = TradeLine(NOON, "dealer", 6, None, 21, 32, Label("Red packet", "红包"), money)
        return DealerDay(dealer, day, (line,), money)
