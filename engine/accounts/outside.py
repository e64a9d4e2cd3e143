"""Signing in by way of another service that knows the person: an OpenID Connect provider of the company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dsl.values import Label
from engine.accounts import secrets, totp
from engine.accounts.attempts import Attempts
from engine.accounts.door import SLOW_DOWN, AccountDoor
from engine.clock import to_micros
from engine.core import Core
from engine.outcomes import StudioUser
from engine.storage.models import StudioUserRow
from engine.storage.people_store import PeopleStore

#: How long somebody may look for the phone that shows the number.
_NUMBER_FOR: Final = timedelta(minutes=5)
_HALFWAY: Final = "halfway"
_SUBJECT_MAX: Final = 255

NOBODY: Final = Label(
    "Nobody here signs in with this account. Ask one of your admins for an invitation to its address.",
    "这里没有与此账号对应的用户。请联系管理员邀请这个账号的邮箱。",
)
UNPROVED: Final = Label(
    "The other service has not confirmed the address of this account. Confirm it there first.",
    "对方服务尚未验证此账号的邮箱，请先在那里完成验证。",
)
TOO_LATE: Final = Label("That took too long. Please sign in again.", "操作超时，请重新登录。")
WRONG_NUMBER: Final = Label(
    "This is not the number that the app shows now.", "验证码与身份验证器当前显示的不符。"
)


@dataclass(frozen=True, slots=True)
class Halfway:
    """The other service knows the person, and the number of the person's app is still wanted.

    `token` stands for what is proved already, for five minutes; `refusal` says why a number did not do.
    """

    token: str
    refusal: Label | None = None


class OutsideDoor:
    """Who comes from the other service. It says who somebody is; who may come in is still said here, by invitation."""

    def __init__(self, core: Core, store: PeopleStore, accounts: AccountDoor) -> None:
        self._core = core
        self._store = store
        self._accounts = accounts
        self._attempts = Attempts()

    async def recognise(
        self, issuer: str, subject: str, email: str, *, verified: bool
    ) -> StudioUser | Halfway | Label:
        """The user whom the service means, or words why there is none.

        The first time, a `verified` address finds the invited or existing user and ties the service's `subject` to it; from
        then on the subject alone counts, whatever becomes of the address.
        """
        if not 1 <= len(subject) <= _SUBJECT_MAX:
            return NOBODY
        name = secrets.token_hash(f"{issuer} {subject}")
        row = await self._store.user_from_outside(name) or await self._tied(name, email, verified=verified)
        if isinstance(row, Label):
            return row
        if row.closed_us is not None:
            return NOBODY
        return await self._in(row) if row.totp is None else await self._halfway(row)

    async def finish(self, token: str, number: str, *, address: str) -> StudioUser | Halfway | Label:
        """Come in with the number of the app. Raises nothing; words where it is too late."""
        now = self._core.clock.now()
        user_id = await self._store.session(secrets.token_hash(token), _HALFWAY, to_micros(now))
        row = None if user_id is None else await self._store.user(user_id)
        if row is None or row.closed_us is not None:
            return TOO_LATE
        if not self._attempts.begin(row.email, address, now):
            return Halfway(token, SLOW_DOWN)
        step = None if row.totp is None else totp.matching_step(row.totp, number, now, row.totp_step)
        if row.totp is not None and (step is None or not await self._store.take_step(row.id, step)):
            return Halfway(token, WRONG_NUMBER)
        self._attempts.succeeded(row.email, address)
        await self._store.close_session(secrets.token_hash(token))
        return await self._in(row)

    async def _tied(self, name: str, email: str, *, verified: bool) -> StudioUserRow | Label:
        found = await self._store.user_by_email(email.strip().lower())
        if found is None or found.closed_us is not None:
            return NOBODY
        if not verified:
            return UNPROVED
        if not await self._store.tie(found.id, name):
            return NOBODY  # tied to another account of the service already
        now_us = to_micros(self._core.clock.now())
        await self._store.close_sessions(found.id, "invite")
        await self._store.add_act(found.brand, found.id, found.name, "outside", found.email, "", "", now_us)
        return found

    async def _in(self, row: StudioUserRow) -> StudioUser | Label:
        return await self._accounts.user(row.id) or NOBODY

    async def _halfway(self, row: StudioUserRow) -> Halfway:
        token, now = secrets.new_token(), self._core.clock.now()
        await self._store.add_session(
            secrets.token_hash(token), _HALFWAY, row.id, to_micros(now), to_micros(now + _NUMBER_FOR)
        )
        return Halfway(token)
