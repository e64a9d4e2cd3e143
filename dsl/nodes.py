"""The campaign as written: what each line says, before any name is looked up. Spans do not count in comparisons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text: offsets in characters, and its 1-based line and column."""

    start: int
    end: int
    line: int
    column: int
