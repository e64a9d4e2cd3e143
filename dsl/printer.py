"""The one format of a campaign: comments and broken lines are kept, and a second run changes nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from dsl import lines as ln
from dsl.diagnostics import width
from dsl.keywords import Language
from dsl.lexicon import lexicon
from dsl.phrasing import Phrasing
from dsl.source import Source, SourceLine, parse
from dsl.vocabulary import Vocabulary

_INDENT = "  "
#: What counts as space at the end of a line; any other character is kept, however it looks.
_SPACES = " \t\u3000\u00a0"


#: U+FEFF: at the beginning of a text the mark of its byte order, anywhere else an invisible character.
_MARK: Final = "\ufeff"


def format_text(text: str, vocabulary: Vocabulary, lang: str | None = None) -> str:
    """The text in canonical form, in the language asked for (`en`, `zh`), else in its own."""
    source = parse(text)
    if any(found.code == "BC0301" for found in source.diagnostics):
        return text
    language = language_of(source) if lang is None else "zh" if lang.startswith("zh") else "en"
    phrasing = Phrasing(lexicon(vocabulary), language)
    depths = _comment_depths(source.lines)
    rows = [_row(line, depth, phrasing) for line, depth in zip(source.lines, depths, strict=True)]
    printed = "".join(f"{line}\n" for line in _set(_spaced(rows)))
    if printed.startswith(_MARK):  # in the middle it was a stray character, in front it says nothing at all
        return format_text(printed.lstrip(_MARK), vocabulary, lang)
    return printed


def language_of(source: Source) -> Language:
    """The language in which most lines begin; English for a draw."""
    heads = [line.read.spoken[0].text for line in source.lines if line.says is not None]
    words = [head for head in heads if not head[0].isdigit()]
    chinese = sum(not head.isascii() for head in words)
    return "zh" if 2 * chinese > len(words) else "en"


@dataclass(frozen=True, slots=True)
class _Row:
    """A line to be printed: its cells (none for a blank line), its depth, its comment, what it says."""

    cells: tuple[str, ...]
    depth: int
    comment: str
    says: ln.Line | None

    @property
    def blank(self) -> bool:
        return not self.cells and not self.comment

    @property
    def opens(self) -> bool:
        """It begins a block of its own at the left margin."""
        return isinstance(
            self.says,
            ln.CampaignLine
            | ln.PrizeLine
            | ln.OfferLine
            | ln.CouponLine
            | ln.SegmentLine
            | ln.TriggerLine
            | ln.TestLine
            | ln.PopulationLine
            | ln.ForecastLine,
        )


def _row(line: SourceLine, comment_depth: int, phrasing: Phrasing) -> _Row:
    leaves = line.read.leaves
    comment = "".join(leaf.text for leaf in leaves if leaf.kind == "comment").rstrip()
    if line.says is not None:
        return _Row(phrasing.line(line.says), line.depth, comment, line.says)
    if line.broken:
        kept = "".join(
            leaf.text for leaf in leaves if leaf.kind not in ("mark_of_order", "indent", "newline", "comment")
        )
        return _Row((kept.rstrip(_SPACES),), line.depth, comment, None)
    return _Row((), comment_depth if comment else 0, comment, None)


def _comment_depths(lines: tuple[SourceLine, ...]) -> list[int]:
    """For each line, how deep a comment in its place stands.

    It belongs to the line below, unless it stands deeper: then to the nearest line above that is no deeper.
    """
    below: list[SourceLine | None] = []
    following: SourceLine | None = None
    for line in reversed(lines):
        below.append(following)
        following = line if line.read.spoken else following
    below.reverse()
    widths, depths, found = (
        list[int](),
        list[int](),
        list[int](),
    )  # lines above, each wider than the one before
    for line, after in zip(lines, below, strict=True):
        own = line.read.indentation
        if after is not None and own <= after.read.indentation:
            found.append(after.depth)
        else:
            place = bisect_right(widths, own)
            found.append(max(depths[place - 1] if place else 0, after.depth if after else 0))
        if line.read.spoken:
            kept = bisect_left(widths, own)
            widths[kept:], depths[kept:] = [own], [line.depth]
    return found


def _spaced(rows: list[_Row]) -> list[_Row]:
    """One blank line where there were some, and one before each block, above its comments."""
    out: list[_Row] = []
    last: _Row | None = None
    for row in rows:
        if row.blank:
            if out and not out[-1].blank:
                out.append(row)
            continue
        if row.opens and last is not None and not (_segment(row) and _segment(last)):
            place = len(out)
            while place and out[place - 1].depth == 0 and out[place - 1].comment and not out[place - 1].cells:
                place -= 1
            if place and not out[place - 1].blank:
                out.insert(place, _Row((), 0, "", None))
        out.append(row)
        last = row if row.cells else last
    while out and out[-1].blank:
        out.pop()
    return out


def _segment(row: _Row) -> bool:
    return isinstance(row.says, ln.SegmentLine)


def _set(rows: list[_Row]) -> list[str]:
    """Lines of text; neighbours with two cells at one depth are set in columns."""
    lines: list[str] = []
    for row, column in zip(rows, _columns(rows), strict=True):
        if row.blank:
            lines.append("")
            continue
        text = _INDENT * row.depth
        if len(row.cells) == 2:
            text += row.cells[0] + " " * (column - width(row.cells[0])) + row.cells[1]
        else:
            text += "".join(row.cells)
        if row.comment:
            text += ("  " if row.cells else "") + row.comment
        lines.append(text.rstrip(_SPACES))
    return lines


def _columns(rows: list[_Row]) -> list[int]:
    """For each row, the width of the first column of its neighbours, its gap included."""
    columns: list[int] = []
    for _, run in groupby(rows, key=lambda row: (row.depth, _in_columns(row))):
        together = list(run)
        widths = [width(row.cells[0]) for row in together if len(row.cells) == 2]
        gap = 1 if not widths or max(widths) == min(widths) else 2
        columns += [max(widths, default=0) + gap] * len(together)
    return columns


def _in_columns(row: _Row) -> bool:
    return len(row.cells) == 2 or (bool(row.comment) and not row.cells)
