"""What a draft would change, line by line, against the text that is live."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from studio.composer.colours import Piece, pieces


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line of a comparison. `old` and `new` are line numbers, None where the line is absent."""

    kind: Literal["same", "added", "removed", "gap"]
    old: int | None
    new: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts compared. `added` and `removed` count lines."""

    lines: tuple[ChangedLine, ...]
    added: int
    removed: int


def compare(before: str, after: str, context: int = 3) -> Comparison:
    """Lines that differ, with `context` equal lines around them; longer equal runs become one gap."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[ChangedLine] = []
    groups = SequenceMatcher(a=old, b=new, autojunk=False).get_grouped_opcodes(context)
    for number, group in enumerate(groups):
        if number or group[0][1] > 0:
            lines.append(ChangedLine("gap", None, None, ()))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                shift = new_from - old_from
                lines += (
                    ChangedLine("same", i + 1, i + 1 + shift, pieces(old[i])) for i in range(old_from, old_to)
                )
                continue
            lines += (ChangedLine("removed", i + 1, None, pieces(old[i])) for i in range(old_from, old_to))
            lines += (ChangedLine("added", None, i + 1, pieces(new[i])) for i in range(new_from, new_to))
    kinds = [line.kind for line in lines]
    return Comparison(tuple(lines), kinds.count("added"), kinds.count("removed"))
