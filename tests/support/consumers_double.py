"""Two people of the drinks brand in memory, for tests of the service desk's pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.api import DeletionView, Invalid, Label, NotFound, Parting, StudioUser, consumers
from tests.support.studio_samples import NOW, coupon, decision, grant, yuan

_NONE = Label("", "")
_SUMMER = Label("Summer under the cap", "夏日揭盖")


def _profile(person: int) -> consumers.Profile:
    once = consumers.Counted(1, 2, 3, 4)
    return consumers.Profile(
        person, "K7Q2M9XD", NOW, None, None, True, 1,
        (consumers.Known("device", NOW, person), consumers.Known("mobile", NOW, person)),
        (consumers.Agreed("messages", True, NOW),), "05-17", ("regular",), None, None, 120,
        (("owed", yuan(288)), ("paid", yuan(1_088))), yuan(88), (replace(coupon(), code="…M9XD"),), once, once, once, 2,
        (consumers.Visited("S-1", Label("Riverside", "滨江店"), 3, NOW),), 1,
    )  # fmt: skip


class ConsumersDouble:
    """Stands for `engine.consumers`: `K7Q2M9XD` is person 1, `TWIN` person 2, and `CODE` means both and a stranger.

    `looked` are those whom somebody has said why to look at; `done` is what was asked for.
    """

    def __init__(self) -> None:
        self.people = {1: _profile(1), 2: replace(_profile(2), name="TWIN2345")}
        self.looked: set[tuple[int, int]] = set()
        self.done: list[tuple[str, ...]] = []

    def _one(self, brand: str, account: int) -> consumers.Profile:
        if brand != "drinks" or account not in self.people:
            raise NotFound
        return self.people[account]

    async def find(self, by: StudioUser, typed: str, purpose: str, note: str) -> tuple[consumers.Hit, ...]:
        if purpose == "other" and not note:
            raise Invalid("note", Label("say why", "请注明原因"))
        self.done.append(("find", typed, purpose, note))
        wanted = {"K7Q2M9XD": (1,), "TWIN": (2,), "CODE": (1, 2)}.get(typed, ())
        hits = tuple(
            consumers.Hit(one, f"…{one:04}", "code", NOW, 4, False, False, decision(one)) for one in wanted
        )
        stranger = consumers.Hit(None, "", "code", None, 0, False, False, decision(3))
        return (*hits, stranger) if typed == "CODE" else hits

    async def look(self, by: StudioUser, account: int, purpose: str, note: str) -> int:
        self._one(by.brand, account)
        if purpose not in consumers.PURPOSES:
            raise Invalid("purpose", Label("choose why", "请选择原因"))
        self.done.append(("look", str(account), purpose, note))
        self.looked.add((by.id, account))
        return account

    async def may_look(self, by: StudioUser, account: int) -> bool:
        self._one(by.brand, account)
        return (by.id, account) in self.looked

    async def looks(self, by: StudioUser, limit: int = 10) -> tuple[consumers.Look, ...]:
        return tuple(
            consumers.Look(one, NOW, by.name, "asked", "T-1") for user, one in self.looked if user == by.id
        )

    async def looked_at(self, brand: str, account: int, limit: int = 50) -> tuple[consumers.Look, ...]:
        return (consumers.Look(account, NOW, "Wen", "fraud", "T-9"),)

    async def profile(self, brand: str, account: int, *, full: bool) -> consumers.Profile:
        found = self._one(brand, account)
        return found if full else replace(found, full=False, name="…0001", birthday=None, tags=())

    async def timeline(
        self, brand: str, account: int, *, part: str | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[consumers.Entry, ...]:
        newest = min(99, (before or 100) - 1)
        entries = [
            consumers.Entry(
                number, NOW, "refusal" if number % 3 == 0 else "claim", decision(number).words, _SUMMER,
                decision(number), () if number % 3 == 0 else (grant(number, "red_packet", "owed", amount=yuan(288)),),
            )
            for number in range(newest, 0, -1)
        ]  # fmt: skip
        return tuple(entries[:limit])

    async def hold(self, by: StudioUser, account: int, note: str) -> None:
        self._noted("hold", account, note)
        self.people[account] = replace(self.people[account], held=NOW)

    async def release(self, by: StudioUser, account: int, note: str) -> None:
        self._noted("release", account, note)
        self.people[account] = replace(self.people[account], held=None)

    async def export(self, by: StudioUser, account: int, note: str) -> dict[str, Any]:
        self._noted("export", account, note)
        return {"person": str(account), "name": "安娜"}

    async def joining(self, brand: str, keep: int, other: int, *, full: bool) -> consumers.Joining:
        one, two = self._one(brand, keep), self._one(brand, other)
        same = Label("these are one person already", "这两个账号已经是同一个人") if keep == other else None
        return consumers.Joining(one, two, 240, 8, (grant(7, "points", "given", points=50),), same)

    async def join(self, by: StudioUser, keep: int, other: int, note: str) -> int:
        self._noted("join", other, note)
        return keep

    async def parting(self, brand: str, account: int) -> Parting:
        return Parting(120, yuan(100), (coupon(),), yuan(288))

    async def delete(self, by: StudioUser, account: int, note: str) -> DeletionView:
        self._noted("delete", account, note)
        self.people[account] = replace(self.people[account], deleted=NOW)
        return DeletionView(9, account, NOW, NOW, None, NOW, NOW)

    def _noted(self, act: str, account: int, note: str) -> None:
        if not note.strip():
            raise Invalid("note", Label("say why", "请注明原因"))
        self.done.append((act, str(account), note))
