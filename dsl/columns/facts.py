"""Facts of many events as arrays. A fact without a column is unknown for every event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dsl.columns.calendar import day_numbers
from dsl.conditions import Compare
from dsl.instants import micros
from dsl.interpreter import compared

Mask = NDArray[np.bool_]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers, or instants in microseconds since the epoch. `known` is None where all are known."""

    values: Whole
    known: Mask | None = None

    def rows(self, rows: Whole | slice) -> Numbers:
        """The column of some of the events."""
        return Numbers(self.values[rows], None if self.known is None else self.known[rows])


@dataclass(frozen=True, slots=True)
class Words:
    """Values of any other kind: each event's place in a table of distinct values, -1 for unknown."""

    codes: NDArray[np.signedinteger]
    table: tuple[object, ...]

    def rows(self, rows: Whole | slice) -> Words:
        """The column of some of the events."""
        return Words(self.codes[rows], self.table)


Column = Numbers | Words


@dataclass(frozen=True)
class Facts:
    """The facts of events, by full name. `at` holds their instants in microseconds since the epoch."""

    at: Whole
    zone: str
    columns: Mapping[str, Column]
    _days: dict[str, Whole] = field(default_factory=dict)
    _answers: dict[tuple[Compare, int], tuple[Mask, Mask]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.at)

    def rows(self, rows: Whole | slice) -> Facts:
        """The facts of some of the events."""
        columns = {name: column.rows(rows) for name, column in self.columns.items()}
        return Facts(self.at[rows], self.zone, columns, {}, self._answers)

    def having(self, columns: Mapping[str, Column]) -> Facts:
        """The same events with other or further columns."""
        kept = {"event.at": self._days["event.at"]} if "event.at" in self._days else {}
        return replace(self, columns={**self.columns, **columns}, _days=kept)

    def numbers(self, name: str) -> tuple[Whole, Mask | None]:
        """Values and what is known of them."""
        column = self.columns.get(name)
        if column is None or (isinstance(column, Words) and not column.table):
            return np.zeros(len(self), np.int64), np.zeros(len(self), np.bool_)
        if not isinstance(column, Numbers):
            raise TypeError(f"`{name}` must be a column of numbers")
        return column.values, column.known

    def days(self, name: str) -> Whole:
        """The calendar days of a column of instants, or of the events themselves (`event.at`)."""
        if name not in self._days:
            values, known = (self.at, None) if name == "event.at" else self.numbers(name)
            near = values if known is None else np.where(known, values, self.at)
            self._days[name] = day_numbers(near, self.zone)
        return self._days[name]

    def answers(self, compare: Compare, *, yes: bool) -> Mask:
        """Where a comparison with words is a sure yes, or a sure no: asked once for each distinct value."""
        column = self.columns.get(compare.fact)
        if column is None:
            return np.zeros(len(self), np.bool_)
        if not isinstance(column, Words):
            raise TypeError(f"`{compare.fact}` must be a column of words")
        key = (compare, id(column.table))
        if key not in self._answers:
            answers = [None if value is None else compared(compare, value) for value in column.table] + [None]
            sure = tuple(np.array([answer is wanted for answer in answers]) for wanted in (True, False))
            self._answers[key] = (sure[0], sure[1])
        answer = self._answers[key][0 if yes else 1]
        return answer.take(column.codes, mode="wrap")


def facts_of(events: Sequence[Mapping[str, object]], zone: str) -> Facts:
    """Columns from the facts of single events, each with `event.at`.

    Raises TypeError where the values of one fact are of different kinds.
    """
    names = {name for event in events for name in event if name != "event.at"}
    values = {name: [event.get(name) for event in events] for name in sorted(names)}
    columns = {name: column_of(known) for name, known in values.items() if any(v is not None for v in known)}
    at = [event["event.at"] for event in events]
    return Facts(np.array([micros(one) for one in at if isinstance(one, datetime)], np.int64), zone, columns)


def column_of(values: Sequence[object]) -> Column:
    """A column of values of one kind; None is unknown."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {datetime}:
        return _numbers([micros(value) if isinstance(value, datetime) else None for value in values])
    if kinds == {int}:
        return _numbers([value if isinstance(value, int) else None for value in values])
    if len(kinds) > 1:
        raise TypeError(f"a column has one kind of value, not {', '.join(sorted(k.__name__ for k in kinds))}")
    places: dict[object, int] = {}
    codes = [-1 if value is None else places.setdefault(value, len(places)) for value in values]
    return Words(np.array(codes, np.int32), tuple(places))


def _numbers(values: list[int | None]) -> Numbers:
    known = np.array([value is not None for value in values], np.bool_)
    return Numbers(
        np.array([0 if value is None else value for value in values], np.int64),
        None if known.all() else known,
    )
