"""A text cut into leaves. Every character belongs to exactly one leaf, whatever the text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

#: `open_text` is a quoted text without its end; `stray` is a character that no word, number or mark has.
LeafKind = Literal[
    "mark_of_order", "indent", "space", "comment", "text", "open_text", "number", "date", "time", "word",
    "mark", "stray", "newline",
]  # fmt: skip

#: Leaves that carry no meaning.
SILENT: Final = frozenset({"mark_of_order", "indent", "space", "comment", "newline"})


class Leaf(NamedTuple):
    """A piece of the text that starts at offset `start`. A tuple, for thousands are made at each keystroke."""

    kind: LeafKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.start + len(self.text)


_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
#: Each kind begins with characters that no other has, but for the order of space, quotes and figures; frequent ones first.
_CONTENT: Final = re.compile(
    rf"""
      (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:[./+-][A-Za-z0-9_]+)*(?:\.[{_HAN}]+)*
        |[{_HAN}]+(?:\.[{_HAN}A-Za-z0-9_]+)*)
    | (?P<indent>(?=[ \t\u3000\u00a0])(?:(?<![^\r\n])|(?<=\A\ufeff))[ \t\u3000\u00a0]+)
    | (?P<space>[ \t\u3000\u00a0]+)
    | (?P<newline>\r\n|\n|\r)
    | (?P<mark>[,，、%％/／()（）])
    | (?P<date>\d{{4}}-\d{{2}}-\d{{2}}(?![A-Za-z0-9_-]))
    | (?P<time>\d{{2}}[:：]\d{{2}}(?:[+-]\d{{2}}:\d{{2}})?(?!\d))
    | (?P<number>(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?)
    | (?P<text>"(?:[^"\\\r\n]|\\[^\r\n])*"|“[^”\r\n]*”)
    | (?P<open_text>["“][^\r\n]*)
    | (?P<comment>\#[^\r\n]*)
    | (?P<mark_of_order>\A\ufeff)
    | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def cut_lines(text: str) -> Iterator[tuple[Leaf, ...]]:
    """The leaves of each physical line, its newline included. An empty text has no lines."""
    line: list[Leaf] = []
    new = tuple.__new__  # a third of the time of the named tuple's own call
    for found in _CONTENT.finditer(text):
        kind: LeafKind = found.lastgroup  # type: ignore[assignment]  # the groups are named as the kinds
        line.append(new(Leaf, (kind, found.group(), found.start())))
        if kind == "newline":
            yield tuple(line)
            line.clear()
    if line:
        yield tuple(line)


def is_word(text: str) -> bool:
    """Whether a spelling can be written as one word of the language."""
    found = _CONTENT.fullmatch(text)
    return found is not None and found.lastgroup == "word"
