"""One measured figure, and how it is told."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of repeated measurements, and their quartiles."""

    low: float
    middle: float
    high: float

    def __str__(self) -> str:
        return f"{_short(self.middle)} ({_short(self.low)} to {_short(self.high)})"


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio of ours to the baseline that ran beside it; absolute values are for orientation only."""

    name: str
    ratio: Spread
    absolute: str
    goal: str = ""

    def __str__(self) -> str:
        goal = f"   goal {self.goal}" if self.goal else ""
        return f"{self.name:62} {self.ratio!s:>28}   {self.absolute}{goal}"


def quartiles(measured: Sequence[float]) -> Spread:
    """The quartiles of at least two measurements."""
    return Spread(*statistics.quantiles(measured, n=4))


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
