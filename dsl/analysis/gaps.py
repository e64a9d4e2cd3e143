"""Whom no budget is for: where all budgets of a block hold for some people only, people may fall between them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np

from dsl.analysis.amounts import paid
from dsl.analysis.cells import Above, Mask, places
from dsl.analysis.fields import YES
from dsl.analysis.patterns import Ways
from dsl.analysis.people import facts_of, person, telling
from dsl.analysis.reach import Spans, first_cell, full
from dsl.decision import Pot
from dsl.diagnostics import Diagnostic, finding
from dsl.intents import intents_of
from dsl.vocabulary import Vocabulary


def gap_findings(ways: Ways, vocabulary: Vocabulary, spans: Spans) -> Iterator[Diagnostic]:
    """Blocks that give money to somebody for whom none of their budgets is set aside."""
    cells = ways.cells
    blocks: list[tuple[tuple[Pot, ...], Above]] = [(cells.trigger.pots, ())]
    for place in places(cells.trigger.rules):
        for number, branch in enumerate(place.choice.branches):
            blocks.append((branch.pots, (*place.above, (place.choice, number))))
    for pots, above in blocks:
        for currency in dict.fromkeys(pot.total.currency for pot in pots):
            own = [pot for pot in pots if pot.total.currency == currency]
            if all(pot.when is not None for pot in own):
                yield from _between(ways, own, cells.reached(above), vocabulary, spans)


def _between(
    ways: Ways, pots: list[Pot], come: Mask, vocabulary: Vocabulary, spans: Spans
) -> Iterator[Diagnostic]:
    cells = ways.cells
    inside = [cells.holds(pot.when) == YES for pot in pots if pot.when is not None]
    giving = {
        number
        for number, way in enumerate(ways.ways)
        if way.refusal is None
        and any(pot in intent.pots and any(paid(intent)) for intent in intents_of(way.brings) for pot in pots)
    }
    left = come & cells.usual & ~reduce(np.logical_or, inside) & ways.mask(giving)
    if not left.any():
        return
    cell = first_cell(cells, left)
    if facts_of(cells, cell) is not None:
        matter = telling(cells, full(cells, left), cell)
        yield finding("BC1118", spans(pots[-1].line), person=person(cells, cell, matter, vocabulary))
