"""Every sentence of the pages in both languages. One JSON table a room; a key is `table.name`.

An entry is `{"en": "...", "zh": "..."}`; English may instead give `{"one": "...", "other": "..."}`, chosen by
the value named `count`. Values are put in with `{name}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from studio.i18n.locales import PSEUDO

_FOLDER: Final = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry: English for one thing and for any other number, and Chinese."""

    one: str
    other: str
    zh: str

    def pick(self, locale: str, count: object) -> str:
        """The pattern for a locale and, in English, for the number of things."""
        if locale.startswith("zh"):
            return self.zh
        return self.one if count == 1 else self.other


@cache
def catalogue() -> Mapping[str, Sentence]:
    """All tables beside this file, read once."""
    entries: dict[str, Sentence] = {}
    for table in sorted(_FOLDER.glob("*.json")):
        for name, entry in json.loads(table.read_text(encoding="utf-8")).items():
            english = entry["en"]
            one, other = (
                (english, english) if isinstance(english, str) else (english["one"], english["other"])
            )
            entries[f"{table.stem}.{name}"] = Sentence(one, other, entry["zh"])
    return entries


@dataclass(frozen=True, slots=True)
class Translator:
    """Speaks one locale: `t("public.claim", brand="...")`. An unknown key or missing value is a KeyError."""

    locale: str

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of a key with its values put in."""
        text = catalogue()[key].pick(self.locale, values.get("count")).format(**values)
        return f"⟦{text}⟧" if self.locale == PSEUDO else text
