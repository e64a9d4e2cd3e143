"""The blocks of a text as the page shows them: offsets in UTF-16 units, with findings, cures and costs in their place. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from engine.api import Label, Problem, Replayed, editing
from engine.api import editing_blocks as bl

#: Kinds whose blocks are told apart by colour: what a kind of line is for.
_FAMILY = {
    "segment": "who", "when": "who", "otherwise": "who", "phase": "who", "together": "who", "experiment": "who", "group": "who",
    "trigger": "event", "give": "reward", "draw": "reward", "deal": "reward", "outcome": "reward", "refuse": "reward",
    "ifspent": "reward", "iflapsed": "reward", "coupon": "goods", "prize": "goods", "offer": "goods", "tier": "who", "constant": "goods",
    "test": "proof", "population": "proof", "forecast": "proof", "broken": "broken", "note": "note",
}  # fmt: skip
#: Kinds under which something is put so seldom that their menu alone offers it.
_SELDOM = frozenset({"give", "outcome", "note", "broken"})


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of the sentence that may be left out: its place, and its words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class PieceView:
    """A word of the sentence, or a slot with its place and the value that a person edits.

    `part` is the shortest part that ends with it and may be left out.
    """

    text: str
    start: int
    end: int
    slot: str | None
    value: str
    part: PartView | None = None


@dataclass(frozen=True, slots=True)
class CureView:
    """A cure of a finding: its name, and its edits as the script takes them."""

    title: Label
    edits: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding at this block's own line."""

    problem: Problem
    cures: tuple[CureView, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block: `line` names it in the text shown, `words` its sentence as plain text."""

    kind: str
    family: str
    line: int
    words: str
    pieces: tuple[PieceView, ...]
    comments: tuple[PieceView, ...]
    remark: PieceView | None
    money: Label | None
    findings: tuple[FindingView, ...]
    opens: bool
    children: tuple[BlockView, ...]

    @property
    def troubled(self) -> bool:
        """Something is found wrong here or within."""
        return bool(self.findings) or any(child.troubled for child in self.children)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a decision of the past does here: the lines that light up, what was lacking where, and what comes of it.

    `told` is None where the text has errors, so that nothing can be decided by it.
    """

    decision: int
    told: Replayed | None

    @property
    def lit(self) -> frozenset[int]:
        """The lines that hold."""
        return frozenset(self.told.lit) if self.told else frozenset()

    @property
    def missed(self) -> dict[int, Label]:
        """The lines passed over, and what they lacked."""
        return dict(self.told.missed) if self.told else {}


@dataclass(frozen=True, slots=True)
class BlocksView:
    """All blocks of a text; those that are only shown cannot be changed in place. `marks`: a decision is replayed on them."""

    blocks: tuple[BlockView, ...]
    shown: bool = False
    marks: Marks | None = None

    def rules_alone(self) -> BlocksView:
        """What the campaign does, to be looked at: without its head and its proofs, but with whatever is wrong there."""
        kept = (
            one for one in self.blocks if one.family in ("event", "who", "goods", "reward") or one.troubled
        )
        return BlocksView(tuple(kept), shown=True, marks=self.marks)


def blocks_view(
    document: editing.Document, problems: Iterable[Problem], marks: Marks | None = None
) -> BlocksView:
    """A text as blocks; `problems` are its findings as the page shows them."""
    showing = _Showing(document, problems)
    return BlocksView(tuple(showing.block(one) for one in bl.blocks(document)), marks=marks)


class _Showing:
    def __init__(self, document: editing.Document, problems: Iterable[Problem]) -> None:
        self.document = document
        self.units = editing.Units(document.text)
        self.problems: dict[int, list[Problem]] = defaultdict(list)
        for problem in problems:
            self.problems[problem.line].append(problem)
        self.cures: dict[tuple[str, int, int], list[CureView]] = defaultdict(list)
        for fix in editing.fixes(document, 0, len(document.text)) if self.problems else ():
            found = fix.finding
            place = (found.code, self.units.of(found.span.start), self.units.of(found.span.end))
            self.cures[place].append(CureView(fix.title, self.edits(fix.edits)))
        self.money = {note.line: note.words for note in editing.notes(document)}

    def block(self, one: bl.Block) -> BlockView:
        spare = bl.spare(self.document, one.line) if one.kind not in ("note", "broken") else ()
        parts = {cut.end: self.part(cut) for cut in spare}  # the later begins later: the shorter one stays
        return BlockView(
            kind=one.kind,
            family=_FAMILY.get(one.kind, "term"),
            line=one.line,
            words=" ".join(piece.text for piece in one.pieces or one.comments),
            pieces=tuple(self.piece(piece, parts.get(piece.at.end)) for piece in one.pieces),
            comments=tuple(self.piece(piece) for piece in one.comments),
            remark=self.piece(one.remark) if one.remark else None,
            money=self.money.get(one.line),
            findings=tuple(self.finding(problem) for problem in self.problems[one.line]),
            opens=one.kind not in _SELDOM and bool(bl.offers(self.document, one.line)),
            children=tuple(self.block(child) for child in one.children),
        )

    def piece(self, piece: bl.Piece, part: PartView | None = None) -> PieceView:
        start, end = (self.units.of(offset) for offset in piece.at)
        return PieceView(piece.text, start, end, piece.slot, piece.value, part)

    def part(self, cut: bl.Stretch) -> PartView:
        text = self.document.text[cut.start : cut.end].strip(" ,，、")
        return PartView(self.units.of(cut.start), self.units.of(cut.end), text)

    def finding(self, problem: Problem) -> FindingView:
        cures = self.cures.get((problem.code, problem.start, problem.end), [])
        return FindingView(problem, tuple(cures))

    def edits(self, edits: Iterable[editing.Edit]) -> list[dict[str, Any]]:
        return [
            {"start": self.units.of(edit.start), "end": self.units.of(edit.end), "text": edit.text}
            for edit in edits
        ]
