"""The people who work for a brand: inviting them, what they may do, shutting them out, and what was done to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dsl.values import Label
from engine.accounts import secrets, totp
from engine.accounts.door import ROLES, AccountDoor, SecondStep
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.outcomes import StudioUser
from engine.storage.models import StudioUserRow
from engine.storage.people_store import PeopleStore

#: How long an invitation can be taken up.
INVITED_FOR: Final = timedelta(days=7)
_NAME_MAX: Final = 80
_INVITED: Final = "invite"
_NAME: Final = Label(f"write a name of up to {_NAME_MAX} characters", f"请填写姓名，最多 {_NAME_MAX} 个字")
_ROLE: Final = Label(f"use one of {', '.join(sorted(ROLES))}", f"请使用 {'、'.join(sorted(ROLES))}")
_PASSWORD: Final = Label(
    f"use at least {secrets.PASSWORD_MIN} characters", f"至少 {secrets.PASSWORD_MIN} 个字符"
)
_LAST: Final = Label(
    "somebody must remain who may look after people: make another one an admin first",
    "至少要保留一位管理员，请先把别人设为管理员",
)
_NUMBER: Final = Label("this is not the number that the app shows now", "验证码与身份验证器当前显示的不符")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works for the brand. `sessions` are open now; `invited`: has not chosen a password yet."""

    id: int
    email: str
    name: str
    role: str
    since: datetime
    closed: datetime | None
    invited: bool
    two_steps: bool
    sessions: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A device on which somebody is signed in; `key` names it without opening it."""

    key: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done to people, by whom, with what it was before and after."""

    id: int
    at: datetime
    by: str
    kind: str
    about: str
    before: str
    after: str


class PeopleDoor:
    """Who works for a brand."""

    def __init__(self, core: Core, store: PeopleStore, accounts: AccountDoor) -> None:
        self._core = core
        self._store = store
        self._accounts = accounts

    async def all(self, brand: str) -> tuple[Colleague, ...]:
        """Everybody, in the order in which they came."""
        now_us = to_micros(self._core.clock.now())
        open_now = await self._store.open_sessions(brand, "studio", now_us)
        return tuple(
            Colleague(
                row.id, row.email, row.name, row.role, from_micros(row.created_us),
                from_micros(row.closed_us) if row.closed_us else None,
                row.password_hash == "" and row.outside is None, row.totp is not None, open_now.get(row.id, 0),
            )
            for row in await self._store.users(brand)
        )  # fmt: skip

    async def invite(self, by: StudioUser, email: str, name: str, role: str) -> str:
        """An account without a password, and the token of the link with which its person chooses one. Raises `Invalid`."""
        if not 1 <= len(name.strip()) <= _NAME_MAX:
            raise Invalid("name", _NAME)
        user_id = await self._accounts.add_user(by.brand, email, name.strip(), role, None)
        await self._note(by, "invited", email.lower(), "", role)
        return await self._link(user_id)

    async def invite_again(self, by: StudioUser, user_id: int) -> str:
        """A new link for somebody who has forgotten the password or the first link; the old one is dead. Raises `NotFound`."""
        row = await self._row(by.brand, user_id)
        await self._store.close_sessions(user_id, _INVITED)
        await self._note(by, "invited_again", row.email, "", "")
        return await self._link(user_id)

    async def accept(self, token: str, password: str) -> StudioUser | SecondStep:
        """The invited person's password: the link is used up, and all devices are signed out. Raises `Invalid`, `NotFound`.

        `SecondStep`: a new link stands for a forgotten password, never for the number of the person's app.
        """
        user_id = await self.invited(token)
        if not secrets.PASSWORD_MIN <= len(password) <= secrets.PASSWORD_MAX:
            raise Invalid("password", _PASSWORD)
        hashed = await secrets.hash_secret(password)
        if not await self._store.use_session(secrets.token_hash(token), _INVITED):
            raise NotFound("this invitation was used a moment ago")
        await self._store.set_password(user_id, hashed)
        await self._store.close_sessions(user_id, _INVITED)
        await self._store.close_sessions(user_id, "studio")
        user = await self._accounts.user(user_id)
        if user is None:
            raise NotFound("this account is closed")
        row = await self._row(user.brand, user_id)
        return user if row.totp is None else SecondStep(wrong=False)

    async def invited(self, token: str) -> int:
        """Whose link a token is. Raises `NotFound` for one that is used up or too old."""
        now_us = to_micros(self._core.clock.now())
        user_id = await self._store.session(secrets.token_hash(token), _INVITED, now_us)
        if user_id is None:
            raise NotFound("this invitation is used up or too old")
        return user_id

    async def set_role(self, by: StudioUser, user_id: int, role: str) -> None:
        """What somebody may do from now on. Raises `Invalid`, `NotFound`."""
        if role not in ROLES:
            raise Invalid("role", _ROLE)
        row = await self._row(by.brand, user_id)
        if row.role == "admin" and role != "admin":
            await self._let_go(row, role, row.closed_us)
        else:
            await self._store.set_role(user_id, role)
        await self._note(by, "role", row.email, row.role, role)

    async def close(self, by: StudioUser, user_id: int) -> None:
        """Shut somebody out, at once and on every device; what they did stays theirs. Raises `Invalid`, `NotFound`."""
        row = await self._row(by.brand, user_id)
        now_us = to_micros(self._core.clock.now())
        if row.role == "admin":
            await self._let_go(row, row.role, now_us)
        else:
            await self._store.set_closed(user_id, now_us)
        for kind in ("studio", _INVITED):
            await self._store.close_sessions(user_id, kind)
        await self._note(by, "closed", row.email, "", "")

    async def open_again(self, by: StudioUser, user_id: int) -> None:
        """Let somebody in again. Raises `NotFound`."""
        row = await self._row(by.brand, user_id)
        await self._store.set_closed(user_id, None)
        await self._note(by, "opened", row.email, "", "")

    async def sessions(self, user: StudioUser) -> tuple[OpenSession, ...]:
        """The devices on which this person is signed in, the newest first."""
        rows = await self._store.sessions_of(user.id, "studio", to_micros(self._core.clock.now()))
        return tuple(
            OpenSession(row.token_hash[:16], from_micros(row.created_us), from_micros(row.expires_us))
            for row in rows
        )

    async def sign_out(self, user: StudioUser, key: str) -> None:
        """Close one of this person's sessions, or all where `key` is empty."""
        await self._store.close_sessions(user.id, "studio", key)

    async def begin_two_steps(self, user: StudioUser) -> tuple[str, str]:
        """A new secret, and the address for the app's QR code. Nothing is asked for until `confirm_two_steps`."""
        secret = totp.new_secret()
        return secret, totp.address(secret, "Bottlecap", user.email)

    async def confirm_two_steps(self, user: StudioUser, secret: str, typed: str) -> None:
        """Ask for a number at every sign-in from now on, once one has been typed rightly. Raises `Invalid`."""
        try:
            step = totp.matching_step(secret, typed, self._core.clock.now(), None)
        except ValueError:
            step = None
        if step is None:
            raise Invalid("number", _NUMBER)
        await self._store.set_totp(user.id, secret, step)
        await self._note(user, "two_steps", user.email, "off", "on")

    async def end_two_steps(self, by: StudioUser, user_id: int) -> None:
        """Ask this person for no number any more, as when the phone is lost. Raises `NotFound`."""
        row = await self._row(by.brand, user_id)
        await self._store.set_totp(user_id, None, None)
        await self._note(by, "two_steps", row.email, "on", "off")

    async def acts(self, brand: str, before: int | None = None, limit: int = 50) -> tuple[Act, ...]:
        """What was done, the newest first, with ids below `before`."""
        rows = await self._store.acts(brand, before, max(1, min(limit, 200)))
        return tuple(
            Act(row.id, from_micros(row.at_us), row.user_name, row.kind, row.about, row.before, row.after)
            for row in rows
        )

    async def _row(self, brand: str, user_id: int) -> StudioUserRow:
        row = await self._store.user(user_id)
        if row is None or row.brand != brand:
            raise NotFound(f"there is no such person: {user_id}")
        return row

    async def _let_go(self, admin: StudioUserRow, role: str, closed_us: int | None) -> None:
        """Raises `Invalid` where nobody would remain who may look after people."""
        if not await self._store.let_admin_go(admin.brand, admin.id, role, closed_us):
            raise Invalid("role", _LAST)

    async def _link(self, user_id: int) -> str:
        token, now = secrets.new_token(), self._core.clock.now()
        await self._store.add_session(
            secrets.token_hash(token), _INVITED, user_id, to_micros(now), to_micros(now + INVITED_FOR)
        )
        return token

    async def _note(self, by: StudioUser, kind: str, about: str, before: str, after: str) -> None:
        now_us = to_micros(self._core.clock.now())
        await self._store.add_act(by.brand, by.id, by.name, kind, about, before, after, now_us)
