"""Where there are too many cells: each rule against the earlier ones that read no more facts than it does.

What is found is as certain as in the whole product; what several rules do together may stay unfound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dsl.analysis.cells import MOST_CELLS, MOST_WORK, Cells, Place, cells_for, compares_of, places
from dsl.analysis.people import person, telling
from dsl.analysis.reach import Spans, first_cell, full, lines_named
from dsl.campaign import Branch, Campaign, Trigger
from dsl.conditions import Condition
from dsl.diagnostics import Diagnostic, finding
from dsl.vocabulary import Vocabulary


def rough_findings(cells: Cells, vocabulary: Vocabulary, spans: Spans) -> Iterator[Diagnostic]:
    """Rules that can never apply, and that not everything was looked at."""
    yield finding("BC1112", spans(cells.trigger.line), count=f"{cells.count:,}")
    look = _Look(cells.campaign, cells.trigger, vocabulary, spans)
    never: set[int] = set()
    for place in places(cells.trigger.rules):
        if any(id(choice.branches[number]) in never for choice, number in place.above):
            continue
        for number, branch in enumerate(place.choice.branches):
            found = look.why_never(place, number)
            if found is not None:
                never.add(id(branch))
                yield found


@dataclass(slots=True)
class _Look:
    """One rule at a time, until the work allowed is used up."""

    campaign: Campaign
    trigger: Trigger
    vocabulary: Vocabulary
    spans: Spans
    work: int = MOST_WORK

    def why_never(self, place: Place, number: int) -> Diagnostic | None:
        """Why the branch can never apply; None where it can, or where that is not known."""
        branch = place.choice.branches[number]
        above = [choice.branches[taken] for choice, taken in place.above]
        facts = self.reads([*above, branch])
        earlier = [other for other in place.choice.branches[:number] if self.reads([other]) <= facts]
        conditions = _conditions([*above, branch, *earlier])
        cells = cells_for(self.campaign, self.trigger, conditions, self.vocabulary)
        self.work -= cells.count * (1 + len(above) + len(earlier))
        if cells.count > MOST_CELLS or self.work < 0:
            return None
        span = self.spans(branch.line)
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
        lines = lines_named([other.line for other in earlier if bool((meets & cells.matches(other)).any())])
        cell = first_cell(cells, meets)
        example = person(cells, cell, telling(cells, full(cells, meets), cell), self.vocabulary)
        return finding("BC1103", span, lines=lines, person=example)

    def reads(self, branches: list[Branch]) -> set[str]:
        """The facts that the branches' conditions compare."""
        return {compare.fact for compare in compares_of(self.campaign, _conditions(branches))}


def _conditions(branches: list[Branch]) -> list[Condition]:
    return [branch.condition for branch in branches if branch.condition is not None]
