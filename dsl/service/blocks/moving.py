"""Moving, copying, removing and putting in blocks, each as the one splice that changes the text.

Whole lines travel: a block takes its comments along and keeps its layout, only its margin changes. Between blocks of several
lines at the left margin stays one blank line.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from dsl.service.blocks.tree import Block, blocks
from dsl.service.document import Document, Edit, smallest

Where = Literal["before", "after", "into"]
_STEP: Final = "  "
_MARGIN: Final = re.compile("[ \t\u3000\u00a0]*")


class Misplaced(ValueError):  # noqa: N818  # named for what is wrong, as all of them
    """There is no block at that line, or a block would have to stand within itself."""


def moved(document: Document, line: int, target: int, where: Where) -> Edit:
    """A block put before, after or into another one. Both are named by the lines that begin them."""
    own, other = _at(document, line), _at(document, target)
    if own.first <= other.line <= own.last:
        raise Misplaced
    rows = _rows(document.text)
    chunk = rows[own.first - 1 : own.last]
    place, margin = _place(other, rows, where)
    chunk = _set_to(chunk, _margin(rows[own.line - 1]), margin)
    rest = rows[: own.first - 1] + rows[own.last :]
    if place >= own.last:
        place -= own.last - own.first + 1
    closed = _closed_up(rest, own.first - 1)
    if place > own.first - 1:
        place = max(own.first - 1, place - (len(rest) - len(closed)))
    place = min(place, len(closed))
    return _edit(document, _joined(closed[:place], chunk, closed[place:], margin))


def copied(document: Document, line: int) -> Edit:
    """The same block once more, behind itself."""
    own = _at(document, line)
    rows = _rows(document.text)
    chunk = rows[own.first - 1 : own.last]
    return _edit(document, _joined(rows[: own.last], chunk, rows[own.last :], _margin(rows[own.line - 1])))


def removed(document: Document, line: int) -> Edit:
    """The text without a block."""
    own = _at(document, line)
    rows = _rows(document.text)
    left = rows[: own.first - 1] + rows[own.last :]
    return _edit(document, _closed_up(left, own.first - 1))


def inserted(document: Document, text: str, target: int | None, where: Where) -> Edit:
    """Text put before, after or into a block, at its margin; without a target, at the end."""
    chunk = [row for row in _rows(text) if row.strip()]
    if not chunk:
        return Edit(len(document.text), len(document.text), "")
    rows = _rows(document.text)
    place, margin = (len(rows), "") if target is None else _place(_at(document, target), rows, where)
    own = min((_margin(row) for row in chunk), key=len)
    return _edit(document, _joined(rows[:place], _set_to(chunk, own, margin), rows[place:], margin))


def _at(document: Document, line: int) -> Block:
    every = (one for top in blocks(document) for one in top.every())
    found = next((one for one in every if one.line == line), None)
    if found is None:
        raise Misplaced
    return found


def _place(other: Block, rows: list[str], where: Where) -> tuple[int, str]:
    """Before which row (from 0) it goes, and with which margin."""
    own = _margin(rows[other.line - 1])
    if where == "before":
        return other.first - 1, own
    if where == "after":
        return other.last, own
    inner = _margin(rows[other.children[0].line - 1]) if other.children else own + _STEP
    return other.last, inner


def _rows(text: str) -> list[str]:
    """The lines with their ends; the last one gets an end too."""
    rows = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)
    if rows and rows[-1][-1] not in "\r\n":
        rows[-1] += "\r\n" if rows[0].endswith("\r\n") else "\n"
    return rows


def _margin(row: str) -> str:
    found = _MARGIN.match(row.removeprefix("\ufeff"))
    return found.group() if found else ""


def _set_to(chunk: list[str], old: str, new: str) -> list[str]:
    """The rows at another margin; one that stood left of it comes to the margin."""
    return [_moved(row, old, new) for row in chunk]


def _moved(row: str, old: str, new: str) -> str:
    if not row.strip():
        return row
    inner = row[len(old) :] if row.startswith(old) else row.lstrip(" \t\u3000\u00a0")
    return new + inner


def _joined(before: list[str], chunk: list[str], after: list[str], margin: str) -> list[str]:
    """The parts in their order; at the left margin, a block of several lines stands apart."""
    if margin:
        return before + chunk + after
    end = "\r\n" if chunk[0].endswith("\r\n") else "\n"
    above = [end] if before and before[-1].strip() and (len(chunk) > 1 or _indented(before[-1])) else []
    below = [end] if after and after[0].strip() and (len(chunk) > 1 or _opens(after)) else []
    return before + above + chunk + below + after


def _indented(row: str) -> bool:
    return bool(_margin(row))


def _opens(rows: list[str]) -> bool:
    return len(rows) > 1 and _indented(rows[1])


def _closed_up(rows: list[str], place: int) -> list[str]:
    """Where something was taken out, at most one of two blank lines stays, and none at either end of the text."""
    blank = 0
    while place + blank < len(rows) and not rows[place + blank].strip():
        blank += 1
    before, after = rows[:place], rows[place + blank :]
    if not after:
        while before and not before[-1].strip():
            before.pop()
        return before
    kept = rows[place : place + blank] if before and before[-1].strip() else []
    return before + kept + after


def _edit(document: Document, rows: list[str]) -> Edit:
    return smallest(document.text, "".join(rows))
