"""Texts that a brand's campaigns share: constants and segments, each change a version with its author."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import dsl
from dsl.difference import Comparison
from dsl.lines import SharedLine
from dsl.values import Label
from engine.campaigns.titles import title_of
from engine.clock import from_micros, to_micros
from engine.core import Core
from engine.errors import Invalid, NotFound
from engine.language import Language
from engine.outcomes import DraftConflict, Problem
from engine.storage.campaign_store import CampaignStore
from engine.storage.database import Collision
from engine.storage.models import SharedTextRow
from engine.storage.shared_store import SharedStore

TEXT_MAX: Final = 262_144
#: A name stands in addresses of pages.
_NAME: Final = re.compile(r"(?! )[^/\x00-\x1f\x7f]{1,64}(?<! )")


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


@dataclass(frozen=True, slots=True)
class AffectedDraft:
    """A campaign whose draft uses a shared text: what would be wrong with it, and what would change for consumers.

    `changes` is None where the draft before or after has errors.
    """

    campaign_id: int
    slug: str
    title: Label
    problems: tuple[Problem, ...]
    changes: Comparison | None


class SharedDoor:
    """Shared texts of a brand. A published version keeps what it was published with."""

    def __init__(self, core: Core, store: SharedStore, campaigns: CampaignStore, language: Language) -> None:
        self._core = core
        self._store = store
        self._campaigns = campaigns
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

    async def one(self, brand: str, name: str) -> SharedText:
        """The newest version of one. Raises `NotFound`."""
        history = await self.history(brand, name)
        if not history:
            raise NotFound(f"there is no shared text {name}")
        return history[0]

    async def affected(self, brand: str, text: str) -> tuple[AffectedDraft, ...]:
        """The campaigns that use a shared text, newest first, and what their drafts would mean with this one.

        Nothing is stored, and published versions keep what they were published with. Raises `Invalid` for a text
        that is not a shared one.
        """
        name, now = _name(text), await self.texts(brand)
        after = {**now, name: text}
        found, language = [], await self._core.language(brand)
        for row in await self._campaigns.campaigns(brand):
            if name not in self._language.uses(row.draft):
                continue
            errors = tuple(one for one in language.problems(row.draft, after) if one.severity == "error")
            before, then = (self._language.resolved(row.draft, known) for known in (now, after))
            same = Comparison((), ()) if before == then and not errors else None
            changes = same or await asyncio.to_thread(language.compare, before, then)
            found.append(AffectedDraft(row.id, row.slug, title_of(row.draft, row.slug), errors, changes))
        return tuple(found)

    async def save(
        self, brand: str, text: str, by: str, *, name: str | None = None, revision: int | None = None
    ) -> SharedText | NotShared | DraftConflict:
        """Store a text as the newest version of its name, which its first line tells, unless it is wrong.

        With `revision`, only upon the version of that number (0: none yet). With `name`, only under that name.
        Raises `Invalid` for a text that is not a shared one, is too long, or bears another name.
        """
        language = await self._core.language(brand)
        if len(text) > TEXT_MAX:
            raise Invalid(
                "text", Label("a shared text has at most 262,144 characters", "共享文本最多 262,144 个字符")
            )
        told = _name(text)
        if name is not None and told != name:
            raise Invalid(
                "text", Label(f'the first line must stay `shared "{name}"`', f'首行须仍为 `共享 "{name}"`')
            )
        versions = await self._store.versions(brand, told)
        if revision is not None and revision != len(versions):
            newest = versions[-1] if versions else None
            return DraftConflict(
                len(versions), newest.text if newest else "", newest.saved_by if newest else ""
            )
        problems = tuple(one for one in language.problems(text) if one.severity == "error")
        if problems:
            return NotShared(problems)
        number, now = len(versions) + 1, self._core.clock.now()
        try:
            await self._store.add(brand, told, number, text, by, to_micros(now))
        except Collision:
            other = await self._store.versions(brand, told)
            return DraftConflict(len(other), other[-1].text, other[-1].saved_by)
        return SharedText(told, number, text, by, now)


def _name(text: str) -> str:
    """The name in the first line of a shared text. Raises `Invalid`."""
    first = next((block.line for block in dsl.parse(text).campaign), None)
    if not isinstance(first, SharedLine) or not _NAME.fullmatch(first.name.text):
        words = Label(
            'a shared text begins with a line like `shared "jinjiu"`, its name at most 64 characters and no slash',
            '共享文本以 `共享 "jinjiu"` 这样的一行开头，名称最多 64 个字符，不含斜杠',
        )
        raise Invalid("text", words)
    return first.name.text


def _shared(row: SharedTextRow) -> SharedText:
    return SharedText(row.name, row.number, row.text, row.saved_by, from_micros(row.saved_us))
