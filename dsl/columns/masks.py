"""Conditions as NumPy expressions: a mask for a sure yes, and one for a sure no, each written once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dsl.campaign import Campaign
from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.instants import micros

_SIGNS: Final = {
    "is": "==", "is_not": "!=", "over": ">", "under": "<", "at_least": ">=", "at_most": "<=",
    "before": "<", "since": ">=",
}  # fmt: skip
_OPPOSITES: Final = {"==": "!=", "!=": "==", ">": "<=", "<": ">=", ">=": "<", "<=": ">"}
_MICROSECOND: Final = timedelta(microseconds=1)


class MaskWriter:
    """Adds the lines that masks need to a function. `constants` are the comparisons that it hands over."""

    def __init__(self, campaign: Campaign, lines: list[str]) -> None:
        self._segments = {segment.name: segment.condition for segment in campaign.segments}
        self._lines = lines
        self._names: dict[str, str] = {}
        self.constants: dict[str, object] = {}

    def yes(self, condition: Condition) -> str:
        """The mask of a sure yes."""
        return self._mask(condition, yes=True)

    def segment(self, name: str) -> str:
        """The mask of a segment that surely holds."""
        return self.yes(self._segments[name])

    def window(self, starts: datetime | None, ends: datetime | None) -> str | None:
        """The mask of a span of time, or None for always."""
        bounds = [f"(facts.at >= {micros(starts)})"] if starts else []
        bounds += [f"(facts.at < {micros(ends)})"] if ends else []
        return self._let(" & ".join(bounds)) if bounds else None

    def _let(self, expression: str) -> str:
        if expression not in self._names:
            name = f"m{len(self._names)}"
            self._names[expression] = name
            self._lines.append(f"{name} = {expression}")
        return self._names[expression]

    def _mask(self, condition: Condition, *, yes: bool) -> str:
        match condition:
            case Compare():
                return self._compare(condition, yes)
            case InSegment(name):
                return self._mask(self._segments[name], yes=yes)
            case Not(part):
                return self._mask(part, yes=not yes)
            case AllOf(parts) | AnyOf(parts):
                sign = " & " if isinstance(condition, AllOf) == yes else " | "
                return self._let(sign.join(self._mask(part, yes=yes) for part in parts))

    def _compare(self, compare: Compare, yes: bool) -> str:
        if compare.kind == "instant":
            return self._instant(compare, yes)
        if compare.kind != "count":
            name = self._constant(compare)
            return self._let(f"facts.answers({name}, yes={yes})")
        values = self._numbers(compare.fact)
        return self._let(f"known({_sized(values, compare, yes)}, k{values[1:]})")

    def _instant(self, compare: Compare, yes: bool) -> str:
        wanted, sign = compare.values[0], _SIGNS[compare.comparison]
        sign = sign if yes else _OPPOSITES[sign]
        values = self._numbers(compare.fact)
        match wanted:
            case Ago(unit="hours" | "minutes"):
                test = f"facts.at - {values} {sign} {wanted.elapsed // _MICROSECOND}"
            case Ago(amount, _):
                test = f"facts.days('event.at') - facts.days({compare.fact!r}) {sign} {amount}"
            case datetime():
                test = f"{values} {sign} {micros(wanted)}"
            case _:
                raise TypeError(wanted)
        return self._let(f"known({test}, k{values[1:]})")

    def _numbers(self, fact: str) -> str:
        """The name of a column of numbers; what is known of it has the same name with `k`."""
        if fact not in self._names:
            name = f"v{len(self._names)}"
            self._names[fact] = name
            self._lines.append(f"{name}, k{name[1:]} = facts.numbers({fact!r})")
        return self._names[fact]

    def _constant(self, compare: Compare) -> str:
        for name, known in self.constants.items():
            if known == compare:
                return name
        name = f"COMPARE{len(self.constants)}"
        self.constants[name] = compare
        return name


def _sized(values: str, compare: Compare, yes: bool) -> str:
    wanted = compare.values
    match compare.comparison:
        case "between":
            inside = f"({values} >= {wanted[0]!r}) & ({values} <= {wanted[1]!r})"
            return inside if yes else f"~({inside})"
        case "in" | "not_in":
            inside = " | ".join(f"({values} == {value!r})" for value in wanted)
            return f"({inside})" if yes == (compare.comparison == "in") else f"~({inside})"
    sign = _SIGNS[compare.comparison]
    return f"{values} {sign if yes else _OPPOSITES[sign]} {wanted[0]!r}"
