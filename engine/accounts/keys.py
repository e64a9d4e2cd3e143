"""Keys with which a brand's own systems use the HTTP API: who made them, and taking them back. And the second person's approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dsl.values import Label
from engine.accounts.door import AccountDoor
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.outcomes import StudioUser
from engine.storage.people_store import PeopleStore

_NAME_MAX: Final = 80
_NAME: Final = Label(f"write a name of up to {_NAME_MAX} characters", f"请填写名称，最多 {_NAME_MAX} 个字")
#: So many characters of a key's hash name it without opening anything.
_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it may be shown: `key` names it without being it. From `revoked` on it opens nothing."""

    key: str
    name: str
    since: datetime
    revoked: datetime | None


class KeyDoor:
    """How a brand's own systems get in, and whether one person alone may publish."""

    def __init__(self, core: Core, store: PeopleStore, accounts: AccountDoor) -> None:
        self._core = core
        self._store = store
        self._accounts = accounts

    async def all(self, brand: str) -> tuple[ApiKey, ...]:
        """Every key of a brand, the newest first."""
        return tuple(
            ApiKey(
                row.key_hash[:_SHORT], row.name, from_micros(row.created_us),
                from_micros(row.revoked_us) if row.revoked_us is not None else None,
            )
            for row in await self._store.api_keys(brand)
        )  # fmt: skip

    async def make(self, by: StudioUser, name: str) -> str:
        """A new key, told this once. Raises `Invalid`."""
        name = " ".join(name.split())
        if not 1 <= len(name) <= _NAME_MAX:
            raise Invalid("name", _NAME)
        key = await self._accounts.add_api_key(by.brand, name)
        await self._note(by, "key_made", name)
        return key

    async def revoke(self, by: StudioUser, key: str) -> None:
        """Let a key open nothing from now on. Raises `NotFound`."""
        found = next((one for one in await self.all(by.brand) if one.key == key), None)
        if found is None:
            raise NotFound("there is no such key")
        if found.revoked is None:
            await self._store.revoke_api_key(by.brand, key, to_micros(self._core.clock.now()))
            await self._note(by, "key_revoked", found.name)

    async def four_eyes(self, brand: str) -> bool:
        """Whether a campaign is published only by another person than its last author."""
        return await self._store.four_eyes(brand)

    async def set_four_eyes(self, by: StudioUser, *, wanted: bool) -> None:
        """Want that, or no more."""
        if wanted != await self.four_eyes(by.brand):
            await self._accounts.set_four_eyes(by.brand, wanted=wanted)
            await self._note(by, "four_eyes", "", "off" if wanted else "on", "on" if wanted else "off")

    async def _note(self, by: StudioUser, kind: str, about: str, before: str = "", after: str = "") -> None:
        now_us = to_micros(self._core.clock.now())
        await self._store.add_act(by.brand, by.id, by.name, kind, about, before, after, now_us)
