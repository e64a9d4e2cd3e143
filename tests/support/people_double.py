"""People in memory, for tests of the studio's pages."""

from __future__ import annotations

from datetime import timedelta

from engine.api import Act, ApiKey, Colleague, Invalid, Label, NotFound, OpenSession, ServiceState, StudioUser
from tests.support.studio_samples import NOW, USERS

SERVICES = (
    ServiceState("channel", "sandbox_wallet", Label("Sandbox wallet", "沙盒钱包"), running=True),
    ServiceState("message channel", "sandbox_sms", Label("SMS", "短信"), running=False),
)


class PeopleDouble:
    """Stands for `engine.people`: the sample users, and one who has been invited. The token `good` is the invited one's."""

    def __init__(self) -> None:
        self.done: list[tuple[str, ...]] = []
        self.two_steps: set[int] = set()

    async def all(self, brand: str) -> tuple[Colleague, ...]:
        return tuple(
            Colleague(u.id, u.email, u.name, u.role, NOW, None, False, u.id in self.two_steps, 1)
            for u in USERS
            if u.brand == brand
        )

    async def acts(self, brand: str, before: int | None = None, limit: int = 50) -> tuple[Act, ...]:
        return (Act(5, NOW, "Bo", "role", "mei@example.com", "author", "admin"),) if brand == "beer" else ()

    async def invite(self, by: StudioUser, email: str, name: str, role: str) -> str:
        if not name:
            raise Invalid("name", Label("write a name", "请填写姓名"))
        self.done.append(("invite", by.brand, email, name, role))
        return "good"

    async def invite_again(self, by: StudioUser, user_id: int) -> str:
        self._own(by, user_id)
        self.done.append(("invite_again", str(user_id)))
        return "good"

    async def set_role(self, by: StudioUser, user_id: int, role: str) -> None:
        self._own(by, user_id)
        if role == "analyst":
            raise Invalid("role", Label("somebody must remain", "至少保留一位"))
        self.done.append(("role", str(user_id), role))

    async def close(self, by: StudioUser, user_id: int) -> None:
        self._own(by, user_id)
        self.done.append(("close", str(user_id)))

    async def open_again(self, by: StudioUser, user_id: int) -> None:
        self._own(by, user_id)
        self.done.append(("open", str(user_id)))

    async def sessions(self, user: StudioUser) -> tuple[OpenSession, ...]:
        return (OpenSession("ab12", NOW, NOW + timedelta(hours=9)),)

    async def sign_out(self, user: StudioUser, key: str) -> None:
        self.done.append(("sign_out", str(user.id), key))

    async def begin_two_steps(self, user: StudioUser) -> tuple[str, str]:
        return "GEZDGNBVGY3TQOJQ", "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQ"

    async def confirm_two_steps(self, user: StudioUser, secret: str, typed: str) -> None:
        if typed != "123456":
            raise Invalid("number", Label("this is not the number", "验证码不符"))
        self.two_steps.add(user.id)

    async def end_two_steps(self, by: StudioUser, user_id: int) -> None:
        self._own(by, user_id)
        self.two_steps.discard(user_id)

    async def invited(self, token: str) -> int:
        if token != "good":
            raise NotFound("used up")
        return 1

    async def accept(self, token: str, password: str) -> StudioUser:
        await self.invited(token)
        if len(password) < 10:
            raise Invalid("password", Label("use at least 10 characters", "至少 10 个字符"))
        return USERS[0]

    def _own(self, by: StudioUser, user_id: int) -> None:
        if not any(user.id == user_id and user.brand == by.brand for user in USERS):
            raise NotFound("nobody")


class KeysDouble:
    """Stands for `engine.keys`: one key in use, one revoked."""

    def __init__(self) -> None:
        self.done: list[tuple[str, ...]] = []
        self.second = False

    async def all(self, brand: str) -> tuple[ApiKey, ...]:
        return (ApiKey("ab12", "till", NOW, None), ApiKey("cd34", "old shop", NOW, NOW))

    async def make(self, by: StudioUser, name: str) -> str:
        if not name.strip():
            raise Invalid("name", Label("write a name", "请填写名称"))
        self.done.append(("make", by.brand, name))
        return "bck_new"

    async def revoke(self, by: StudioUser, key: str) -> None:
        if key != "ab12":
            raise NotFound("there is no such key")
        self.done.append(("revoke", key))

    async def four_eyes(self, brand: str) -> bool:
        return self.second

    async def set_four_eyes(self, by: StudioUser, *, wanted: bool) -> None:
        self.second = wanted
