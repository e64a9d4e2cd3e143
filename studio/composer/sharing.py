"""Drafts as they would be published: with the shared texts of the brand that they use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.api import Problem


async def whole(engine: Any, brand: str, text: str) -> str:
    """The text with the shared texts behind it; as it is, when it uses none."""
    if not engine.language.uses(text):
        return text
    resolved: str = engine.language.resolved(text, await engine.shared.texts(brand))
    return resolved


async def problems(engine: Any, brand: str, text: str) -> tuple[Problem, ...]:
    """What is wrong; what stands in a shared text is told at the beginning, for its place is not in this text."""
    if not engine.language.uses(text):
        plain: tuple[Problem, ...] = engine.language.problems(text)
        return plain
    found = engine.language.problems(text, await engine.shared.texts(brand))
    return tuple(
        replace(one, line=1, column=1, start=0, end=0, replacement=None) if one.where else one
        for one in found
    )
