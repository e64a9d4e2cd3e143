"""A person as a whole: who it is as far as may be seen, what it holds, and how often it came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from dsl.values import Label, Money
from dsl.zones import local_date, start_of_day
from engine.clock import from_micros, to_micros
from engine.consumers.finding import name_of
from engine.consumers.views import Agreed, Counted, Known, Profile, Visited
from engine.core import Core
from engine.errors import NotFound
from engine.members.attributes import purposes_of, tags_of
from engine.members.door import MemberDoor
from engine.outcomes import CouponView
from engine.records import Consumer
from engine.storage.consumer_store import ConsumerStore
from engine.storage.member_store import MemberStore

#: Coupons still good are shown by their end: whoever has the whole code has the money.
_TAIL: Final = 4


class Profiler:
    """Reads people."""

    def __init__(self, core: Core, store: ConsumerStore, rows: MemberStore, members: MemberDoor) -> None:
        self._core = core
        self._store = store
        self._rows = rows
        self._members = members

    async def person(self, brand: str, account: int) -> Consumer:
        """The person behind an account of the brand. Raises `NotFound`."""
        own = await self._store.account(brand, account)
        person = await self._store.account(brand, own.person_id) if own else None
        if person is None:
            raise NotFound(f"there is no person {account}")
        return person

    async def accounts(self, person: Consumer) -> list[int]:
        """All accounts of a person, oldest first."""
        return [one.id for one in await self._rows.accounts_of(person.id)]

    async def profile(self, brand: str, account: int, *, full: bool) -> Profile:
        """The person behind an account. Raises `NotFound`."""
        person = await self.person(brand, account)
        own = await self.accounts(person)
        held = await self._members.held_by(brand, person)
        keys = await self._store.identities(own)
        money = tuple(
            (str(row["state"]), Money(int(row["minor"]), row["currency"]))
            for row in await self._store.money(brand, own)
        )
        return Profile(
            person=person.id,
            name=held.member_code if full else name_of(person),
            since=from_micros(person.created_us),
            held=None if person.held_us is None else from_micros(person.held_us),
            deleted=None if person.deleted_us is None else from_micros(person.deleted_us),
            full=full,
            accounts=len(own),
            known=tuple(Known(one.kind, from_micros(one.created_us), one.consumer_id) for one in keys),
            agreed=await self._agreed(person, own),
            birthday=person.birthday if full else None,
            tags=tags_of(person) if full else (),
            tier=person.tier,
            membership=held.membership,
            points=held.points,
            money=money,
            debt=held.debt,
            coupons=tuple(_masked(one) for one in held.coupons),
            scans=await self._counted(brand, "claim", own),
            refused=await self._counted(brand, "refusal", own),
            redeemed=await self._counted(brand, "redemption", own),
            friends=await self._store.brought(brand, own),
            visited=tuple(
                Visited(
                    row["code"],
                    Label(row["name_en"], row["name_zh"]),
                    int(row["times"]),
                    from_micros(row["last_us"]),
                )
                for row in await self._store.visited(brand, own)
            ),
            reviews=sum(one.state == "waiting" for one in await self._store.reviews(brand, own)),
        )

    async def _agreed(self, person: Consumer, own: Sequence[int]) -> tuple[Agreed, ...]:
        """The last word on each purpose that was ever asked for."""
        last: dict[str, Agreed] = {}
        for row in await self._store.consents(own):
            last.setdefault(
                row["purpose"], Agreed(row["purpose"], bool(row["given"]), from_micros(row["at_us"]))
            )
        given = set(purposes_of(person))
        return tuple(one for name, one in sorted(last.items()) if one.given == (name in given))

    async def _counted(self, brand: str, table: str, own: Sequence[int]) -> Counted:
        zone = (await self._core.brand(brand)).zone
        today = local_date(self._core.clock.now(), zone)
        starts = [to_micros(start_of_day(today - timedelta(days=days), zone)) for days in (0, 6, 29)]
        return Counted(*await self._store.counted(brand, table, own, starts))


def _masked(coupon: CouponView) -> CouponView:
    return replace(coupon, code=f"…{coupon.code[-_TAIL:]}")
