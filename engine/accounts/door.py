"""Brands, studio users, sessions and API keys."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dsl.values import CURRENCY_EXPONENTS, Label
from engine.accounts import secrets, totp
from engine.accounts.attempts import Attempts
from engine.campaigns.trade_settings import TradeSettings, wrong
from engine.clock import to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.outcomes import StudioUser
from engine.outlets.grades_door import GradeDoor
from engine.storage.account_store import AccountStore

_SLUG = re.compile(r"[a-z][a-z0-9-]{1,31}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
ROLES: Final = frozenset({"author", "approver", "analyst", "admin", "service", "plant", "partner"})

WRONG: Final = Label("The address or the password is not right.", "邮箱或密码不正确。")
SLOW_DOWN: Final = Label("Too many attempts. Please wait a moment.", "尝试次数过多，请稍后再试。")


@dataclass(frozen=True, slots=True)
class BrandView:
    """A brand."""

    slug: str
    name: Label
    zone: str
    currency: str


@dataclass(frozen=True, slots=True)
class SecondStep:
    """The password is right; the number that the person's app shows now is still wanted, or was `wrong`."""

    wrong: bool


class AccountDoor:
    """Who may act for a brand."""

    def __init__(self, core: Core, store: AccountStore, grades: GradeDoor) -> None:
        self._core = core
        self._grades = grades
        self._store = store
        self._attempts = Attempts()

    async def add_brand(self, slug: str, name: Label, zone: str, currency: str) -> BrandView:
        """Make a brand. Raises `Invalid`."""
        if not _SLUG.fullmatch(slug):
            raise Invalid(
                "slug",
                Label(
                    "use 2 to 32 lower-case letters, digits and hyphens",
                    "请使用 2 至 32 个小写字母、数字或连字符",
                ),
            )
        if currency not in CURRENCY_EXPONENTS:
            raise Invalid("currency", Label(f"use one of {', '.join(CURRENCY_EXPONENTS)}", "不支持这种货币"))
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise Invalid(
                "zone", Label("use a zone such as Asia/Shanghai", "请填写时区，例如 Asia/Shanghai")
            ) from None
        if await self._store.brand(slug):
            raise Invalid("slug", Label(f"the brand `{slug}` exists already", f"品牌“{slug}”已存在"))
        await self._store.add_brand(slug, name.en, name.zh, zone, currency, to_micros(self._core.clock.now()))
        return BrandView(slug, name, zone, currency)

    async def brand(self, slug: str) -> BrandView:
        """A brand. Raises `NotFound`."""
        row = await self._store.brand(slug)
        if row is None:
            raise NotFound(f"there is no brand `{slug}`")
        return BrandView(row.slug, Label(row.name_en, row.name_zh), row.zone, row.currency)

    async def brands(self) -> tuple[BrandView, ...]:
        """Every brand of the installation."""
        return tuple(
            BrandView(row.slug, Label(row.name_en, row.name_zh), row.zone, row.currency)
            for row in await self._store.brands()
        )

    async def set_four_eyes(self, slug: str, *, wanted: bool) -> None:
        """Whether a campaign is published only by another person than its last author. Raises `NotFound`."""
        await self.brand(slug)
        await self._store.set_four_eyes(slug, to_micros(self._core.clock.now()) if wanted else None)

    async def trade(self, slug: str) -> TradeSettings:
        """What a brand has settled with its trade. Raises `NotFound`."""
        return (await self._core.brand(slug)).trade

    async def set_trade(self, slug: str, wanted: TradeSettings) -> None:
        """Settle it otherwise, for all that happens from now on. Raises `NotFound`, and `Invalid` with the setting."""
        await self.brand(slug)
        fault = wrong(wanted)
        if fault:
            raise Invalid(*fault)
        await self._grades.write(slug, self._core.clock.now())  # a day that has begun keeps its grades
        await self._store.set_trade(slug, asdict(wanted))

    async def add_user(self, brand: str, email: str, name: str, role: str, password: str | None) -> int:
        """Make a studio user; one without a password cannot sign in before choosing one. Raises `Invalid`."""
        await self.brand(brand)
        if not _EMAIL.fullmatch(email):
            raise Invalid(
                "email", Label("write an address such as li@brand.cn", "请填写邮箱，例如 li@brand.cn")
            )
        if role not in ROLES:
            raise Invalid(
                "role", Label(f"use one of {', '.join(sorted(ROLES))}", f"请使用 {'、'.join(sorted(ROLES))}")
            )
        if password is not None and not secrets.PASSWORD_MIN <= len(password) <= secrets.PASSWORD_MAX:
            raise Invalid(
                "password",
                Label(
                    f"use at least {secrets.PASSWORD_MIN} characters", f"至少 {secrets.PASSWORD_MIN} 个字符"
                ),
            )
        now_us = to_micros(self._core.clock.now())
        hashed = "" if password is None else await secrets.hash_secret(password)
        made = await self._store.add_user(brand, email.lower(), name, role, hashed, now_us)
        if made is None:
            raise Invalid("email", Label("this address is in use", "这个邮箱已被使用"))
        return made

    async def sign_in(
        self, email: str, password: str, *, address: str, number: str = ""
    ) -> StudioUser | SecondStep | Label:
        """The user, or constant words why not. `SecondStep`: all was right, and the app's `number` is missing or wrong."""
        name = email.lower()
        if not self._attempts.begin(name, address, self._core.clock.now()):
            return SLOW_DOWN
        row = await self._store.user_by_email(name)
        known = row.password_hash if row and row.closed_us is None else None
        if not await secrets.checked(known or None, password):
            return WRONG
        assert row is not None
        if row.totp is not None:
            step = totp.matching_step(row.totp, number, self._core.clock.now(), row.totp_step)
            if step is None or not await self._store.take_step(row.id, step):
                return SecondStep(wrong=bool(number))
        self._attempts.succeeded(name, address)
        if secrets.outdated(row.password_hash):
            await self._store.set_password(row.id, await secrets.hash_secret(password))
        return await self._user(row.id)

    async def user(self, user_id: int) -> StudioUser | None:
        """A studio user by id; None for one who is shut out."""
        row = await self._store.user(user_id)
        return await self._user(user_id) if row and row.closed_us is None else None

    async def _user(self, user_id: int) -> StudioUser:
        row = await self._store.user(user_id)
        assert row is not None
        brand = await self.brand(row.brand)
        return StudioUser(row.id, row.brand, brand.name, row.email, row.name, row.role)

    async def open_session(self, kind: Literal["studio", "clerk"], subject: int, lifetime: timedelta) -> str:
        """A new session's token, to be kept in a cookie; only its hash is stored."""
        token, now = secrets.new_token(), self._core.clock.now()
        await self._store.add_session(
            secrets.token_hash(token), kind, subject, to_micros(now), to_micros(now + lifetime)
        )
        return token

    async def session(self, token: str, kind: Literal["studio", "clerk"]) -> int | None:
        """The subject of an open session, or None."""
        if not token or len(token) > 100:
            return None
        return await self._store.session(secrets.token_hash(token), kind, to_micros(self._core.clock.now()))

    async def close_session(self, token: str) -> None:
        """Sign out."""
        await self._store.close_session(secrets.token_hash(token))

    async def add_api_key(self, brand: str, name: str) -> str:
        """A new API key, shown once."""
        await self.brand(brand)
        key = secrets.new_token("bck_")
        await self._store.add_api_key(secrets.token_hash(key), brand, name, to_micros(self._core.clock.now()))
        return key

    async def set_api_key(self, brand: str, name: str, key: str) -> None:
        """Accept a key that was made elsewhere."""
        await self.brand(brand)
        await self._store.add_api_key(secrets.token_hash(key), brand, name, to_micros(self._core.clock.now()))

    async def api_key_brand(self, key: str) -> str | None:
        """The brand that a key acts for, or None."""
        return await self._store.api_key_brand(secrets.token_hash(key)) if 0 < len(key) <= 100 else None
