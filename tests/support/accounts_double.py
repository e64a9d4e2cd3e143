"""Stands where `engine.accounts` stands, for the studio: who signs in, their brands, and their sessions."""

from __future__ import annotations

from datetime import timedelta

from engine.api import BrandView, Invalid, Label, StudioUser, TradeSettings
from tests.support.studio_samples import PASSWORD, USERS, WRONG


class Accounts:
    """Stands for `engine.accounts`."""

    def __init__(self) -> None:
        self.sessions: dict[str, int] = {}
        self.settled = TradeSettings()

    async def sign_in(
        self, email: str, password: str, *, address: str, number: str = ""
    ) -> StudioUser | Label:
        return next((user for user in USERS if user.email == email and password == PASSWORD), WRONG)

    async def user(self, user_id: int) -> StudioUser | None:
        return next((user for user in USERS if user.id == user_id), None)

    async def brand(self, slug: str) -> BrandView:
        name = next(user.brand_name for user in USERS if user.brand == slug)
        return BrandView(slug, name, "Asia/Shanghai", "CNY")

    async def trade(self, slug: str) -> TradeSettings:
        return self.settled

    async def set_trade(self, slug: str, wanted: TradeSettings) -> None:
        if not wanted.clerk_minutes:
            raise Invalid("clerk_minutes", Label("use 1 to 1,440", "请填写 1 至 1,440"))
        self.settled = wanted

    async def open_session(self, kind: str, subject: int, lifetime: timedelta) -> str:
        token = f"{subject}".rjust(43, "s")
        self.sessions[token] = subject
        return token

    async def session(self, token: str, kind: str) -> int | None:
        return self.sessions.get(token) if kind == "studio" else None

    async def close_session(self, token: str) -> None:
        self.sessions.pop(token, None)
