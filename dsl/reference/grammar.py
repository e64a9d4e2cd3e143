"""Every kind of line with samples in both languages, taken from where the line is declared."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dsl.lexicon import Lexicon
from dsl.outline import HEAD_OF, TOP, UNDER, head_word
from dsl.phrasing import Phrasing
from dsl.reference.lines import LINE_HELP
from dsl.source import parse
from dsl.values import Label

_SAMPLE: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class LineKind:
    """A kind of line: the word that begins it, what it says, samples, and the heads of the lines it stands under.

    At the left margin, `under` is empty.
    """

    head: Label
    help: Label
    samples: tuple[Label, ...]
    under: tuple[Label, ...]


def line_kinds(lexicon: Lexicon) -> tuple[LineKind, ...]:
    """Every kind of line, in the order of a text."""
    return tuple(
        LineKind(
            head_word(kind),
            LINE_HELP[kind],
            tuple(_samples(kind, lexicon)),
            () if kind in TOP else tuple(head_word(home) for home, inner in UNDER.items() if kind in inner),
        )
        for kind in HEAD_OF
        if kind in LINE_HELP
    )


def _samples(kind: type, lexicon: Lexicon) -> Iterator[Label]:
    """The samples that the line's own description quotes, as the formatter writes them in each language."""
    for written in _SAMPLE.findall(inspect.getdoc(kind) or ""):
        lines = parse(written).lines
        says = lines[0].says if lines else None
        if says is not None and isinstance(says, kind):
            english, chinese = (
                " ".join(cell.strip() for cell in Phrasing(lexicon, language).line(says))
                for language in ("en", "zh")
            )
            yield Label(english, chinese)
