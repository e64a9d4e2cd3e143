"""The blocks of a document, with the comments that travel with them. Every line of the text is in one of them or blank."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsl.service.blocks.lines import Piece, Stretch, pieces
from dsl.service.document import Document
from dsl.source import SourceLine


@dataclass(frozen=True, slots=True)
class Block:
    """A line with all that stands under it. Lines are numbered from 1.

    `kind` is the class of the line in lower case (`give`, `when`, …), `broken` for a line that is not understood and `note`
    for comments that belong to no line. `comments` stand directly above the line, `remark` at its end. `first` and
    `last` are its lines with those comments and its whole body.
    """

    kind: str
    line: int
    first: int
    last: int
    depth: int
    pieces: tuple[Piece, ...]
    comments: tuple[Piece, ...] = ()
    remark: Piece | None = None
    children: tuple[Block, ...] = ()

    def every(self) -> tuple[Block, ...]:
        """This block and all within, in the order of the text."""
        return (self, *(one for child in self.children for one in child.every()))


@dataclass(slots=True)
class _Open:
    line: SourceLine
    notes: list[SourceLine]
    first: int
    width: int
    depth: int
    children: list[_Open] = field(default_factory=list)

    def closed(self, document: Document) -> Block:
        children = tuple(child.closed(document) for child in self.children)
        number = self.line.read.number
        last = max([number, *(child.last for child in children)])
        comments = tuple(_comment(one) for one in self.notes)
        if not self.line.read.spoken:
            return Block("note", number, self.first, last, self.depth, (), comments)
        kind = "broken" if self.line.says is None else _kind(self.line)
        remark = _comment(self.line) if _has_comment(self.line) else None
        return Block(
            kind,
            number,
            self.first,
            last,
            self.depth,
            pieces(document, self.line),
            comments,
            remark,
            children,
        )


def blocks(document: Document) -> tuple[Block, ...]:
    """The blocks at the left margin, in the order of the text.

    Comments directly above a line belong to it. Others are notes: they stay in the deepest block that their
    indentation reaches into, and never split one.
    """
    tops: list[_Open] = []
    path: list[_Open] = []
    gap: list[SourceLine] = []
    for line in document.source.lines:
        if not line.read.spoken:
            gap.append(line)
            continue
        above = _directly_above(gap, line)
        _note(gap[: len(gap) - len(above)], tops, path, line.depth)
        del path[line.depth :]
        first = above[0].read.number if above else line.read.number
        _put(_Open(line, above, first, line.read.indentation, line.depth), tops, path)
        gap = []
    _note(gap, tops, path, 0)
    return tuple(top.closed(document) for top in tops)


def _put(block: _Open, tops: list[_Open], path: list[_Open]) -> None:
    (path[-1].children if path else tops).append(block)
    path.append(block)


def _directly_above(gap: list[SourceLine], line: SourceLine) -> list[SourceLine]:
    """The comments that end just above a line and stand no deeper than it."""
    above: list[SourceLine] = []
    for one in reversed(gap):
        if not _has_comment(one) or one.read.indentation > line.read.indentation:
            break
        above.insert(0, one)
    return above


def _note(gap: list[SourceLine], tops: list[_Open], path: list[_Open], depth: int) -> None:
    """Comments of a gap as notes: each run without a blank line is one. `depth` is that of the line behind the gap."""
    run: list[SourceLine] = []
    for one in [*gap, None]:
        if one is not None and _has_comment(one):
            if run and run[0].read.indentation != one.read.indentation:
                _end_run(run, tops, path, depth)
                run = []
            run.append(one)
        elif run:
            _end_run(run, tops, path, depth)
            run = []


def _end_run(run: list[SourceLine], tops: list[_Open], path: list[_Open], depth: int) -> None:
    width = run[0].read.indentation
    reached = sum(open_.width < width for open_ in path)
    del path[max(depth, reached) :]
    level = len(path)
    note = _Open(run[-1], run, run[0].read.number, width, level)
    (path[-1].children if path else tops).append(note)


def _has_comment(line: SourceLine) -> bool:
    return any(leaf.kind == "comment" for leaf in line.read.leaves)


def _comment(line: SourceLine) -> Piece:
    leaf = next(leaf for leaf in line.read.leaves if leaf.kind == "comment")
    text = leaf.text.rstrip()
    return Piece(text, Stretch(leaf.start, leaf.start + len(text)), "comment")


def _kind(line: SourceLine) -> str:
    return type(line.says).__name__.removesuffix("Line").lower()
