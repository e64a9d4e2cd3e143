"""Campaign text cut into coloured pieces, for places where it is read and not edited.

The colours say what a piece looks like (a comment, a quoted name, an amount), never what it means: meaning
comes from the checker. The editor's stream mode in `static/composer-language.js` cuts by the same rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

PieceKind = Literal["plain", "comment", "quoted", "number", "lead", "fact"]

_PIECE: Final = re.compile(
    r"(?P<comment>[#＃].*)"
    r"|(?P<quoted>\"[^\"]*\"?|“[^”]*”?)"
    r"|(?P<number>\d[\d,.:%-]*)"
    r"|(?P<fact>\w+\.\w+)"
    r"|(?P<word>\w+)"
    r"|(?P<rest>\s+|.)"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one colour."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class TextLine:
    """A numbered line of a campaign text; `hit` marks a line that took part in a decision."""

    number: int
    pieces: tuple[Piece, ...]
    hit: bool = False
    anchor: str = ""


def coloured(text: str, hits: tuple[int, ...] = ()) -> tuple[TextLine, ...]:
    """Every line of `text`, coloured. `hits` are line numbers from 1; the first carries the anchor `hit`."""
    first = min(hits, default=0)
    return tuple(
        TextLine(number, pieces(line), number in hits, "hit" if number == first else "")
        for number, line in enumerate(text.splitlines(), start=1)
    )


def pieces(line: str) -> tuple[Piece, ...]:
    """One line cut into pieces; joined they are the line again."""
    found: list[Piece] = []
    leading = True
    for match in _PIECE.finditer(line):
        group, run = match.lastgroup or "rest", match.group()
        kind: PieceKind = "plain"
        if group == "comment":
            kind = "comment"
        elif group == "quoted":
            kind = "quoted"
        elif group == "number":
            kind = "number"
        elif group == "fact":
            kind = "fact"
        elif group == "word" and leading:
            kind = "lead"
        leading = leading and run.isspace()
        if found and found[-1].kind == kind:
            found[-1] = Piece(kind, found[-1].text + run)
        else:
            found.append(Piece(kind, run))
    return tuple(found)
