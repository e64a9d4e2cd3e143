"""A brand's own events in memory, for tests of studio and API: `try_on`, which a published campaign reads."""

from __future__ import annotations

from datetime import datetime

from engine.api import DeclaredEvent, EventDeclaration, EventParam, Invalid, Label, NotFound

TRY_ON = EventDeclaration(
    "try_on", Label("try-on", "试穿"), (EventParam("minutes", "时长", "count", (), 1, 120),)
)


class DeclarationsDouble:
    """Stands for `engine.declarations`."""

    def __init__(self, brand: str, now: datetime) -> None:
        self._brand, self._now = brand, now
        self.done: list[tuple[object, ...]] = []

    async def all(self, brand: str) -> tuple[DeclaredEvent, ...]:
        return (DeclaredEvent(TRY_ON, 2, self._now, "Ling"),) if brand == self._brand else ()

    async def declare(self, brand: str, wanted: EventDeclaration, by: str) -> DeclaredEvent:
        if wanted.name == "scan":
            raise Invalid("name", Label("`scan` is a word of the language", "“scan”已被占用"))
        for place, one in enumerate(wanted.params):
            if one.kind == "choice" and not one.choices:
                raise Invalid(f"params/{place}/choices", Label("a choice needs words", "请填写选项"))
        self.done.append(("declare", brand, wanted))
        return DeclaredEvent(wanted, 3, self._now, by)

    async def withdraw(self, brand: str, name: str, by: str) -> None:
        if brand != self._brand or name not in ("try_on", "page_view"):
            raise NotFound(f"there is no event `{name}`")
        if name == "try_on":
            raise Invalid(
                "name", Label("the published campaign `shoes` reads it", "已发布的活动“shoes”用到了它")
            )
        self.done.append(("withdraw", brand, name))
