"""Checked conditions over facts. Three answers are possible: yes, no, and unknown for a missing fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from dsl.vocabulary import FactKind

#: How a fact is compared. `before` and `since` hold for instants only.
Comparison = Literal[
    "is",
    "is_not",
    "over",
    "under",
    "at_least",
    "at_most",
    "in",
    "not_in",
    "between",
    "before",
    "since",
    "has",
    "has_no",
]


@dataclass(frozen=True, slots=True)
class Ago:
    """A distance back from the event: calendar days in the campaign's zone, or elapsed hours or minutes."""

    amount: int
    unit: Literal["days", "hours", "minutes"]

    @property
    def elapsed(self) -> timedelta:
        """The time that passes; for days it is that of days of 24 hours."""
        return timedelta(**{self.unit: self.amount})


@dataclass(frozen=True, slots=True)
class Compare:
    """One fact against constants: one for most comparisons, two for `between`, any number for `in`."""

    fact: str
    kind: FactKind
    comparison: Comparison
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class InSegment:
    """The consumer is in the named segment."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; unknown stays unknown."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds; one `no` decides, else one unknown leaves it unknown."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Some part holds; one `yes` decides, else one unknown leaves it unknown."""

    parts: tuple[Condition, ...]


Condition = Compare | InSegment | Not | AllOf | AnyOf
