"""Shared texts in memory: one of a brand, `spring`, which its first campaign uses."""

from __future__ import annotations

from datetime import datetime

from engine.api import (
    AffectedDraft,
    DraftConflict,
    Invalid,
    Label,
    NotFound,
    NotShared,
    Problem,
    SharedText,
)

TEXT = 'shared "spring"\nconstant few 3\n'


class Shared:
    """Stands where the engine's door to shared texts stands. A text that says `gvie` is wrong."""

    def __init__(self, brand: str, at: datetime, campaign_id: int, wrong: Problem) -> None:
        self.kept = [SharedText("spring", 1, TEXT, "Ling", at)]
        self._brand, self._campaign, self._wrong = brand, campaign_id, wrong

    async def texts(self, brand: str) -> dict[str, str]:
        return {one.name: one.text for one in await self.all(brand)}

    async def all(self, brand: str) -> tuple[SharedText, ...]:
        return tuple({one.name: one for one in self.kept}.values()) if brand == self._brand else ()

    async def history(self, brand: str, name: str) -> tuple[SharedText, ...]:
        return tuple(one for one in reversed(self.kept) if brand == self._brand and one.name == name)

    async def one(self, brand: str, name: str) -> SharedText:
        history = await self.history(brand, name)
        if not history:
            raise NotFound
        return history[0]

    async def affected(self, brand: str, text: str) -> tuple[AffectedDraft, ...]:
        _name(text)
        if brand != self._brand or '"spring"' not in text:
            return ()
        problems = (self._wrong,) if "gvie" in text else ()
        title = Label("Summer under the cap", "夏日开盖有礼")
        return (AffectedDraft(self._campaign, "summer", title, problems, None),)

    async def save(
        self, brand: str, text: str, by: str, *, name: str | None = None, revision: int | None = None
    ) -> SharedText | NotShared | DraftConflict:
        told = _name(text)
        history = await self.history(brand, told)
        if revision is not None and revision != len(history):
            return DraftConflict(len(history), history[0].text if history else "", "Bo")
        if "gvie" in text:
            return NotShared((self._wrong,))
        made = SharedText(told, len(history) + 1, text, by, self.kept[0].saved_at)
        self.kept.append(made)
        return made


def _name(text: str) -> str:
    if not text.startswith('shared "') or "/" in text.split('"')[1]:
        raise Invalid("text", Label("a shared text begins with `shared`", "共享文本以 `共享` 开头"))
    return text.split('"')[1]
