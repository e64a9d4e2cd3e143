"""The first step: a text becomes a lossless tree of lines and blocks. Every problem of form is gathered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from dsl import lines as ln
from dsl.diagnostics import Diagnostic, finding
from dsl.leaves import Cut, Leaf, cut_lines
from dsl.limits import CONDITION_DEPTH, LINE_CHARACTERS, LINES, SOURCE_CHARACTERS
from dsl.lookalikes import holds_lookalikes, lookalikes
from dsl.lowering_parts import TooDeep
from dsl.nodes import Span
from dsl.outline import outline
from dsl.parser import Failure, ReadLine, quiet_line, read_line
from dsl.syntax import explain, hidden_characters


class SourceLine(NamedTuple):
    """A physical line: what was read, what it says (None: nothing, or not understood), how deep it stands."""

    read: ReadLine
    says: ln.Line | None
    depth: int

    @property
    def broken(self) -> bool:
        """The line says something that could not be understood."""
        return self.says is None and bool(self.read.spoken)


@dataclass(frozen=True, slots=True)
class Source:
    """A text as understood before any name is looked up. The leaves joined are the text."""

    text: str
    lines: tuple[SourceLine, ...] = field(repr=False)
    campaign: tuple[ln.Block, ...]
    diagnostics: tuple[Diagnostic, ...]

    def leaves(self) -> Iterator[Leaf]:
        """Every leaf in the order of the text."""
        for line in self.lines:
            yield from line.read.leaves


def parse(text: str) -> Source:
    """Read a text. Never raises for any text: what is not understood stays in its place as a broken line."""
    if len(text) > SOURCE_CHARACTERS:
        return _too_large(text)
    findings: list[Diagnostic] = []
    read_lines, spoken = [], list[tuple[ReadLine, ln.Line | None]]()
    suspect = holds_lookalikes(text)
    for number, cut in enumerate(cut_lines(text), 1):
        if len(spoken) <= LINES:
            line = _read(text, cut, number, suspect, findings)
            if isinstance(line[1], ln.EventLine):
                line = _in_place(spoken, line[0], line[1], findings)
            read_lines.append(line)
            if cut.spoken:
                spoken.append(line)
        else:
            read_lines.append((quiet_line(text, cut, number), None))
    if len(spoken) > LINES:
        findings.append(finding("BC0303", _place(spoken[LINES][0]), limit=LINES))
    plan = outline(spoken)
    depths = plan.depths
    lines = tuple([SourceLine(read, says, depths.get(read.number, 0)) for read, says in read_lines])
    ordered = sorted((*findings, *plan.findings), key=lambda found: found.span.start)
    return Source(text, lines, plan.blocks, tuple(ordered))


def _read(
    text: str, cut: Cut, number: int, suspect: bool, findings: list[Diagnostic]
) -> tuple[ReadLine, ln.Line | None]:
    """Read one line; in a `suspect` text something may pass for anything else."""
    length = cut.end - cut.start
    if length > LINE_CHARACTERS:
        read = quiet_line(text, cut, number)
        if read.spoken:
            findings.append(finding("BC0302", _place(read), count=length, limit=LINE_CHARACTERS))
        return read, None
    deep = None
    try:
        read, whole = read_line(text, cut, number)
    except TooDeep as found:
        read, whole, deep = quiet_line(text, cut, number), None, found
    hidden = lookalikes(read) or hidden_characters(read) if suspect else []
    findings += hidden
    if read.failure is not None and not hidden:
        findings.append(explain(read, read.failure))
    if deep is not None:
        findings.append(finding("BC0305", deep.span, limit=CONDITION_DEPTH))
    return read, cast("ln.Line | None", whole)


def _in_place(
    above: list[tuple[ReadLine, ln.Line | None]],
    read: ReadLine,
    says: ln.EventLine,
    findings: list[Diagnostic],
) -> tuple[ReadLine, ln.Line | None]:
    """An event's name may be any word, so only in a test does it begin a line; elsewhere the word is a slip."""
    if says.event.name is None:
        return read, says
    head = next((line for other, line in reversed(above) if other.indentation < read.indentation), says)
    if head is None or isinstance(head, ln.TestLine):
        return read, says
    failure = Failure(read.spoken[0], frozenset(), first=True)
    findings.append(explain(read, failure))
    return read._replace(failure=failure), None


def _too_large(text: str) -> Source:
    start = Span(0, 0, 1, 1)
    found = finding("BC0301", start, count=f"{len(text):,}", limit=f"{SOURCE_CHARACTERS:,}")
    whole = quiet_line(text, Cut(0, len(text), (Leaf("stray", text, 0),)), 1)
    return Source(text, (SourceLine(whole, None, 0),), (), (found,))


def _place(read: ReadLine) -> Span:
    first = read.spoken[0]
    return Span(first.start, first.end, read.number, first.start - read.start + 1)
