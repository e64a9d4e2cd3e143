"""Offsets in characters as offsets in UTF-16 code units, as browsers and editors count, and back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right


class Units:
    """The wide characters of one text (emoji, rare Han) take two units each; all others one."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = (
            [place for place, char in enumerate(text) if ord(char) >= 0x10000] if not text.isascii() else []
        )
        self._wide_units = [place + index for index, place in enumerate(self._wide)]

    def of(self, offset: int) -> int:
        """UTF-16 units before a character offset."""
        return offset + bisect_left(self._wide, offset)

    def back(self, units: int) -> int:
        """The character offset before which there are so many units; within a wide character, its start."""
        passed = bisect_right(self._wide_units, units - 2)
        inside = passed < len(self._wide_units) and self._wide_units[passed] == units - 1
        return max(0, min(units - passed - inside, self._length))
