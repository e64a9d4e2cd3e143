"""Sections as aligned text for a terminal; Chinese characters are two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

from dsl.simulation.report import Bar, Cell, Row, Section
from dsl.simulation.wording import CHANGE
from dsl.values import Label, Money

_BAR: Final = 16
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"
#: A name longer than this is cut, in columns.
_NAME_MAX: Final = 48


def tell(sections: Iterable[Section], lang: str = "en") -> str:
    """All sections, one after the other, with an empty line between."""
    return "\n\n".join(_section(section, lang) for section in sections)


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def _section(section: Section, lang: str) -> str:
    heads = [heading[lang] for heading in section.headings]
    table = [["", *heads], *(_cells(row, section, lang) for row in section.rows)]
    widths = [max(width(line[column]) for line in table) for column in range(len(table[0]))]
    left = [True, *(_is_left(section, column) for column in range(len(heads)))]
    lines = [
        "  ".join(
            _fitted(text, size, to_left) for text, size, to_left in zip(line, widths, left, strict=True)
        )
        for line in table
    ]
    shown = lines if any(heads) else lines[1:]
    return "\n".join([section.title[lang], *(f"  {line}".rstrip() for line in shown)])


def _cells(row: Row, section: Section, lang: str) -> list[str]:
    cells = [
        _told(cell, lang, signed=heading == CHANGE)
        for cell, heading in zip(row.cells, section.headings, strict=True)
    ]
    return [_cut(row.name[lang]), *cells]


def _told(cell: Cell, lang: str, *, signed: bool) -> str:
    match cell:
        case None:
            return ""
        case Label():
            return cell[lang]
        case Bar(share):
            return _bar(share)
        case int():
            return f"{cell:+,}" if signed and cell else f"{cell:,}"
        case Money():
            return f"+{cell.amount}" if signed and cell.minor > 0 else cell.amount
    return cell


def _bar(share: float) -> str:
    eighths = round(share * _BAR * 8) or (1 if share else 0)
    whole, part = divmod(eighths, 8)
    return "█" * whole + _EIGHTHS[part].strip()


def _is_left(section: Section, column: int) -> bool:
    """Bars and words stand to the left, figures to the right."""
    cells = [row.cells[column] for row in section.rows]
    return any(isinstance(cell, Bar) for cell in cells) or (
        len(section.headings) > 1 and all(cell is None or isinstance(cell, Label) for cell in cells)
    )


def _cut(text: str) -> str:
    if width(text) <= _NAME_MAX:
        return text
    kept = ""
    for char in text:
        if width(kept + char) > _NAME_MAX - 1:
            break
        kept += char
    return f"{kept}…"


def _fitted(text: str, size: int, to_left: bool) -> str:
    gap = " " * (size - width(text))
    return text + gap if to_left else gap + text
