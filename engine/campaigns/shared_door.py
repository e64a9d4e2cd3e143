"""Texts that a brand's campaigns share: constants and segments, each change a version with its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import dsl
from dsl.lines import SharedLine
from dsl.values import Label
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid
from engine.language import Language
from engine.outcomes import Problem
from engine.storage.database import Collision
from engine.storage.models import SharedTextRow
from engine.storage.shared_store import SharedStore


@dataclass(frozen=True, slots=True)
class SharedText:
    """A version of a shared text; `number` counts from 1."""

    name: str
    number: int
    text: str
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class NotShared:
    """A text that was not stored, with everything that is wrong."""

    problems: tuple[Problem, ...]


class SharedDoor:
    """Shared texts of a brand. A published version keeps what it was published with."""

    def __init__(self, core: Core, store: SharedStore, language: Language) -> None:
        self._core = core
        self._store = store
        self._language = language

    async def all(self, brand: str) -> tuple[SharedText, ...]:
        """The newest version of each, by name."""
        await self._core.brand(brand)
        return tuple(map(_shared, await self._store.newest(brand)))

    async def texts(self, brand: str) -> dict[str, str]:
        """Each name with its newest text, as drafts are checked and resolved with."""
        return {row.name: row.text for row in await self._store.newest(brand)}

    async def history(self, brand: str, name: str) -> tuple[SharedText, ...]:
        """Every version of one, newest first."""
        await self._core.brand(brand)
        return tuple(map(_shared, reversed(await self._store.versions(brand, name))))

    async def save(self, brand: str, text: str, by: str) -> SharedText | NotShared:
        """Store a text as the newest version of its name, which its first line tells, unless it is wrong.

        Raises `Invalid` for a text that is not a shared one, or that somebody else saved at the same moment.
        """
        await self._core.brand(brand)
        name = _name(text)
        problems = tuple(one for one in self._language.problems(text) if one.severity == "error")
        if problems:
            return NotShared(problems)
        number = len(await self._store.versions(brand, name)) + 1
        now = self._core.clock.now()
        try:
            await self._store.add(brand, name, number, text, by, to_micros(now))
        except Collision:
            words = Label("somebody else saved it at the same moment", "有人同时保存了它")
            raise Invalid("text", words) from None
        return SharedText(name, number, text, by, now)


def _name(text: str) -> str:
    """The name in the first line of a shared text. Raises `Invalid`."""
    first = next((block.line for block in dsl.parse(text).campaign), None)
    if not isinstance(first, SharedLine) or not 1 <= len(first.name.text.strip()) <= 64:
        words = Label(
            'a shared text begins with a line like `shared "jinjiu"`, its name at most 64 characters',
            '共享文本以 `共享 "jinjiu"` 这样的一行开头，名称最多 64 个字符',
        )
        raise Invalid("text", words)
    return first.name.text


def _shared(row: SharedTextRow) -> SharedText:
    return SharedText(row.name, row.number, row.text, row.saved_by, from_micros(row.saved_us))
