"""What can be mended at the press of a key: the findings' own replacements, and lines that are missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from dsl import lines as ln
from dsl.diagnostics import Diagnostic
from dsl.keywords import KEYWORDS
from dsl.outline import UNDER
from dsl.service.document import Document, Edit
from dsl.source import SourceLine, parse
from dsl.values import Label

_INDENT: Final = "  "
_SAMPLE: Final = re.compile("`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to settle a finding."""

    title: Label
    finding: Diagnostic
    edits: tuple[Edit, ...]


def fixes(document: Document, start: int, end: int) -> tuple[Fix, ...]:
    """Every way to settle the findings that touch a stretch of the text."""
    touched = (
        found
        for found in document.checked.diagnostics
        if not found.where and found.span.start <= end and start <= found.span.end
    )
    return tuple(fix for found in touched for fix in _ways(document, found))


def _ways(document: Document, found: Diagnostic) -> list[Fix]:
    ways: list[Fix] = []
    if found.suggestion is not None:
        text = found.suggestion
        title = Label(f"Replace with `{text}`", f"替换为 `{text}`") if text else Label("Remove it", "删除")
        ways.append(Fix(title, found, (Edit(found.span.start, found.span.end, text),)))
    mend = _MENDING.get(found.code)
    if mend is not None and (fix := mend(document, found)) is not None:
        ways.append(fix)
    return ways


def _index(document: Document, found: Diagnostic) -> int | None:
    """The index of the line that a finding is about, when it could be read."""
    index = found.span.line - 1
    lines = document.source.lines
    return index if index < len(lines) and lines[index].says is not None else None


def _last_under(lines: tuple[SourceLine, ...], index: int) -> int:
    """The index of the last line of the block that begins at `index`."""
    last = index
    for place in range(index + 1, len(lines)):
        if not lines[place].read.spoken:
            continue
        if lines[place].depth <= lines[index].depth:
            break
        last = place
    return last


def _margin(lines: tuple[SourceLine, ...], index: int, *, under: bool) -> str:
    """The indentation of a line, or of the lines under it."""
    own = "".join(leaf.text for leaf in lines[index].read.leaves if leaf.kind == "indent")
    if not under:
        return own
    last = _last_under(lines, index)
    for line in lines[index + 1 : last + 1]:
        if line.read.spoken and line.depth == lines[index].depth + 1:
            return "".join(leaf.text for leaf in line.read.leaves if leaf.kind == "indent")
    return own + _INDENT


def _below(document: Document, index: int, *written: str) -> Edit:
    """Put lines below a line, whether or not it ends the text."""
    leaves = document.source.lines[index].read.leaves
    newline = leaves[-1].kind == "newline"
    at = leaves[-1].end
    body = "".join(f"{line}\n" for line in written)
    return Edit(at, at, body if newline else "\n" + body)


def _word(document: Document, terminal: str) -> str:
    return KEYWORDS[terminal].spelled(document.language)


def _add_rest(document: Document, found: Diagnostic) -> Fix | None:
    index = _index(document, found)
    if index is None or not isinstance(document.source.lines[index].says, ln.DrawLine | ln.DealLine):
        return None
    lines = document.source.lines
    outcomes = [
        place
        for place in range(index + 1, _last_under(lines, index) + 1)
        if lines[place].depth == lines[index].depth + 1 and isinstance(lines[place].says, ln.OutcomeLine)
    ]
    if not outcomes:
        return None
    words = f"{_word(document, 'REST')} {_word(document, 'NOTHING')}"
    edit = _below(
        document, _last_under(lines, outcomes[-1]), _margin(lines, outcomes[-1], under=False) + words
    )
    return Fix(Label("Add `rest nothing`", "加上 `其余 无`"), found, (edit,))


def _add_if_spent(document: Document, found: Diagnostic) -> Fix | None:
    """Under the event that the finding lies in, refusing what cannot be given any more."""
    index = _index(document, found)
    lines = document.source.lines
    while index is not None and not isinstance(lines[index].says, ln.TriggerLine):
        index = index - 1 if index else None
    if index is None:
        return None
    margin = _margin(lines, index, under=True)
    edit = _below(
        document, _last_under(lines, index),
        margin + _word(document, "IF_SPENT"), margin + _INDENT + _word(document, "REFUSE"),
    )  # fmt: skip
    return Fix(Label("Add `if spent` with `refuse`", "加上 `若已发完` 与 `拒绝`"), found, (edit,))


def _add_own_if_spent(document: Document, found: Diagnostic) -> Fix | None:
    """Under the reward itself."""
    index = _index(document, found)
    if index is None:
        return None
    margin = _margin(document.source.lines, index, under=True)
    edit = _below(
        document, _last_under(document.source.lines, index),
        margin + _word(document, "IF_SPENT"), margin + _INDENT + _word(document, "REFUSE"),
    )  # fmt: skip
    return Fix(
        Label("Add `if spent` with `refuse` under it", "在下面加上 `若已发完` 与 `拒绝`"), found, (edit,)
    )


def _add_sample(document: Document, found: Diagnostic) -> Fix | None:
    """The line that the help shows, at the end of the block that lacks it: the finding's own, else the campaign."""
    lines = document.source.lines
    own = found.span.line - 1
    says = lines[own].says if own < len(lines) else None
    heads = [place for place, line in enumerate(lines) if isinstance(line.says, ln.CampaignLine)]
    if not heads:
        return None
    index = (
        own if isinstance(says, ln.CampaignLine | ln.CouponLine | ln.PrizeLine | ln.OfferLine) else heads[0]
    )
    inner = UNDER[type(lines[index].says)]
    for sample in _SAMPLE.findall(found.help[document.language]):
        if any(isinstance(line.says, inner) for line in parse(sample).lines):
            edit = _below(document, _last_under(lines, index), _margin(lines, index, under=True) + sample)
            return Fix(Label(f"Add `{sample}`", f"加上 `{sample}`"), found, (edit,))
    return None


def _add_otherwise(document: Document, found: Diagnostic) -> Fix | None:
    """At the end of the block in which some get nothing."""
    index = _index(document, found)
    if index is None:
        return None
    lines = document.source.lines
    if isinstance(lines[index].says, ln.TriggerLine):
        inside = [
            place
            for place in range(index + 1, _last_under(lines, index) + 1)
            if lines[place].depth == lines[index].depth + 1
            and isinstance(lines[place].says, ln.WhenLine | ln.PhaseLine)
        ]
        if not inside:
            return None
        index = inside[-1]
    if not isinstance(lines[index].says, ln.WhenLine | ln.PhaseLine):
        return None
    last = index
    for place in range(index, len(lines)):  # the choice ends with its last neighbour
        if lines[place].read.spoken and lines[place].depth < lines[index].depth:
            break
        if lines[place].depth == lines[index].depth and lines[place].read.spoken:
            if not isinstance(lines[place].says, ln.WhenLine | ln.PhaseLine):
                break
            last = place
    margin = _margin(lines, last, under=False)
    edit = _below(
        document, _last_under(lines, last),
        margin + _word(document, "OTHERWISE"), margin + _INDENT + _word(document, "REFUSE"),
    )  # fmt: skip
    return Fix(Label("Add `otherwise` with `refuse`", "加上 `否则` 与 `拒绝`"), found, (edit,))


def _remove_block(document: Document, found: Diagnostic) -> Fix | None:
    """Take the line away, with all that stands under it."""
    index = _index(document, found)
    if index is None:
        return None
    lines = document.source.lines
    start = lines[index].read.begins
    end = lines[_last_under(lines, index)].read.ends
    return Fix(Label("Remove it", "删除"), found, (Edit(start, end, ""),))


def _remove(document: Document, found: Diagnostic) -> Fix | None:
    """Take away what has no meaning there."""
    return Fix(Label("Remove it", "删除"), found, (Edit(found.span.start, found.span.end, ""),))


def _close_text(document: Document, found: Diagnostic) -> Fix | None:
    """The quote that belongs to the one that opens."""
    mark = "”" if document.text[found.span.start] == "“" else '"'
    title = Label(f"Close the text with `{mark}`", f"用 `{mark}` 结束这段文字")
    end = found.span.start + len(document.text[found.span.start : found.span.end].rstrip())
    return Fix(title, found, (Edit(end, end, mark),))


def _tidy(document: Document, found: Diagnostic) -> Fix | None:
    """The format knows how deep each line belongs."""
    edit = document.formatted()
    return None if edit is None else Fix(Label("Lay the text out", "整理排版"), found, (edit,))


_MENDING: Final[dict[str, Callable[[Document, Diagnostic], Fix | None]]] = {
    "BC0101": _remove,
    "BC0102": _close_text,
    "BC0105": _remove,
    "BC0108": _remove,
    "BC0443": _remove,
    "BC0110": _remove,
    "BC0201": _tidy,
    "BC0801": _remove_block,
    "BC0804": _add_rest,
    "BC0805": _remove_block,
    "BC0807": _add_if_spent,
    "BC0808": _remove_block,
    "BC0809": _add_own_if_spent,
    "BC0813": _remove_block,
    "BC0814": _remove_block,
    "BC0816": _remove_block,
    "BC0903": _add_sample,
    "BC0904": _remove_block,
    "BC0905": _add_sample,
    "BC0906": _add_sample,
    "BC0910": _remove_block,
    "BC0911": _remove_block,
    "BC0919": _add_sample,
    "BC0924": _remove_block,
    "BC1101": _remove_block,
    "BC1103": _remove_block,
    "BC1105": _add_otherwise,
    "BC1106": _add_otherwise,
    "BC1107": _add_otherwise,
}
