"""What a page told when the button was pressed: a mark of each line, so that the answer can tell what has changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from engine.api import Label

#: Enough that no two lines of one campaign share a mark by chance.
_SYMBOLS: Final = 8
_MARKS: Final = re.compile(rf"[0-9a-f]{{{_SYMBOLS}}}(?:\.[0-9a-f]{{{_SYMBOLS}}}){{0,199}}")


def marks_of(terms: Iterable[Label]) -> str:
    """The marks of the lines, for a form or an address; empty where there are no lines."""
    return ".".join(map(_mark, terms))


def sound(marks: str) -> str:
    """Marks as they came from a form or an address, or nothing where they are none."""
    return marks if _MARKS.fullmatch(marks) else ""


def unseen(terms: tuple[Label, ...], marks: str) -> tuple[Label, ...]:
    """The lines that were not among those that were shown; none where it is not known what was shown."""
    known = set(sound(marks).split(".")) - {""}
    return tuple(line for line in terms if _mark(line) not in known) if known else ()


def _mark(line: Label) -> str:
    return hashlib.sha256(f"{line.en}\n{line.zh}".encode()).hexdigest()[:_SYMBOLS]
