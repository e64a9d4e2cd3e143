"""Where there are too many cells: each rule against the earlier ones that read no more facts than it does.

What is found is as certain as in the whole product; what several rules do together may stay unfound.
"""

from __future__ import annotations

from collections.abc import Iterator

from dsl.analysis.cells import MOST_CELLS, Cells, Place, cells_for, compares_of, places
from dsl.analysis.people import person, telling
from dsl.analysis.reach import Spans, first_cell, full, lines_named
from dsl.campaign import Branch, Campaign, Trigger
from dsl.conditions import Condition
from dsl.diagnostics import Diagnostic, finding
from dsl.vocabulary import Vocabulary


def rough_findings(cells: Cells, vocabulary: Vocabulary, spans: Spans) -> Iterator[Diagnostic]:
    """Rules that can never apply, and that not everything was looked at."""
    yield finding("BC1112", spans(cells.trigger.line), count=f"{cells.count:,}")
    never: set[int] = set()
    for place in places(cells.trigger.rules):
        if any(id(choice.branches[number]) in never for choice, number in place.above):
            continue
        for number, branch in enumerate(place.choice.branches):
            found = _why_never(cells.campaign, cells.trigger, place, number, vocabulary, spans)
            if found is not None:
                never.add(id(branch))
                yield found


def _why_never(
    campaign: Campaign, trigger: Trigger, place: Place, number: int, vocabulary: Vocabulary, spans: Spans
) -> Diagnostic | None:
    branch = place.choice.branches[number]
    above = [choice.branches[taken] for choice, taken in place.above]
    conditions = _conditions([*above, branch])
    facts = {compare.fact for compare in compares_of(campaign, conditions)}
    earlier = [other for other in place.choice.branches[:number] if _reads(campaign, other) <= facts]
    cells = cells_for(campaign, trigger, conditions + _conditions(earlier), vocabulary)
    if cells.count > MOST_CELLS:
        return None
    span = spans(branch.line)
    meets = cells.matches(branch) & cells.possible
    if not meets.any():
        return finding("BC1101", span)
    for outer in above:
        meets = meets & cells.matches(outer)
    if not meets.any():
        return finding("BC1102", span, lines=lines_named([outer.line for outer in above]))
    left = meets
    for other in earlier:
        left = left & ~cells.matches(other)
    if left.any():
        return None
    lines = [other.line for other in earlier if bool((meets & cells.matches(other)).any())]
    cell = first_cell(cells, meets)
    example = person(cells, cell, telling(cells, full(cells, meets), cell), vocabulary)
    return finding("BC1103", span, lines=lines_named(lines), person=example)


def _conditions(branches: list[Branch]) -> list[Condition]:
    return [branch.condition for branch in branches if branch.condition is not None]


def _reads(campaign: Campaign, branch: Branch) -> set[str]:
    return {compare.fact for compare in compares_of(campaign, _conditions([branch]))}
