"""Segments: each name once, no circles, and only so deep that a person can still follow."""

from __future__ import annotations

from dsl import lines as ln
from dsl.campaign import Segment
from dsl.checking.conditions import check_clause
from dsl.checking.scope import Scope
from dsl.limits import SEGMENT_DEPTH, SEGMENTS
from dsl.nodes import Clause, Joined, Named, Negated
from dsl.source import Source
from dsl.values import Label


def check_segments(scope: Scope, source: Source) -> tuple[Segment, ...]:
    """Segments may use each other in any order, but not in a circle."""
    lines = _declared(scope, source)
    scope.segments = set(lines)
    _survey(scope, lines)
    checked = [(line, check_clause(scope, line.clause)) for line in lines.values()]
    return tuple(
        Segment(line.name.text, condition, line.span.line)
        for line, condition in checked
        if condition is not None
    )


def _declared(scope: Scope, source: Source) -> dict[str, ln.SegmentLine]:
    lines: dict[str, ln.SegmentLine] = {}
    for block in source.campaign:
        line = block.line
        if not isinstance(line, ln.SegmentLine):
            continue
        name = line.name.text
        if name in lines:
            what = Label("segment", "人群")
            scope.say("BC0410", line.name, what=what, name=name, line=lines[name].span.line)
        elif scope.words.facts.find(name) is not None:
            scope.say("BC0411", line.name, name=name)
        elif len(lines) == SEGMENTS:
            scope.say("BC0308", line.name, limit=SEGMENTS)
        else:
            lines[name] = line
    return lines


def _survey(scope: Scope, lines: dict[str, ln.SegmentLine]) -> None:
    """Walk over what each segment uses; a name that is met again on its own way is a circle."""
    uses = {name: [used for used in _names(line.clause) if used in lines] for name, line in lines.items()}
    depths: dict[str, int] = {}
    for first in lines:
        way: list[str] = [] if first in depths else [first]
        while way:
            name = way[-1]
            open_ones = [used for used in uses[name] if used not in depths and used not in way]
            if open_ones:
                way.append(open_ones[0])
                continue
            circle = [used for used in uses[name] if used in way]
            if circle:
                shown = " → ".join((*way[way.index(circle[0]) :], circle[0]))
                scope.say("BC0412", lines[name].name, name=name, circle=shown)
            depths[name] = 1 + max((depths.get(used, 0) for used in uses[name]), default=0)
            if depths[name] == SEGMENT_DEPTH + 1:
                scope.say("BC0309", lines[name].name, name=name, limit=SEGMENT_DEPTH)
            way.pop()


def _names(clause: Clause) -> tuple[str, ...]:
    match clause:
        case Named(name=name):
            return (name.text,)
        case Negated(part=part):
            return _names(part)
        case Joined(parts=parts):
            return tuple(name for part in parts for name in _names(part))
    return ()
