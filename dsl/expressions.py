"""Conditions as Python expressions: one for a sure yes, and one for a sure no. What is neither is unknown.

They read variables that hold the places of a row, and are the same text in every function of a campaign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.facts_read import parts_of
from dsl.instants import micros
from dsl.regions import RegionAnswers
from dsl.rows import Slot, slot_of
from dsl.values import Money

_SIGNS = {"is": "==", "is_not": "!=", "over": ">", "under": "<", "at_least": ">=", "at_most": "<="}
_OPPOSITES = {"==": "!=", "!=": "==", ">": "<=", "<": ">=", ">=": "<", "<=": ">"}
#: So many days ago: whether it lies before the start of a day, and how much later that day is.
_DAYS_AGO = {"over": ("<", 0), "at_least": ("<", -1), "under": (">=", -1), "at_most": (">=", 0)}
_COSTS = {"region": 3, "instant": 4}
_MICROSECOND = timedelta(microseconds=1)


class Expressions:
    """Writes the conditions of one campaign.

    `reads` gathers the places of rows that the expressions read. `marks` names variables that hold answers of
    segments; any other segment's condition is written where it is named. `values` are the constants that the
    expressions name.
    """

    def __init__(self, segments: Mapping[str, Condition]) -> None:
        self._segments = segments
        self.values: dict[str, object] = {}
        self.marks: dict[tuple[str, bool], str] = {}
        self.reads: set[Slot] = set()
        self.slots: dict[Slot, str] = {}
        self._answers: dict[tuple[tuple[str, ...], bool], str] = {}
        self._written: dict[tuple[str, bool], tuple[str, set[Slot]]] = {}

    def yes(self, condition: Condition) -> str:
        """True where the condition is a sure yes."""
        return self._sure(condition, True)

    def no(self, condition: Condition) -> str:
        """True where the condition is a sure no."""
        return self._sure(condition, False)

    def _sure(self, condition: Condition, yes: bool) -> str:
        match condition:
            case Compare():
                return self._compared(condition, yes)
            case InSegment(name):
                return self._segment(name, yes)
            case Not(part):
                return self._sure(part, not yes)
            case AllOf(parts) | AnyOf(parts):
                word = " and " if isinstance(condition, AllOf) == yes else " or "
                return "(" + word.join([self._sure(part, yes) for part in cheapest(parts)]) + ")"

    def _segment(self, name: str, yes: bool) -> str:
        """What holds a segment's answer, or its condition, which is put into words once a campaign."""
        mark = self.marks.get((name, yes))
        if mark is not None:
            return mark
        if (name, yes) not in self._written:
            outside, self.reads, self.marks = (self.reads, self.marks), set(), {}
            text = self._sure(self._segments[name], yes)
            self._written[name, yes] = (text, self.reads)
            self.reads, self.marks = outside
        text, reads = self._written[name, yes]
        self.reads |= reads
        return text

    def _compared(self, compare: Compare, yes: bool) -> str:
        slot = slot_of(compare)
        self.reads.add(slot)
        fact = self.slots.setdefault(slot, f"f{len(self.slots)}")
        match compare.kind:
            case "region":
                return f"{self._regions(compare, yes)}[{fact}]"
            case "instant":
                test = self._instant(fact, compare, yes)
            case "money":
                minors = [amount.minor for amount in compare.values if isinstance(amount, Money)]
                test = _sized(fact, compare, minors, yes)
            case _:
                test = _sized(fact, compare, compare.values, yes)
        if test.startswith((f"{fact} == ", f"{fact} in ")):
            return test  # nothing known equals nothing
        return f"({fact} is not None and {test})"

    def _regions(self, compare: Compare, yes: bool) -> str:
        regions = tuple([str(region) for region in compare.values])
        key = regions, yes == (compare.comparison == "in")
        if key not in self._answers:
            self._answers[key] = f"REGIONS{len(self._answers)}"
            self.values[self._answers[key]] = RegionAnswers(*key)
        return self._answers[key]

    def _instant(self, fact: str, compare: Compare, yes: bool) -> str:
        value = compare.values[0]
        if isinstance(value, datetime):
            sign = "<" if compare.comparison == "before" else ">="
            return f"{fact} {sign if yes else _OPPOSITES[sign]} {micros(value)}"
        if not isinstance(value, Ago):
            raise TypeError(value)
        if value.unit == "days":
            sign, later = _DAYS_AGO[compare.comparison]
            return f"{fact} {sign if yes else _OPPOSITES[sign]} DAYS_BACK(at, {value.amount + later})"
        sign = _SIGNS[compare.comparison]
        return f"at - {fact} {sign if yes else _OPPOSITES[sign]} {value.elapsed // _MICROSECOND}"


def cheapest(parts: tuple[Condition, ...]) -> Iterable[Condition]:
    """The parts, those that cost least first: a part settles `and` and `or` alike wherever it stands."""
    return sorted(parts, key=_cost)


def _cost(condition: Condition) -> int:
    if isinstance(condition, Compare):
        return _COSTS.get(condition.kind, 1)
    compares, segments = parts_of(condition)
    return sum(_COSTS.get(compare.kind, 1) for compare in compares) + 4 * len(segments)


def _sized(subject: str, compare: Compare, values: Iterable[object], yes: bool) -> str:
    wanted = tuple(values)
    match compare.comparison:
        case "between":
            test = f"{wanted[0]!r} <= {subject} <= {wanted[1]!r}"
            return test if yes else f"not {test}"
        case "has" | "has_no":
            return f"{wanted[0]!r} {'in' if yes == (compare.comparison == 'has') else 'not in'} {subject}"
        case "in" | "not_in":
            return f"{subject} {'in' if yes == (compare.comparison == 'in') else 'not in'} {wanted!r}"
    sign = _SIGNS[compare.comparison]
    return f"{subject} {sign if yes else _OPPOSITES[sign]} {wanted[0]!r}"
