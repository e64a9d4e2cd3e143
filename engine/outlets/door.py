"""Outlets, clerks and owners: signing in at the till, and what they have earned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dsl.values import Label
from dsl.zones import local_date, start_of_day
from engine.accounts import secrets
from engine.accounts.attempts import Attempts
from engine.accounts.door import SLOW_DOWN
from engine.clock import from_micros, to_micros
from engine.codes.bulk_changes import BulkRefused
from engine.core import Core
from engine.coupons.redeem import to_pay
from engine.errors import Busy, Invalid, NotFound
from engine.grants.sums import total
from engine.grants.views import coupon_view, grant_views
from engine.members.identity import ConsumerKey
from engine.outcomes import ClerkIdentity, ClerkStatement, OutletView, RedemptionAnswer
from engine.outlets.books import MonthBooks, first_of_next, month_books
from engine.outlets.day import OutletDay, hours_of, in_order, outlet_day, outlet_view
from engine.outlets.grades_door import GradeDoor
from engine.outlets.outlet_file import CODE, NewOutlet, read_outlets
from engine.outlets.staff import AccountFor
from engine.records import Redemption
from engine.storage.member_store import MemberStore
from engine.storage.outlet_store import OutletStore

WRONG: Final = Label("Outlet, number or PIN is not right.", "门店编号、工号或密码不正确。")
_STATEMENT_LINES: Final = 100


@dataclass(frozen=True, slots=True)
class StaffView:
    """Somebody who works at an outlet since `since`, or did until `left`; `known`: the account under which they shop is."""

    number: str
    name: str
    role: str
    since: datetime
    left: datetime | None
    known: bool


class OutletDoor:
    """Outlets of a brand."""

    def __init__(self, core: Core, store: OutletStore, members: MemberStore, grades: GradeDoor) -> None:
        self._core = core
        self._grades = grades
        self._store = store
        self._members = members
        self._attempts = Attempts()

    async def all(self, brand: str) -> tuple[OutletView, ...]:
        """A brand's outlets by code."""
        return tuple(outlet_view(row) for row in await self._store.outlets(brand))

    async def one(self, brand: str, outlet_id: int) -> OutletView:
        """An outlet. Raises `NotFound`."""
        found = await self._store.outlet(outlet_id)
        if found is None or found.brand != brand:
            raise NotFound(f"there is no outlet {outlet_id}")
        return outlet_view(found)

    async def add_outlet(
        self,
        brand: str,
        code: str,
        name: Label,
        region: str,
        *,
        online: bool = False,
        position: tuple[int, int] | None = None,
        dealer: str | None = None,
    ) -> OutletView:
        """Make an outlet; `online` is a shop on the net; `position` is latitude and longitude in millionths of a degree,
        `dealer` the code of who supplies it. Raises `Invalid`."""
        state = await self._core.brand(brand)
        if not CODE.fullmatch(code):
            raise Invalid(
                "code",
                Label(
                    "use up to 32 capitals, digits and hyphens", "请使用大写字母、数字或连字符，最多 32 个"
                ),
            )
        taken = Invalid("code", Label(f"the outlet `{code}` exists already", f"门店“{code}”已存在"))
        if await self._store.outlet_by_code(brand, code):
            raise taken
        if dealer and dealer not in state.dealers:
            raise Invalid("dealer", Label(f"there is no dealer `{dealer}`", f"没有编号为“{dealer}”的经销商"))
        new = NewOutlet(code, name, region, online, position, dealer or None)
        if not await self._store.add_outlets(brand, [new], to_micros(self._core.clock.now())):
            raise taken
        await self._grades.look_after(brand)
        row = await self._store.outlet_by_code(brand, code)
        assert row is not None
        return outlet_view(row)

    async def bring_in(self, brand: str, table: str) -> int | BulkRefused:
        """Put the outlets of a table on record, all of them or none: how many, or what is to be mended in which line."""
        state = await self._core.brand(brand)
        for _ in range(2):  # a code that somebody else has just taken is told with its line
            known = {row.code for row in await self._store.outlets(brand)}
            found = read_outlets(table, known, state.dealers)
            if isinstance(found, BulkRefused):
                return found
            if await self._store.add_outlets(brand, found, to_micros(self._core.clock.now())):
                await self._grades.look_after(brand)
                return len(found)
        raise Busy

    async def staff(self, brand: str, outlet_id: int) -> tuple[StaffView, ...]:
        """Everybody who works or has worked at an outlet. Raises `NotFound`."""
        await self.one(brand, outlet_id)
        return tuple(
            StaffView(
                row.number, row.name, row.role, from_micros(row.created_us),
                None if row.closed_us is None else from_micros(row.closed_us), row.consumer_id is not None,
            )
            for row in await self._store.staff(brand, outlet_id)
        )  # fmt: skip

    async def owners(self, brand: str) -> Mapping[int, str]:
        """The owners' names by their outlets' ids."""
        return {row.outlet_id: row.name for row in await self._store.owners(brand)}

    async def add_clerk(self, brand: str, outlet_id: int, number: str, name: str, role: str, pin: str) -> int:
        """Put a clerk or owner on record. Raises `Invalid`, `NotFound`."""
        outlet = await self._store.outlet(outlet_id)
        if outlet is None or outlet.brand != brand:
            raise NotFound(f"there is no outlet {outlet_id}")
        if role not in {"clerk", "owner"}:
            raise Invalid("role", Label("use clerk or owner", "请使用 clerk 或 owner"))
        if not (pin.isdigit() and secrets.PIN_MIN <= len(pin) <= 12):
            raise Invalid(
                "pin", Label(f"use {secrets.PIN_MIN} to 12 digits", f"请使用 {secrets.PIN_MIN} 至 12 位数字")
            )
        if not (number.isalnum() and len(number) <= 16):
            raise Invalid("number", Label("use up to 16 letters and digits", "请使用字母或数字，最多 16 个"))
        if await self._store.clerk_by_number(brand, outlet_id, number):
            raise Invalid("number", Label("this number is in use at the outlet", "本店已有这个工号"))
        now_us = to_micros(self._core.clock.now())
        return await self._store.add_clerk(
            brand, outlet_id, number, name, role, await secrets.hash_secret(pin), now_us
        )

    async def know_as(self, brand: str, outlet_id: int, number: str, who: ConsumerKey) -> None:
        """Note under which account a clerk or owner shops. Raises `NotFound`."""
        clerk = await self._clerk_of(brand, outlet_id, number)
        account = await self._core.settle(AccountFor(self._core.who(brand, who), self._core.clock.now()))
        await self._store.know_as(clerk, account)

    async def leave(self, brand: str, outlet_id: int, number: str) -> None:
        """A clerk or owner leaves from now on: signs in no more, and their code is closed. Raises `NotFound`.

        Who scanned the code before is still served by them, as long as it counts.
        """
        clerk = await self._clerk_of(brand, outlet_id, number)
        await self._store.close_clerk(clerk, to_micros(self._core.clock.now()))

    async def _clerk_of(self, brand: str, outlet_id: int, number: str) -> int:
        row = await self._store.clerk_by_number(brand, outlet_id, number)
        if row is None:
            raise NotFound(f"nobody has the number {number} at outlet {outlet_id}")
        return int(row.id)

    async def sign_in(
        self, outlet_code: str, clerk_number: str, pin: str, *, address: str
    ) -> ClerkIdentity | Label:
        """The clerk, or constant words why not."""
        code, number = outlet_code.strip().upper(), clerk_number.strip()
        name = f"{code}|{number}"
        if not self._attempts.begin(name, address, self._core.clock.now()):
            return SLOW_DOWN
        found = [
            await self._store.clerk_by_number(outlet.brand, outlet.id, number)
            for outlet in await self._store.outlets_by_code(code)
        ]
        right = None
        # Nobody by that number takes as long to refuse as somebody.
        for clerk in found if any(found) else (None,):
            if right is None and await secrets.checked(clerk.pin_hash if clerk else None, pin):
                right = clerk
        if right is None:
            return WRONG
        self._attempts.succeeded(name, address)
        identity = await self.clerk(right.id)
        return identity or WRONG

    async def clerk(self, clerk_id: int) -> ClerkIdentity | None:
        """A clerk who still works there."""
        row = await self._store.clerk(clerk_id)
        outlet = await self._store.outlet(row.outlet_id) if row else None
        if row is None or outlet is None:
            return None
        brand = await self._core.brand(row.brand)
        return ClerkIdentity(
            row.id, row.brand, brand.name, row.name, row.role, outlet.id, outlet.code,
            Label(outlet.name_en, outlet.name_zh),
        )  # fmt: skip

    async def clerk_by_number(self, brand: str, outlet_code: str, clerk_number: str) -> ClerkIdentity | None:
        """A clerk as the brand's own systems name them."""
        outlet = next((o for o in await self._store.outlets(brand) if o.code == outlet_code), None)
        row = await self._store.clerk_by_number(brand, outlet.id, clerk_number) if outlet else None
        return await self.clerk(row.id) if row else None

    async def statement(self, clerk: ClerkIdentity) -> ClerkStatement:
        """What the clerk has earned, newest first, and the outlet's redemptions of the day."""
        now = self._core.clock.now()
        grants = await self._members.grants(clerk.brand, ("clerk", "owner"), clerk.id, _STATEMENT_LINES)
        if clerk.role == "owner":
            grants += await self._members.grants(clerk.brand, ("store",), clerk.outlet_id, _STATEMENT_LINES)
        views = tuple(reversed(grant_views(grants, {}, now)))
        zone = (await self._core.brand(clerk.brand)).zone
        since = to_micros(start_of_day(local_date(now, zone), zone))
        redemptions = await self._members.redemptions_at(clerk.brand, clerk.outlet_id, since)
        own = [view for view in views if view.recipient_kind != "store"]
        return ClerkStatement(
            clerk,
            total(view.amount for view in own if view.state == "owed"),
            total(view.amount for view in own if view.state == "paid"),
            views,
            tuple([await self._redemption(redemption) for redemption in redemptions]),
        )

    async def day(self, brand: str, outlet_id: int, day: date) -> OutletDay:
        """An outlet's books of a calendar day in the brand's zone. Raises `NotFound`, `Invalid`."""
        outlet = await self._store.outlet(outlet_id)
        if outlet is None or outlet.brand != brand:
            raise NotFound(f"there is no outlet {outlet_id}")
        state = await self._core.brand(brand)
        since, until = hours_of(day, state.zone)
        grants = await self._members.grants_at(brand, outlet_id, to_micros(since), to_micros(until))
        return outlet_day(outlet_view(outlet), day, grants, since, until, state.currency)

    async def books(self, clerk: ClerkIdentity, month: date | None = None) -> MonthBooks:
        """A calendar month of the outlet, by default the running one, as far as this clerk or owner may see it. Raises `Invalid`."""
        state = await self._core.brand(clerk.brand)
        running = local_date(self._core.clock.now(), state.zone).replace(day=1)
        first = (month or running).replace(day=1)
        since, until = (start_of_day(day, state.zone) for day in (first, first_of_next(first)))
        grants = await self._members.grants_at(
            clerk.brand, clerk.outlet_id, to_micros(since), to_micros(until)
        )
        lines = in_order(grants, since, until)
        return month_books(clerk, first, lines, state.zone, state.currency, running=first == running)

    async def _redemption(self, redemption: Redemption) -> RedemptionAnswer:
        now = self._core.clock.now()
        coupon = (await self._members.coupons_by_id([redemption.coupon_id]))[redemption.coupon_id]
        grants = await self._members.grants_of(redemption.id)
        return RedemptionAnswer(
            redemption.id,
            redemption.request_id,
            from_micros(redemption.at_us),
            coupon_view(coupon, now),
            to_pay(redemption, coupon),
            grant_views(grants, {}, now),
            "done" if redemption.state == "done" else "cancelled",
            None if redemption.cancelled_us is None else from_micros(redemption.cancelled_us),
        )
