"""People in memory, for tests of the studio's pages."""

from __future__ import annotations

from datetime import timedelta

from engine.api import Act, Colleague, Invalid, Label, NotFound, OpenSession, StudioUser
from tests.support.studio_samples import NOW, USERS


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
