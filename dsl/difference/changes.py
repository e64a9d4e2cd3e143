"""The values of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from dsl.values import NO_WORDS, Label

#: `better` and `worse` are for the consumer; `neutral` is neither, or is not the consumer's affair.
Verdict = Literal["better", "worse", "neutral"]
Topic = Literal[
    "wording",
    "dates",
    "budget",
    "limit",
    "coupon",
    "prize",
    "offer",
    "tier",
    "segment",
    "event",
    "reward",
    "deal",
    "experiment",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changes. `event` says on which event, `who` for whom, with an example consumer."""

    topic: Topic
    verdict: Verdict
    what: Label
    event: Label = NO_WORDS
    who: Label = NO_WORDS


@dataclass(frozen=True, slots=True)
class CostMove:
    """Money that one event may cost, in minor units: the dearest consumer's mean, and the most it can be."""

    event: Label
    currency: str
    mean_before: Fraction
    mean_after: Fraction
    most_before: int
    most_after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every change. Unless `exhaustive`, consumers were too many to try and a fixed sample of them was."""

    changes: tuple[Change, ...]
    costs: tuple[CostMove, ...]
    exhaustive: bool = True

    @property
    def losses(self) -> tuple[Change, ...]:
        """The changes that a running campaign must not make."""
        return tuple(change for change in self.changes if change.verdict == "worse")

    @property
    def allowed(self) -> bool:
        """Whether a running campaign may change so."""
        return not self.losses
