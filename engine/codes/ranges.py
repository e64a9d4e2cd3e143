"""What became of a batch's codes: active, withdrawn, shipped where, sold by whom.

A change covers serials `first` to `last`, both included, and holds from `effective_at` on. Of the changes
that cover a serial and are in effect, the one with the latest `effective_at` wins, for each aspect on its
own; of two with one `effective_at` the later recorded. So a plan for a date stands beside what happens before
it, and a mistake is mended by a further change: the history of changes is never edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final, Literal, get_args

from engine.codes.batch import BATCH_CODES_MAX

Aspect = Literal["state", "region", "dealer", "outlet", "person", "made"]
CodeState = Literal["inactive", "active", "withdrawn"]

ASPECTS: Final[tuple[Aspect, ...]] = get_args(Aspect)
CODE_STATES: Final[tuple[CodeState, ...]] = get_args(CodeState)


def aspect_of(text: str) -> Aspect | None:
    """The aspect that a text names."""
    return next((aspect for aspect in ASPECTS if aspect == text), None)


@dataclass(frozen=True, slots=True)
class RangeChange:
    """From `effective_at` on, the serials' `aspect` is `value`. `by` is who ordered it.

    For the state `value` is inactive, active or withdrawn; for a region an ISO 3166-2 code; for dealer,
    outlet and person their identifier; for `made` the day of making as YYYY-MM-DD. An empty value takes the earlier
    one away.
    """

    batch_id: int
    first: int
    last: int
    aspect: Aspect
    value: str
    effective_at: datetime
    recorded_at: datetime
    by: str

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last <= BATCH_CODES_MAX:
            raise ValueError(f"serials {self.first} to {self.last} are not a range within a batch")
        if self.aspect not in ASPECTS:
            raise ValueError(f"`{self.aspect}` is not one of {', '.join(ASPECTS)}")
        if self.aspect == "state" and self.value not in CODE_STATES:
            raise ValueError(f"`{self.value}` is not one of {', '.join(CODE_STATES)}")
        if self.effective_at.tzinfo is None or self.recorded_at.tzinfo is None:
            raise ValueError("a change's instants need a time zone")

    def covers(self, serial: int) -> bool:
        """Whether the serial is in the range, both ends included."""
        return self.first <= serial <= self.last


@dataclass(frozen=True, slots=True)
class CodeStatus:
    """What holds for one code at one instant. A code that no one activated is inactive."""

    state: CodeState = "inactive"
    region: str | None = None
    dealer: str | None = None
    outlet: str | None = None
    person: str | None = None
    made: str | None = None


assert tuple(item.name for item in fields(CodeStatus)) == ASPECTS


def status(changes: Iterable[RangeChange], serial: int, at: datetime) -> CodeStatus:
    """The status of a serial at an instant, from one batch's changes in the order they were recorded.

    This is the rule itself and looks at every change; `range_book.RangeBook` gives the same answers fast.
    """
    winners: dict[Aspect, RangeChange] = {}
    for change in changes:
        if change.covers(serial) and change.effective_at <= at:
            winner = winners.get(change.aspect)
            if winner is None or _rank(winner) <= _rank(change):
                winners[change.aspect] = change
    return status_of({aspect: change.value for aspect, change in winners.items()})


def history(changes: Iterable[RangeChange], serial: int) -> tuple[RangeChange, ...]:
    """Every change that ever covered a serial, in the order given: what, when, by whom."""
    return tuple(change for change in changes if change.covers(serial))


def _rank(change: RangeChange) -> tuple[datetime, datetime]:
    return change.effective_at, change.recorded_at


def status_of(values: Mapping[Aspect, str]) -> CodeStatus:
    """The status that the winning values make; an empty value takes the aspect away."""
    told = {aspect: value or None for aspect, value in values.items()}
    return CodeStatus(**told)  # type: ignore[arg-type] # RangeChange admits only code states for `state`
