"""Brands, studio users, sessions and API keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from engine.ids import new_id
from engine.storage.database import UNSTORABLE, Database
from engine.storage.models import ApiKeyRow, BrandRow, SessionRow, StudioUserRow


class AccountStore:
    """Plain reads and writes; hashing and lifetimes are decided by the caller."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add_brand(
        self, slug: str, name_en: str, name_zh: str, zone: str, currency: str, now_us: int
    ) -> None:
        """Insert a brand."""
        with self._database.orm():
            await BrandRow.create(
                slug=slug,
                name_en=name_en,
                name_zh=name_zh,
                zone=zone,
                currency=currency,
                revision=1,
                created_us=now_us,
            )

    async def brands(self) -> Sequence[BrandRow]:
        """Every brand."""
        with self._database.orm():
            return await BrandRow.all().order_by("slug")

    async def brand(self, slug: str) -> BrandRow | None:
        """A brand by slug."""
        with suppress(*UNSTORABLE), self._database.orm():
            return await BrandRow.get_or_none(slug=slug)
        return None

    async def set_four_eyes(self, slug: str, since_us: int | None) -> None:
        """Want a second person's approval from an instant on, or no more."""
        with self._database.orm():
            await BrandRow.filter(slug=slug).update(four_eyes_us=since_us)

    async def four_eyes(self, slug: str) -> bool:
        """Whether publications of the brand want a second person's approval."""
        row = await self.brand(slug)
        return row is not None and row.four_eyes_us is not None

    async def set_trade(self, slug: str, settings: Mapping[str, int | None]) -> None:
        """Replace the trade's settings; every process learns of it."""
        names = list(settings)
        news = ", ".join(f"{name} = ${place}" for place, name in enumerate(names, 2))
        async with self._database.transaction() as transaction:
            await transaction.execute(
                f"UPDATE brand SET {news}, revision = revision + 1 WHERE slug = $1",
                [slug, *(settings[name] for name in names)],
            )

    async def add_user(
        self, brand: str, email: str, name: str, role: str, password_hash: str, now_us: int
    ) -> int | None:
        """Insert a studio user; the id, or None when the address is in use."""
        with self._database.orm():
            try:
                row = await StudioUserRow.create(
                    id=new_id(), brand=brand, email=email, name=name, role=role,
                    password_hash=password_hash, created_us=now_us,
                )  # fmt: skip
            except IntegrityError:
                return None
            return int(row.id)

    async def user_by_email(self, email: str) -> StudioUserRow | None:
        """A studio user by address, lower case."""
        with suppress(*UNSTORABLE), self._database.orm():
            return await StudioUserRow.get_or_none(email=email)
        return None

    async def user(self, user_id: int) -> StudioUserRow | None:
        """A studio user by id."""
        with self._database.orm():
            return await StudioUserRow.get_or_none(id=user_id)

    async def take_step(self, user_id: int, step: int) -> bool:
        """Take a number of the second step, once: False where it, or a later one, was taken before."""
        fresh = Q(totp_step__isnull=True) | Q(totp_step__lt=step)
        with self._database.orm():
            return bool(await StudioUserRow.filter(fresh, id=user_id).update(totp_step=step))

    async def set_password(self, user_id: int, password_hash: str) -> None:
        """Replace a password's hash."""
        with self._database.orm():
            await StudioUserRow.filter(id=user_id).update(password_hash=password_hash)

    async def add_session(
        self, token_hash: str, kind: str, subject: int, now_us: int, expires_us: int
    ) -> None:
        """Open a session, and forget those that ran out."""
        with self._database.orm():
            await SessionRow.filter(expires_us__lt=now_us).delete()
            await SessionRow.create(
                token_hash=token_hash, kind=kind, subject=subject, created_us=now_us, expires_us=expires_us
            )

    async def session(self, token_hash: str, kind: str, now_us: int) -> int | None:
        """The subject of a session that is open."""
        with self._database.orm():
            row = await SessionRow.get_or_none(token_hash=token_hash, kind=kind, expires_us__gt=now_us)
            return None if row is None else int(row.subject)

    async def close_session(self, token_hash: str) -> None:
        """Close a session."""
        with self._database.orm():
            await SessionRow.filter(token_hash=token_hash).delete()

    async def add_api_key(self, key_hash: str, brand: str, name: str, now_us: int) -> None:
        """Insert an API key."""
        with self._database.orm():
            await ApiKeyRow.create(key_hash=key_hash, brand=brand, name=name, created_us=now_us)

    async def api_key_brand(self, key_hash: str) -> str | None:
        """The brand of a key that is not revoked."""
        with self._database.orm():
            row = await ApiKeyRow.get_or_none(key_hash=key_hash, revoked_us__isnull=True)
            return None if row is None else str(row.brand)
