"""Prizes that travel in memory, for tests of the pages: one asks for an address, one is to be packed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from engine.api import Address, BulkRefused, ConsumerKey, Invalid, Label, LineFault, NotFound, ParcelView

HOME = Address("陈小明", "13800001234", "广东省广州市", "体育西路 1 号")


class ParcelsDouble:
    """Stands for `engine.parcels`."""

    def __init__(self, brand: str, now: datetime, *, won: bool = True) -> None:
        self._brand, self._won = brand, won
        trip = Label("A trip to Sanya", "三亚之旅")
        self.kept = {
            1: ParcelView(1, trip, "to_pack", now, None, HOME, "", ""),
            2: ParcelView(2, trip, "asked", now, now + timedelta(days=7), None, "", ""),
        }
        self.done: list[tuple[object, ...]] = []

    async def of_person(self, brand: str, who: ConsumerKey) -> tuple[ParcelView, ...]:
        return tuple(self.kept.values()) if self._won and brand == self._brand else ()

    async def give_address(
        self, brand: str, who: ConsumerKey, parcel_id: int, address: Address, *, agrees: bool
    ) -> ParcelView | Label:
        if not self._won or brand != self._brand or parcel_id not in self.kept:
            raise NotFound("there is no prize")
        for field, words in address.tidied().faults():
            raise Invalid(field, words)
        if not agrees:
            raise Invalid("agrees", Label("tick the box", "请勾选同意"))
        self.kept[parcel_id] = replace(self.kept[parcel_id], state="to_pack", address=address.tidied())
        return self.kept[parcel_id]

    async def all(
        self, brand: str, state: str, *, before: int | None = None, masked: bool = True
    ) -> tuple[ParcelView, ...]:
        found = [one for one in self.kept.values() if brand == self._brand and one.state == state]
        return tuple(
            replace(one, address=one.address.masked() if one.address and masked else one.address)
            for one in found
        )

    async def tally(self, brand: str) -> dict[str, int]:
        return {"to_pack": 1, "asked": 1} if brand == self._brand else {}

    async def move(
        self, brand: str, parcel_id: int, step: Any, by: str, *, carrier: str = "", number: str = ""
    ) -> ParcelView | Label:
        if brand != self._brand or parcel_id not in self.kept:
            raise NotFound("there is no prize")
        if step == "sent" and not (carrier and number):
            raise Invalid("carrier", Label("write up to 60 characters", "请填写，最多 60 个字"))
        self.done.append((parcel_id, step, carrier, number, by))
        return self.kept[parcel_id]

    async def read(self, brand: str, table: str, by: str) -> int | BulkRefused:
        if "9," in table:
            return BulkRefused((LineFault(2, Label("there is no prize 9", "没有编号为 9 的奖品")),), 1)
        self.done.append(("table", brand, by))
        return 1
