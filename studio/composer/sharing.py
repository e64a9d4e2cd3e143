"""What a text means with the shared texts of the brand that it uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

from engine.api import Label, Problem, editing

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


def shared_page(name: str, line: int | None = None) -> str:
    """The address of a shared text's page."""
    return f"/studio/shared/{quote(name, safe='')}" + ("" if line is None else f"?line={line}")


async def whole(engine: Any, brand: str, text: str) -> str:
    """The text with the shared texts behind it; as it is, when it uses none."""
    if not engine.language.uses(text):
        return text
    resolved: str = engine.language.resolved(text, await engine.shared.texts(brand))
    return resolved


async def document(engine: Any, brand: str, text: str) -> editing.Document:
    """The text for an editor to ask about."""
    used: editing.Document = (await engine.language_of(brand)).document(
        text, await texts(engine, brand, text)
    )
    return used


async def problems(engine: Any, brand: str, text: str) -> tuple[Problem, ...]:
    """What is wrong; what stands in a shared text is told at the beginning, with its place there."""
    language = await engine.language_of(brand)
    return here(language.problems(text, await texts(engine, brand, text)))


def here(found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Findings as a text's own page shows them."""
    return tuple(_told(one) if one.where else one for one in found)


async def texts(engine: Any, brand: str, text: str) -> Mapping[str, str]:
    """The brand's shared texts, read only for a text that uses some."""
    shared: Mapping[str, str] = await engine.shared.texts(brand) if engine.language.uses(text) else _NONE
    return shared


def _told(one: Problem) -> Problem:
    words = Label(
        f"in the shared text `{one.where}`, line {one.line}: {one.message.en}",
        f"共享文本 `{one.where}` 第 {one.line} 行：{one.message.zh}",
    )
    return replace(one, message=words, line=1, column=1, start=0, end=0, replacement=None)
