"""Texts that a brand's campaigns share: `uses "jinjiu"` takes in the constants and segments of `shared "jinjiu"`.

A campaign's resolved text is its own text with the shared ones behind it, in the order of use. It stands alone, so a
published version keeps meaning what it meant, whatever becomes of the shared texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from dsl import lines as ln
from dsl.diagnostics import Diagnostic
from dsl.nodes import Span
from dsl.source import parse

#: No shared text at all.
NO_SHARED: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with the shared texts that it uses. `parts` are their names, where each begins: offset, lines before."""

    text: str
    parts: tuple[tuple[str, int, int], ...] = ()

    def placed(self, found: Diagnostic) -> Diagnostic:
        """A finding in the text where it stands: `where` names the shared text."""
        home = next((part for part in reversed(self.parts) if found.span.start >= part[1]), None)
        if home is None:
            return found
        name, offset, lines = home
        span = found.span
        moved = Span(span.start - offset, span.end - offset, span.line - lines, span.column)
        return replace(found, span=moved, where=name)


def resolve(text: str, shared: Mapping[str, str]) -> Resolved:
    """The text with every shared text that it uses and does not hold already. Unknown ones stay out."""
    names = [name for name in dict.fromkeys(shared_names(text)) if name in shared]
    parts = []
    for name in names:
        text += "" if text.endswith(("\n", "\r")) else "\n"
        parts.append((name, len(text), len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")) - 1))
        text += shared[name].removeprefix("\ufeff")
    return Resolved(text, tuple(parts))


def shared_names(text: str) -> Iterator[str]:
    """The shared texts that a text uses and does not hold itself."""
    if "uses" not in text and "共用" not in text:  # spares the reading
        return
    blocks = parse(text).campaign
    held = {block.line.name.text for block in blocks if isinstance(block.line, ln.SharedLine)}
    for block in blocks:
        for inner in block.children:
            if isinstance(inner.line, ln.UsesLine) and inner.line.name.text not in held:
                yield inner.line.name.text
