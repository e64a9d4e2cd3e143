"""The one format of a campaign: comments and broken lines are kept, and a second run changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from dsl import lines as ln
from dsl.diagnostics import width
from dsl.keywords import Language
from dsl.lexicon import lexicon
from dsl.phrasing import Phrasing
from dsl.source import Source, SourceLine, parse
from dsl.vocabulary import Vocabulary

_INDENT = "  "


def format_text(text: str, vocabulary: Vocabulary, lang: str | None = None) -> str:
    """The text in canonical form, in the language asked for (`en`, `zh`), else in its own."""
    source = parse(text)
    if any(found.code == "BC0301" for found in source.diagnostics):
        return text
    language = language_of(source) if lang is None else "zh" if lang.startswith("zh") else "en"
    phrasing = Phrasing(lexicon(vocabulary), language)
    rows = [_row(source, index, phrasing) for index in range(len(source.lines))]
    return "".join(f"{line}\n" for line in _set(_spaced(rows)))


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
            self.says, ln.CampaignLine | ln.CouponLine | ln.SegmentLine | ln.TriggerLine | ln.TestLine
        )


def _row(source: Source, index: int, phrasing: Phrasing) -> _Row:
    line = source.lines[index]
    leaves = line.read.leaves
    comment = "".join(leaf.text for leaf in leaves if leaf.kind == "comment").rstrip()
    if line.says is not None:
        return _Row(phrasing.line(line.says), line.depth, comment, line.says)
    if line.broken:
        kept = "".join(
            leaf.text for leaf in leaves if leaf.kind not in ("mark_of_order", "indent", "newline", "comment")
        )
        return _Row((kept.rstrip(),), line.depth, comment, None)
    return _Row((), _comment_depth(source.lines, index) if comment else 0, comment, None)


def _comment_depth(lines: tuple[SourceLine, ...], index: int) -> int:
    """A comment belongs to the line below, unless it stands deeper: then to the block above."""
    own = lines[index].read.indentation
    following = next((line for line in lines[index + 1 :] if line.read.spoken), None)
    if following is not None and own <= following.read.indentation:
        return following.depth
    above = (line for line in reversed(lines[:index]) if line.read.spoken and line.read.indentation <= own)
    return max(next((line.depth for line in above), 0), following.depth if following else 0)


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
    for index, row in enumerate(rows):
        if row.blank:
            lines.append("")
            continue
        text = _INDENT * row.depth
        if len(row.cells) == 2:
            text += row.cells[0] + " " * (_column(rows, index) - width(row.cells[0])) + row.cells[1]
        else:
            text += "".join(row.cells)
        if row.comment:
            text += ("  " if row.cells else "") + row.comment
        lines.append(text.rstrip())
    return lines


def _column(rows: list[_Row], index: int) -> int:
    """The width of the first column, its gap included."""
    first = last = index
    while first > 0 and _neighbours(rows[first - 1], rows[index]):
        first -= 1
    while last + 1 < len(rows) and _neighbours(rows[last + 1], rows[index]):
        last += 1
    widths = [width(row.cells[0]) for row in rows[first : last + 1] if len(row.cells) == 2]
    return max(widths) + (1 if max(widths) == min(widths) else 2)


def _neighbours(row: _Row, other: _Row) -> bool:
    return row.depth == other.depth and (len(row.cells) == 2 or (bool(row.comment) and not row.cells))
