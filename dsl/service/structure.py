"""The text as a tree for an outline, and the blocks that can be folded away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from dsl import lines as ln
from dsl.nodes import Span
from dsl.outline import UNDER
from dsl.phrasing import Phrasing
from dsl.service.document import Document
from dsl.source import SourceLine

#: Lines of these kinds appear in the outline; the others are told by their block.
_SHOWN: Final[tuple[type, ...]] = (ln.SegmentLine, *UNDER)


@dataclass(frozen=True, slots=True)
class Symbol:
    """An entry of the outline: `span` is the whole block, `selection` the line that begins it.

    `kind` is the class of the line in lower case: `segment`, `coupon`, `trigger`, `phase`, `when`, `draw` …
    """

    name: str
    kind: str
    span: Span
    selection: Span
    children: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """A block: the 1-based line that begins it and stays in sight, and its last line."""

    first: int
    last: int


@dataclass(slots=True)
class _Open:
    line: SourceLine
    last: SourceLine
    children: list[_Open] = field(default_factory=list)


def symbols(document: Document) -> tuple[Symbol, ...]:
    """The outline, as deep as blocks are nested."""
    phrasing = Phrasing(document.lexicon, document.language)
    return tuple(symbol for block in _blocks(document) for symbol in _symbol(block, phrasing))


def folds(document: Document) -> tuple[Fold, ...]:
    """Every line with lines under it. A comment between them is within, one behind them is not."""
    found: list[Fold] = []

    def visit(blocks: list[_Open]) -> None:
        for block in blocks:
            if block.children:
                found.append(Fold(block.line.read.number, block.last.read.number))
            visit(block.children)

    visit(_blocks(document))
    return tuple(found)


def _blocks(document: Document) -> list[_Open]:
    """Lines nested by their depth; broken lines keep their place."""
    tops: list[_Open] = []
    path: list[_Open] = []
    for line in document.source.lines:
        if not line.read.spoken:
            continue
        del path[line.depth :]
        block = _Open(line, line)
        for above in path:
            above.last = line
        (path[-1].children if path else tops).append(block)
        path.append(block)
    return tops


def _symbol(block: _Open, phrasing: Phrasing) -> list[Symbol]:
    inner = [symbol for child in block.children for symbol in _symbol(child, phrasing)]
    says = block.line.says
    if says is None or not isinstance(says, _SHOWN) or (isinstance(says, ln.GiveLine) and not inner):
        return inner
    name = " ".join(cell.strip() for cell in phrasing.line(says))
    kind = type(says).__name__.removesuffix("Line").lower()
    return [Symbol(name, kind, says.span.to(_whole(block.last)), says.span, tuple(inner))]


def _whole(line: SourceLine) -> Span:
    first, last = line.read.spoken[0], line.read.spoken[-1]
    return Span(first.start, last.end, line.read.number, first.start - line.read.start + 1)
