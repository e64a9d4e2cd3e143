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


class Cut(NamedTuple):
    """A physical line, its newline included, and those of its leaves that carry meaning."""

    start: int
    end: int
    spoken: tuple[Leaf, ...]


_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_SPACE: Final = r"[ \t\u3000\u00a0]"
#: Each kind begins with characters that no other has, but for the order of quotes and figures; frequent ones first.
_CONTENT: Final = rf"""
      (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:[./+-][A-Za-z0-9_]+)*(?:\.[{_HAN}]+)*
        |[{_HAN}]+(?:\.[{_HAN}A-Za-z0-9_]+)*)
    | (?P<newline>\r\n|\n|\r)
    | (?P<mark>[,，、%％/／()（）])
    | (?P<date>\d{{4}}-\d{{2}}-\d{{2}}(?![A-Za-z0-9_-]))
    | (?P<time>\d{{2}}[:：]\d{{2}}(?:[+-]\d{{2}}:\d{{2}})?(?!\d))
    | (?P<number>(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?)
    | (?P<text>"(?:[^"\\\r\n]|\\[^\r\n])*"|“[^”\r\n]*”)
    | (?P<open_text>["“][^\r\n]*)
    | (?P<comment>\#[^\r\n]*)
    | (?P<mark_of_order>\A\ufeff)
    """
_LEAF: Final = re.compile(
    rf"""
    (?P<indent>(?={_SPACE})(?:(?<![^\r\n])|(?<=\A\ufeff)){_SPACE}+) | (?P<space>{_SPACE}+)
    | {_CONTENT} | (?P<stray>.)
    """,
    re.VERBOSE | re.DOTALL,
)
#: The same without the leaves for space. Nothing is gone back over; the end of the text is met once.
_SPOKEN: Final = re.compile(
    rf"{_SPACE}*+(?:{_CONTENT} | (?P<stray>.) | (?P<indent>\Z))", re.VERBOSE | re.DOTALL
)

_MARGIN: Final = re.compile(_SPACE + "*")


def cut_lines(text: str) -> Iterator[Cut]:
    """The physical lines. An empty text has none."""
    start, spoken = 0, list[Leaf]()
    new = tuple.__new__  # a third of the time of the named tuple's own call
    for found in _SPOKEN.finditer(text):
        kind: LeafKind = found.lastgroup  # type: ignore[assignment]  # the groups are named as the kinds
        if kind == "newline":
            end = found.end()
            yield new(Cut, (start, end, tuple(spoken)))
            start = end
            spoken.clear()
        elif kind not in SILENT:
            place = found.lastindex or 0
            spoken.append(new(Leaf, (kind, found[place], found.start(place))))
    if start < len(text):
        yield new(Cut, (start, len(text), tuple(spoken)))


def leaves_of(text: str, start: int, end: int) -> tuple[Leaf, ...]:
    """Every leaf of a physical line, or of lines."""
    return tuple(
        Leaf(found.lastgroup, found.group(), found.start())  # type: ignore[arg-type]  # the groups are named as the kinds
        for found in _LEAF.finditer(text, start, end)
    )


def indentation(text: str, start: int, end: int) -> int:
    """The columns before the first word of a line; a tab reaches to the next multiple of eight."""
    blank = _MARGIN.match(text, start, end)
    if blank is None:
        return 0
    margin = blank[0]
    return len(margin) if margin.isascii() and "\t" not in margin else _columns(margin)


def _columns(margin: str) -> int:
    return len(margin.replace("\u3000", "  ").expandtabs(8))


def is_word(text: str) -> bool:
    """Whether a spelling can be written as one word of the language."""
    found = _LEAF.fullmatch(text)
    return found is not None and found.lastgroup == "word"
