"""Outlets, clerks and owners."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from tortoise.exceptions import IntegrityError

from engine.ids import new_id
from engine.outlets.identity import ONLINE
from engine.outlets.outlet_file import NewOutlet
from engine.storage.database import UNSTORABLE, Database
from engine.storage.models import ClerkRow, OutletRow


class OutletStore:
    """Plain reads and writes of outlets and the people in them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_outlets(self, brand: str, outlets: Sequence[NewOutlet], now_us: int) -> bool:
        """Insert outlets, all of them or, where a code is taken by now, none."""
        with self._database.orm():
            rows = [
                OutletRow(
                    id=new_id(),
                    brand=brand,
                    code=one.code,
                    name_en=one.name.en,
                    name_zh=one.name.zh,
                    region=one.region,
                    created_us=now_us,
                    sells=ONLINE if one.online else None,
                    latitude_e6=one.position[0] if one.position else None,
                    longitude_e6=one.position[1] if one.position else None,
                    dealer=one.dealer,
                )
                for one in outlets
            ]
            try:
                await OutletRow.bulk_create(rows)
            except IntegrityError:
                return False
        return True

    async def outlet_by_code(self, brand: str, code: str) -> OutletRow | None:
        """An outlet of a brand by its code."""
        with suppress(*UNSTORABLE), self._database.orm():
            return await OutletRow.get_or_none(brand=brand, code=code)
        return None

    async def staff(self, brand: str, outlet_id: int) -> Sequence[ClerkRow]:
        """Everybody who works or has worked at an outlet, by number."""
        with self._database.orm():
            return await ClerkRow.filter(brand=brand, outlet_id=outlet_id).order_by("number", "id")

    async def owners(self, brand: str) -> Sequence[ClerkRow]:
        """The owners of a brand's outlets."""
        with self._database.orm():
            return await ClerkRow.filter(brand=brand, role="owner", closed_us__isnull=True)

    async def outlets(self, brand: str) -> Sequence[OutletRow]:
        """A brand's outlets by code."""
        with self._database.orm():
            return await OutletRow.filter(brand=brand).order_by("code")

    async def outlet(self, outlet_id: int) -> OutletRow | None:
        """An outlet by id."""
        with self._database.orm():
            return await OutletRow.get_or_none(id=outlet_id)

    async def outlets_by_code(self, code: str) -> Sequence[OutletRow]:
        """Outlets of any brand with this code: clerks sign in with it."""
        with suppress(*UNSTORABLE), self._database.orm():
            return await OutletRow.filter(code=code).limit(8)
        return ()

    async def add_clerk(
        self, brand: str, outlet_id: int, number: str, name: str, role: str, pin_hash: str, now_us: int
    ) -> int:
        """Insert a clerk or owner; the id."""
        with self._database.orm():
            row = await ClerkRow.create(
                id=new_id(), brand=brand, outlet_id=outlet_id, number=number, name=name, role=role,
                pin_hash=pin_hash, created_us=now_us,
            )  # fmt: skip
            return int(row.id)

    async def clerk(self, clerk_id: int) -> ClerkRow | None:
        """A clerk who still works there."""
        with suppress(*UNSTORABLE), self._database.orm():
            return await ClerkRow.get_or_none(id=clerk_id, closed_us__isnull=True)
        return None

    async def clerks(self, brand: str) -> Sequence[ClerkRow]:
        """Everybody who works or has worked at a brand's outlets."""
        with self._database.orm():
            return await ClerkRow.filter(brand=brand)

    async def clerk_by_number(self, brand: str, outlet_id: int, number: str) -> ClerkRow | None:
        """A clerk by number within an outlet."""
        with suppress(*UNSTORABLE), self._database.orm():
            return await ClerkRow.get_or_none(
                brand=brand, outlet_id=outlet_id, number=number, closed_us__isnull=True
            )
        return None

    async def know_as(self, clerk_id: int, consumer_id: int) -> None:
        """Note a clerk's own account."""
        with self._database.orm():
            await ClerkRow.filter(id=clerk_id).update(consumer_id=consumer_id)

    async def close_clerk(self, clerk_id: int, at_us: int) -> None:
        """Note that a clerk leaves."""
        with self._database.orm():
            await ClerkRow.filter(id=clerk_id, closed_us__isnull=True).update(closed_us=at_us)

    async def owner_of(self, outlet_id: int) -> int | None:
        """The owner on record, by id."""
        with self._database.orm():
            row = await ClerkRow.filter(outlet_id=outlet_id, role="owner", closed_us__isnull=True).first()
            return None if row is None else int(row.id)
