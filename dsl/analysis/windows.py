"""What counts over the last days have to do with each other, and with the moment of the last thing counted.

In fewer days nothing happens more often, and somebody who claimed within 30 days has claims in the last 30 days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from dsl.analysis.knowledge import KNOWN_WITH, MANY, YES_AT_ZERO
from dsl.conditions import Ago
from dsl.vocabulary import window_of


@dataclass(frozen=True, slots=True)
class Apart:
    """Values that must not share a class, though no condition tells them apart.

    `zero`: counts whose zero stands alone. `runs`: counts whose classes have no gaps. `days`: for a moment, the
    numbers of days that part it: fewer days back, or not.
    """

    zero: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    days: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


def apart_for(facts: Iterable[str]) -> Apart:
    """What must stay apart when these facts are compared."""
    known = list(facts)
    bases = [window_of(fact)[0] for fact in known]
    ruled = {**KNOWN_WITH, **YES_AT_ZERO}
    counts = {ruled[fact] for fact in known if fact in ruled}
    zero = frozenset(fact for fact, base in zip(known, bases, strict=True) if base in counts) | counts
    runs = frozenset(fact for fact, base in zip(known, bases, strict=True) if bases.count(base) > 1)
    days = {
        moment: tuple(sorted({n for fact in known for base, n in [window_of(fact)] if base == count and n}))
        for moment, count in KNOWN_WITH.items()
    }
    return Apart(zero, runs, {moment: cuts for moment, cuts in days.items() if cuts})


def widths(facts: Iterable[str]) -> dict[str, list[tuple[float, str]]]:
    """The counts over several stretches of one thing, the shortest first; all time comes last."""
    found: dict[str, list[tuple[float, str]]] = {}
    for fact in dict.fromkeys(facts):
        base, days = window_of(fact)
        found.setdefault(base, []).append((float("inf") if days is None else days, fact))
    return {base: sorted(group) for base, group in found.items() if len(group) > 1}


def bounds(values: tuple[object, ...]) -> Iterator[tuple[int, int]]:
    """The lowest and highest number of each class without gaps; an unknown one may be any."""
    numbers = [value for value in values if isinstance(value, int)]
    highest = {low: following - 1 for low, following in pairwise(numbers)}
    for value in values:
        yield (value, highest.get(value, MANY)) if isinstance(value, int) else (0, MANY)


def within(value: object, days: int) -> bool:
    """A class of moments that lies in the last days, today included."""
    return isinstance(value, Ago) and value.amount < days


def settled_counts(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts with every count raised to what it is in fewer days."""
    found = dict(facts)
    for group in widths(facts).values():
        least = 0
        for _, fact in group:
            value = found[fact]
            if isinstance(value, int):
                found[fact] = least = max(least, value)
    return found
