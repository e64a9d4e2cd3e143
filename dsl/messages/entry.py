"""The shape of one entry of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding's wording; `{names}` are filled in with the text at hand."""

    en: str
    zh: str
    help_en: str = ""
    help_zh: str = ""
    severity: Literal["error", "warning"] = "error"
