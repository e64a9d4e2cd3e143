"""Characters that pass for others: Cyrillic and Greek letters as Latin ones, full-width figures, turned directions.

The pairs are those of Unicode's confusables (UTS 39) whose Latin side is a single letter that names are made of.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from dsl.diagnostics import Diagnostic, finding
from dsl.nodes import Span
from dsl.parser import ReadLine
from dsl.syntax import HIDDEN

_POSING: Final = str.maketrans(
    "аеорсухѕіјһԁԛԝАВЕКМНОРСТУХЅІЈΑΒΕΖΗΙΚΜΝΟΡΤΥΧαινορυκ",
    "aeopcyxsijhdqwABEKMHOPCTYXSIJABEZHIKMNOPTYXaivopuk",
)
#: Letters and digits as wide as a Chinese character, as some keyboards give them.
_WIDE: Final = re.compile("[０-９Ａ-Ｚａ-ｚ]")
#: Characters that turn the direction in which text is shown.
_TURNING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ODD: Final = re.compile(
    f"[{''.join(map(chr, _POSING))}{_WIDE.pattern[1:-1]}{''.join(HIDDEN)}]|{_TURNING.pattern}"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile("[A-Za-z]")


def holds_lookalikes(text: str) -> bool:
    """Whether a text has any character that passes for another, or is not seen: most texts have none."""
    return not text.isascii() and _ODD.search(text) is not None


def lookalikes(line: ReadLine) -> list[Diagnostic]:
    """What is not what it seems: at most one finding for a line whose words are in doubt, else one a quoted word."""
    if all(leaf.text.isascii() for leaf in line.leaves):
        return []
    turned = _turned(line)
    if turned is not None:
        return [turned]
    posing = next(_posing_names(line), None) if line.failure is not None else None
    return [posing] if posing is not None else list(_mixed_words(line))


def _turned(line: ReadLine) -> Diagnostic | None:
    for leaf in line.leaves:
        found = _TURNING.search(leaf.text)
        if found is not None:
            name = f"U+{ord(found[0]):04X}"
            return finding(
                "BC0443", _span(line, leaf.start + found.start(), leaf.start + found.end()), name=name
            )
    return None


def _posing_names(line: ReadLine) -> Iterator[Diagnostic]:
    """Words outside of quotes, each with what to type instead."""
    for start, written in _runs(line):
        plain = _WIDE.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), written)
        meant = plain.translate(_POSING)
        if meant == written or not all(char.isascii() or "\u3400" <= char <= "\u9fff" for char in meant):
            continue
        span = _span(line, start, start + len(written))
        if plain == meant:
            yield finding("BC0442", span, instead=meant, text=written, meant=meant)
        else:
            letter = next(char for char in plain if char != char.translate(_POSING))
            yield finding(
                "BC0441",
                span,
                instead=meant,
                text=written,
                meant=meant,
                script=_script(letter),
                letter=letter,
            )


def _runs(line: ReadLine) -> Iterator[tuple[int, str]]:
    """What stands together without spaces, marks or quotes, as one would read it."""
    start, run = 0, ""
    for leaf in line.leaves:
        if leaf.kind in ("word", "number", "stray"):
            start, run = (start, run + leaf.text) if run else (leaf.start, leaf.text)
        elif run:
            yield start, run
            run = ""
    if run:
        yield start, run


def _mixed_words(line: ReadLine) -> Iterator[Diagnostic]:
    """Quoted words that mix Latin letters with letters that pass for such."""
    for leaf in line.leaves:
        if leaf.kind != "text":
            continue
        for word in _LETTERS.finditer(leaf.text):
            odd = [char for char in word[0] if char != char.translate(_POSING)]
            if odd and _LATIN.search(word[0]):
                meant = word[0].translate(_POSING)
                span = _span(line, leaf.start + word.start(), leaf.start + word.end())
                yield finding(
                    "BC0444", span, instead=meant, text=word[0], script=_script(odd[0]), letter=odd[0]
                )


def _script(letter: str) -> str:
    """`Cyrillic` or `Greek`."""
    return unicodedata.name(letter).split()[0].capitalize()


def _span(line: ReadLine, start: int, end: int) -> Span:
    return Span(start, end, line.number, start - line.start + 1)
