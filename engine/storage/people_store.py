"""Reads and writes of the people who work for a brand, their sessions, and what was done to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tortoise.exceptions import IntegrityError

from engine.ids import new_id
from engine.storage.account_store import AccountStore
from engine.storage.models import ActRow, ApiKeyRow, SessionRow, StudioUserRow


class PeopleStore(AccountStore):
    """What the list of people needs beside signing in."""

    async def users(self, brand: str) -> Sequence[StudioUserRow]:
        """Everybody of a brand."""
        with self._database.orm():
            return await StudioUserRow.filter(brand=brand).order_by("id")

    async def set_role(self, user_id: int, role: str) -> None:
        """Replace a role."""
        with self._database.orm():
            await StudioUserRow.filter(id=user_id).update(role=role)

    async def let_admin_go(self, brand: str, user_id: int, role: str, closed_us: int | None) -> bool:
        """Replace an admin's role, or shut the admin out, while another one remains; two who do it to each other take turns."""
        async with self._database.transaction() as transaction:
            lock = " FOR UPDATE" if transaction.dialect == "postgres" else ""
            admins = await transaction.fetch(
                "SELECT id FROM studio_user WHERE brand = $1 AND role = 'admin' AND closed_us IS NULL"
                f" AND (password_hash <> '' OR outside IS NOT NULL) ORDER BY id{lock}",
                [brand],
            )
            if all(row["id"] == user_id for row in admins):
                return False
            await transaction.execute(
                "UPDATE studio_user SET role = $2, closed_us = $3 WHERE id = $1", [user_id, role, closed_us]
            )
        return True

    async def user_from_outside(self, name: str) -> StudioUserRow | None:
        """The user to whom a person of another service is tied."""
        with self._database.orm():
            return await StudioUserRow.get_or_none(outside=name)

    async def tie(self, user_id: int, name: str) -> bool:
        """Tie a person of another service to a user who is tied to none; whether that was so."""
        with self._database.orm():
            try:
                return bool(await StudioUserRow.filter(id=user_id, outside__isnull=True).update(outside=name))
            except IntegrityError:
                return False

    async def use_session(self, token_hash: str, kind: str) -> bool:
        """Close a session that is good once; whether this was the one to close it."""
        with self._database.orm():
            return bool(await SessionRow.filter(token_hash=token_hash, kind=kind).delete())

    async def set_closed(self, user_id: int, closed_us: int | None) -> None:
        """Shut out from an instant on, or no more."""
        with self._database.orm():
            await StudioUserRow.filter(id=user_id).update(closed_us=closed_us)

    async def set_totp(self, user_id: int, secret: str | None, step: int | None) -> None:
        """The secret of the second step, and the last step taken."""
        with self._database.orm():
            await StudioUserRow.filter(id=user_id).update(totp=secret, totp_step=step)

    async def api_keys(self, brand: str) -> Sequence[ApiKeyRow]:
        """A brand's keys, the newest first."""
        with self._database.orm():
            return await ApiKeyRow.filter(brand=brand).order_by("-created_us", "key_hash")

    async def revoke_api_key(self, brand: str, beginning: str, now_us: int) -> None:
        """Close the key whose name begins so."""
        with self._database.orm():
            keys = ApiKeyRow.filter(brand=brand, key_hash__startswith=beginning, revoked_us__isnull=True)
            await keys.update(revoked_us=now_us)

    async def open_sessions(self, brand: str, kind: str, now_us: int) -> dict[int, int]:
        """How many sessions each person of a brand has open."""
        with self._database.orm():
            ids = [row.id for row in await StudioUserRow.filter(brand=brand).only("id")]
            rows = await SessionRow.filter(subject__in=ids, kind=kind, expires_us__gt=now_us).only("subject")
        return Counter(int(row.subject) for row in rows)

    async def sessions_of(self, user_id: int, kind: str, now_us: int) -> Sequence[SessionRow]:
        """A person's open sessions, the newest first."""
        with self._database.orm():
            return await SessionRow.filter(subject=user_id, kind=kind, expires_us__gt=now_us).order_by(
                "-created_us"
            )

    async def close_sessions(self, user_id: int, kind: str, beginning: str = "") -> None:
        """Close a person's sessions of a kind whose name begins so."""
        with self._database.orm():
            await SessionRow.filter(subject=user_id, kind=kind, token_hash__startswith=beginning).delete()

    async def add_act(
        self,
        brand: str,
        user_id: int,
        user_name: str,
        kind: str,
        about: str,
        before: str,
        after: str,
        at_us: int,
    ) -> None:
        """Note what was done."""
        with self._database.orm():
            await ActRow.create(
                id=new_id(), brand=brand, user_id=user_id, user_name=user_name, kind=kind, about=about, before=before,
                after=after, at_us=at_us,
            )  # fmt: skip

    async def acts(self, brand: str, before: int | None, limit: int) -> Sequence[ActRow]:
        """What was done for a brand, the newest first."""
        with self._database.orm():
            rows = ActRow.filter(brand=brand)
            if before is not None:
                rows = rows.filter(id__lt=before)
            return await rows.order_by("-id").limit(limit)
