"""Conditions as Python expressions: one for a sure yes, and one for a sure no. What is neither is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.facts_read import parts_of
from dsl.regions import RegionAnswers
from dsl.values import Money

_SIGNS = {"is": "==", "is_not": "!=", "over": ">", "under": "<", "at_least": ">=", "at_most": "<="}
_OPPOSITES = {"==": "!=", "!=": "==", ">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_COSTS = {"money": 2, "region": 3, "instant": 4}


class Constants:
    """The constants that a program's source names, as values beside it; equal ones have one name."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}
        self._known: dict[tuple[str, object], str] = {}

    def value(self, prefix: str, value: object) -> str:
        """The name of a value that is known by its `repr`."""
        return self.known(prefix, repr(value), value)

    def known(self, prefix: str, key: object, value: object) -> str:
        """The name of a value that is known by a key."""
        name = self._known.setdefault((prefix, key), f"{prefix}{len(self._known)}")
        self.values.setdefault(name, value)
        return name


class Expressions:
    """Writes conditions. `facts` names the variables of facts.

    `marks` names the variables that hold the segments' answers; where it is None, a segment's condition is written
    where the segment is named. `reads` gathers what the expressions read, with `at` and `today` for the clock.
    """

    def __init__(self, segments: Mapping[str, Condition], constants: Constants) -> None:
        self._segments = segments
        self._constants = constants
        self.facts: Mapping[str, str] = {}
        self.marks: Mapping[str, str] | None = None
        self.reads: set[str] = set()
        self._written: dict[tuple[str, bool], tuple[str, set[str]]] = {}

    def begin(self, facts: Mapping[str, str], marks: Mapping[str, str] | None) -> None:
        """Write for another function from now on."""
        self.facts, self.marks, self._written = facts, marks, {}

    def yes(self, condition: Condition) -> str:
        """True where the condition is a sure yes."""
        match condition:
            case Compare():
                return self._sure(condition, yes=True)
            case InSegment(name):
                return self._segment(name, yes=True)
            case Not(part):
                return self.no(part)
            case AllOf(parts):
                return "(" + " and ".join(map(self.yes, cheapest(parts))) + ")"
            case AnyOf(parts):
                return "(" + " or ".join(map(self.yes, cheapest(parts))) + ")"

    def no(self, condition: Condition) -> str:
        """True where the condition is a sure no."""
        match condition:
            case Compare():
                return self._sure(condition, yes=False)
            case InSegment(name):
                return self._segment(name, yes=False)
            case Not(part):
                return self.yes(part)
            case AllOf(parts):
                return "(" + " or ".join(map(self.no, cheapest(parts))) + ")"
            case AnyOf(parts):
                return "(" + " and ".join(map(self.no, cheapest(parts))) + ")"

    def _segment(self, name: str, *, yes: bool) -> str:
        """A segment's mark, or its condition, which is put into words once a function."""
        if self.marks is not None:
            return f"{'y' if yes else 'n'}{self.marks[name]}"
        if (name, yes) not in self._written:
            outside, self.reads = self.reads, set()
            condition = self._segments[name]
            self._written[name, yes] = (self.yes(condition) if yes else self.no(condition), self.reads)
            self.reads = outside
        text, reads = self._written[name, yes]
        self.reads |= reads
        return text

    def _sure(self, compare: Compare, *, yes: bool) -> str:
        fact = self.facts[compare.fact]
        self.reads |= {compare.fact, *_clocks(compare)}
        match compare.kind:
            case "region":
                wanted = RegionAnswers(
                    tuple(str(region) for region in compare.values), yes == (compare.comparison == "in")
                )
                return f"{self._constants.value('REGIONS', wanted)}[{fact}]"
            case "instant":
                test = self._instant(fact, compare, yes)
            case "money":
                currency, minors = _minors(compare)
                test = f"{fact}.currency == {currency!r} and " + _sized(f"{fact}.minor", compare, minors, yes)
            case _:
                test = _sized(fact, compare, compare.values, yes)
        if test.startswith((f"{fact} == ", f"{fact} in ")):
            return f"({test})"  # nothing known equals nothing
        return f"({fact} is not None and {test})"

    def _instant(self, fact: str, compare: Compare, yes: bool) -> str:
        value = compare.values[0]
        if isinstance(value, datetime):
            sign = "<" if compare.comparison == "before" else ">="
            return f"{fact} {sign if yes else _OPPOSITES[sign]} {self._constants.value('INSTANT', value)}"
        if not isinstance(value, Ago):
            raise TypeError(value)
        sign = _SIGNS[compare.comparison]
        sign = sign if yes else _OPPOSITES[sign]
        if value.unit != "days":
            elapsed = self._constants.value("ELAPSED", value.elapsed)
            return f"facts['event.at'].astimezone(UTC) - {fact} {sign} {elapsed}"  # seldom come to: not read ahead
        return f"today - {fact}.astimezone(ZONE).toordinal() {sign} {value.amount}"


def cheapest(parts: tuple[Condition, ...]) -> Iterable[Condition]:
    """The parts, those that cost least first: a part settles `and` and `or` alike wherever it stands."""
    return sorted(parts, key=_cost)


def _cost(condition: Condition) -> int:
    compares, segments = parts_of(condition)
    return sum(_COSTS.get(compare.kind, 1) for compare in compares) + 4 * len(segments)


def _clocks(compare: Compare) -> tuple[str, ...]:
    value = compare.values[0]
    return ("at", "today") if isinstance(value, Ago) and value.unit == "days" else ()


def _sized(subject: str, compare: Compare, values: tuple[object, ...], yes: bool) -> str:
    match compare.comparison:
        case "between":
            test = f"{values[0]!r} <= {subject} <= {values[1]!r}"
            return test if yes else f"not {test}"
        case "has" | "has_no":
            return f"{values[0]!r} {'in' if yes == (compare.comparison == 'has') else 'not in'} {subject}"
        case "in" | "not_in":
            return f"{subject} {'in' if yes == (compare.comparison == 'in') else 'not in'} {values!r}"
    sign = _SIGNS[compare.comparison]
    return f"{subject} {sign if yes else _OPPOSITES[sign]} {values[0]!r}"


def _minors(compare: Compare) -> tuple[str, tuple[object, ...]]:
    amounts = [amount for amount in compare.values if isinstance(amount, Money)]
    return amounts[0].currency, tuple(amount.minor for amount in amounts)


def counts_days(condition: Condition) -> bool:
    """Whether a condition counts calendar days, beside the segments it names."""
    return any(
        isinstance(value, Ago) and value.unit == "days"
        for compare in parts_of(condition)[0]
        for value in compare.values
    )
