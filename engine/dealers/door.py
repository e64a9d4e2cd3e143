"""Dealers: those to whom packs are shipped, and what they have earned by them."""

from __future__ import annotations

import re
from datetime import date

from dsl.values import Label
from engine.clock import to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.outcomes import DealerView
from engine.outlets.day import DealerDay, dealer_day, hours_of
from engine.storage.dealer_store import DealerStore
from engine.storage.member_store import MemberStore

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}")


class DealerDoor:
    """Dealers of a brand."""

    def __init__(self, core: Core, store: DealerStore, members: MemberStore) -> None:
        self._core = core
        self._store = store
        self._members = members

    async def all(self, brand: str) -> tuple[DealerView, ...]:
        """A brand's dealers by code."""
        rows = await self._store.dealers(brand)
        return tuple(DealerView(row.id, row.code, Label(row.name_en, row.name_zh)) for row in rows)

    async def add(self, brand: str, code: str, name: Label) -> DealerView:
        """Put a dealer on record, under the code by which range changes call it. Raises `Invalid`.

        Claims from now on know it, also of packs that were shipped to it before.
        """
        await self._core.brand(brand)
        if not _CODE.fullmatch(code):
            raise Invalid(
                "code",
                Label(
                    "use up to 64 letters, digits, dots, slashes, underscores and hyphens, a letter or digit first",
                    "请使用字母、数字、点、斜杠、下划线或连字符，最多 64 个，以字母或数字开头",
                ),
            )
        made = await self._store.add(brand, code, name.en, name.zh, to_micros(self._core.clock.now()))
        if made is None:
            raise Invalid("code", Label(f"the dealer `{code}` exists already", f"经销商“{code}”已存在"))
        return DealerView(made, code, name)

    async def day(self, brand: str, dealer_id: int, day: date) -> DealerDay:
        """A dealer's books of a calendar day in the brand's zone. Raises `NotFound`, `Invalid`."""
        dealer = next((one for one in await self.all(brand) if one.id == dealer_id), None)
        if dealer is None:
            raise NotFound(f"there is no dealer {dealer_id}")
        state = await self._core.brand(brand)
        since, until = hours_of(day, state.zone)
        grants = await self._members.grants_to_dealer(brand, dealer_id, to_micros(since), to_micros(until))
        return dealer_day(dealer, day, grants, since, until, state.currency)
