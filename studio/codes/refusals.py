"""Why a picture of a code was not made, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PictureRefused:
    """A wish that cannot be met. `code` is stable for programs; the sentences say how to mend it."""

    code: str
    en: str
    zh: str

    def words(self, locale: str) -> str:
        """The sentence for a locale such as `zh-CN`; English for any other."""
        return self.zh if locale.startswith("zh") else self.en
