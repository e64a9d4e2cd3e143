"""The kinds of code a batch may be of: the words that campaigns use for them, so both always agree."""

from __future__ import annotations

from typing import Final

from engine.own_words import CODE_KINDS

KIND_NAMES: Final = frozenset(kind.name for kind in CODE_KINDS)

__all__ = ["CODE_KINDS", "KIND_NAMES"]
