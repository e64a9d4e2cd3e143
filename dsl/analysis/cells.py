"""Everybody at once: the classes of all facts that a trigger reads, multiplied, and its choices for each cell.

Answers are one byte a cell: 0 no, 1 unknown, 2 yes, so that `and` is the minimum, `or` the maximum and `not`
the distance to 2, after Kleene. An array is as wide as the facts it depends on, not more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain, combinations, product
from math import prod
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from dsl.analysis.fields import YES, Axis, axes_of
from dsl.analysis.knowledge import ALWAYS_KNOWN, KNOWN_WITH, YES_AT_ZERO
from dsl.analysis.times import Stretch, stretches, window
from dsl.analysis.windows import apart_for, bounds, widths, within
from dsl.campaign import Branch, Campaign, Choice, Rule, Trigger
from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.facts_read import parts_of, trigger_conditions
from dsl.vocabulary import FactKind, Vocabulary, window_of

Answers = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
#: More cells than this are not multiplied out.
MOST_CELLS: Final = 10_000_000
#: Cells of a whole campaign, each counted once for every branch: about a second's work.
MOST_WORK: Final = 300_000_000


#: The branches that lead to a place, outermost first, each as its choice and its number from 0.
Above = tuple[tuple[Choice, int], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a choice stands."""

    choice: Choice
    above: Above


@dataclass(slots=True)
class Cells:
    """The product for one trigger. The first axis is time, in `times`; the others are `axes`."""

    campaign: Campaign
    trigger: Trigger
    times: tuple[Stretch, ...]
    axes: list[Axis]
    kinds: dict[str, FactKind]
    _answers: dict[Compare, Answers] = field(default_factory=dict)
    _segments: dict[str, Answers] = field(default_factory=dict)
    _taken: dict[int, npt.NDArray[np.int16]] = field(default_factory=dict)
    _possible: Mask | None = None
    _usual: Mask | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """How many classes each axis has."""
        return (len(self.times), *(len(axis.values) for axis in self.axes))

    @property
    def count(self) -> int:
        """How many cells there are."""
        return prod(self.shape)

    def holds(self, condition: Condition) -> Answers:
        """The condition's answer in each cell, with one place along axes it does not depend on."""
        match condition:
            case Compare():
                return self._compared(condition)
            case InSegment(name):
                if name not in self._segments:
                    found = next(segment for segment in self.campaign.segments if segment.name == name)
                    self._segments[name] = self.holds(found.condition)
                return self._segments[name]
            case Not(part):
                return YES - self.holds(part)
            case AllOf(parts):
                return reduce(np.minimum, map(self.holds, parts))
            case AnyOf(parts):
                return reduce(np.maximum, map(self.holds, parts))

    def matches(self, branch: Branch) -> Mask:
        """Where the branch would apply if it stood alone."""
        inside = self.along(0, [branch.kind != "phase" or one.within(window(branch)) for one in self.times])
        if branch.condition is None:
            return inside
        yes: Mask = self.holds(branch.condition) == YES
        return yes if branch.kind != "phase" else yes & inside

    def taken(self, choice: Choice) -> npt.NDArray[np.int16]:
        """Which branch applies, from 1; 0 for none."""
        known = self._taken.get(id(choice))
        if known is None:
            known = np.zeros((1,) * len(self.shape), np.int16)
            for number in range(len(choice.branches), 0, -1):
                known = np.where(self.matches(choice.branches[number - 1]), np.int16(number), known)
            self._taken[id(choice)] = known
        return known

    def reached(self, above: Above) -> Mask:
        """Where all of the branches above apply, among cells that can be."""
        masks = [self.taken(choice) == number + 1 for choice, number in above]
        return reduce(np.logical_and, masks, self.possible)

    @property
    def possible(self) -> Mask:
        """Cells in which nothing contradicts what is known about the facts."""
        if self._possible is None:
            self._possible = self._consistent()
        return self._possible

    @property
    def usual(self) -> Mask:
        """Possible cells in which no fact is missing that is always known."""
        if self._usual is None:
            masks = [~self._unknown(axis) for axis in self.axes if self.kinds[axis.fact] in ALWAYS_KNOWN]
            self._usual = reduce(np.logical_and, masks, self.possible)
        return self._usual

    def _consistent(self) -> Mask:
        mask = np.ones((1,) * len(self.shape), np.bool_)
        for axis in self.axes:
            for other in self.axes:
                zero = self.along(self._number(other), [value == 0 for value in other.values])
                if other.fact == KNOWN_WITH.get(axis.fact):
                    mask = mask & ((self._unknown(axis) == zero) | self._unknown(other))
                if other.fact == YES_AT_ZERO.get(axis.fact):
                    yes = self.along(self._number(axis), [value is True for value in axis.values])
                    mask = mask & ((yes == zero) | self._unknown(axis) | self._unknown(other))
        return reduce(np.logical_and, [*self._same_moment(), *self._windows()], mask)

    def _windows(self) -> Iterator[Mask]:
        """Counts over the last days agree with each other, and with the moment of the last thing counted."""
        for group in widths(axis.fact for axis in self.axes).values():
            axes = [axis for _, fact in group for axis in self.axes if axis.fact == fact]
            for shorter, longer in combinations(axes, 2):
                low = self.along(self._number(shorter), [low for low, _ in bounds(shorter.values)])
                high = self.along(self._number(longer), [high for _, high in bounds(longer.values)])
                yield low <= high
        for axis, other in product(self.axes, self.axes):
            base, days = window_of(other.fact)
            if days is None:
                continue
            some = self.along(self._number(other), [value != 0 for value in other.values])
            if base == KNOWN_WITH.get(axis.fact):
                near = [within(value, days) for value in axis.values]
                told = [isinstance(value, Ago) and value.unit == "days" for value in axis.values]
                agree = (self.along(self._number(axis), near) == some) | ~self.along(self._number(axis), told)
                yield (agree & ~(self._unknown(axis) & some)) | self._unknown(other)
            if base == YES_AT_ZERO.get(axis.fact):
                yes = self.along(self._number(axis), [value is True for value in axis.values])
                yield ~(yes & some) | self._unknown(other)

    def _same_moment(self) -> list[Mask]:
        """A moment with several axes is known on all of them or on none."""
        return [
            self._unknown(axis) == self._unknown(other)
            for number, axis in enumerate(self.axes)
            for other in self.axes[number + 1 :]
            if other.fact == axis.fact
        ]

    def _unknown(self, axis: Axis) -> Mask:
        return self.along(self._number(axis), [value is None for value in axis.values])

    def _number(self, axis: Axis) -> int:
        return next(number for number, other in enumerate(self.axes, 1) if other is axis)

    def _compared(self, compare: Compare) -> Answers:
        if compare not in self._answers:
            axis = next(axis for axis in self.axes if compare in axis.answers)
            answers: Answers = self.along(self._number(axis), axis.answers[compare]).astype(np.uint8)
            self._answers[compare] = answers
        return self._answers[compare]

    def along(self, number: int, values: Sequence[int]) -> npt.NDArray[Any]:
        """Values of one axis (0 is time), in its direction."""
        shape = [1] * len(self.shape)
        shape[number] = len(values)
        return np.array(values).reshape(shape)


def cells_of(campaign: Campaign, trigger: Trigger, vocabulary: Vocabulary) -> Cells:
    """The product of everything that the trigger's rules tell apart."""
    return cells_for(campaign, trigger, list(trigger_conditions(trigger)), vocabulary)


def facts_asked(trigger: Trigger, vocabulary: Vocabulary) -> dict[str, object]:
    """The facts that are settled by what the trigger asks for."""
    if trigger.batch is not None:
        return {"code.batch": trigger.batch}
    words = (word for word in vocabulary.triggers if word.name == trigger.kind)
    return {word.fact_of(name): value for word in words for name, value in trigger.asked}


def cells_for(
    campaign: Campaign, trigger: Trigger, conditions: list[Condition], vocabulary: Vocabulary
) -> Cells:
    """The product for some of the conditions alone."""
    compares = list(compares_of(campaign, conditions))
    kinds = {compare.fact: compare.kind for compare in compares}
    choices = {fact.name: fact.choices for fact in vocabulary.every_fact() if fact.name in kinds}
    fixed = facts_asked(trigger, vocabulary)
    axes = axes_of(campaign, compares, choices, fixed, apart_for(kinds))
    return Cells(campaign, trigger, stretches(campaign.starts, campaign.ends, trigger.rules), axes, kinds)


def compares_of(campaign: Campaign, conditions: list[Condition]) -> list[Compare]:
    """Every comparison in the conditions, also through segments, each once."""
    table = {segment.name: segment.condition for segment in campaign.segments}
    waiting, seen, found = list(conditions), set[str](), dict[Compare, None]()
    while waiting:
        compares, names = parts_of(waiting.pop(0))
        found.update(dict.fromkeys(compares))
        new = [name for name in names if name not in seen]
        seen.update(new)
        waiting += [table[name] for name in new]
    return list(found)


def places(rules: tuple[Rule, ...], above: Above = ()) -> list[Place]:
    """Every choice with the way to it, outer ones first."""
    found: list[Place] = []
    for rule in rules:
        if isinstance(rule, Choice):
            found.append(Place(rule, above))
            inner = (
                places(branch.rules, (*above, (rule, number))) for number, branch in enumerate(rule.branches)
            )
            found += chain.from_iterable(inner)
    return found
