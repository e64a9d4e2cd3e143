"""Conditions: names resolved, comparisons fitting the kind of the fact, segments without circles."""

from __future__ import annotations

from typing import Final

from dsl.checking.moments import check_start
from dsl.checking.scope import Scope, listed
from dsl.checking.values import KIND_NAMES, check_value, check_window, example_of, shown
from dsl.conditions import AllOf, AnyOf, Compare, Comparison, Condition, InSegment, Not
from dsl.keywords import KEYWORDS
from dsl.nodes import Clause, Compared, Joined, Moment, Named, Negated, Word
from dsl.suggest import nearest, same_ending
from dsl.values import Label, Money
from dsl.vocabulary import FactKind, FactWord

_SIZES: Final[tuple[Comparison, ...]] = ("is", "is_not", "over", "under", "at_least", "at_most", "between")
#: The comparisons that go with each kind of fact.
FITTING: Final[dict[FactKind, tuple[Comparison, ...]]] = {
    "count": (*_SIZES, "in", "not_in"),
    "money": _SIZES,
    "text": ("is", "is_not", "in", "not_in"),
    "region": ("in", "not_in", "is", "is_not"),
    "choice": ("is", "is_not", "in", "not_in"),
    "flag": ("is", "is_not"),
    "instant": ("over", "under", "at_least", "at_most", "before", "since"),
    "tags": ("has", "has_no"),
}
#: `is` a region means to lie in it.
_REGIONAL: Final[dict[Comparison, Comparison]] = {"is": "in", "is_not": "not_in"}


def check_clause(scope: Scope, clause: Clause) -> Condition | None:
    """The condition that a clause means, or None when some part of it does not stand."""
    match clause:
        case Joined(every=every, parts=parts):
            checked = [check_clause(scope, part) for part in parts]
            sound = tuple(part for part in checked if part is not None)
            if len(sound) < len(checked):
                return None
            return AllOf(sound) if every else AnyOf(sound)
        case Negated(part=part):
            inner = check_clause(scope, part)
            return None if inner is None else Not(inner)
        case Named(name=name):
            return _named(scope, name)
        case Compared():
            return _compared(scope, clause)


def _named(scope: Scope, name: Word) -> Condition | None:
    if name.text in scope.segments:
        scope.segments_used.add(name.text)
        return InSegment(name.text)
    fact = _fact(scope, name)
    if fact is None:
        return None
    if fact.kind == "flag":
        return Compare(fact.name, "flag", "is", (True,))
    example = example_of(fact)
    phrase = Label(f"is {example.en}", f"为 {example.zh}")
    if fact.kind == "instant":
        phrase = Label(f"over {example.en}", f"超过 {example.zh}")
    if fact.kind == "tags":
        phrase = Label(f"has {example.en}", f"含 {example.zh}")
    scope.say("BC0704", name, fact=name.text, kind=KIND_NAMES[fact.kind], example=phrase)
    return None


def _fact(scope: Scope, name: Word) -> FactWord | None:
    found = scope.words.facts.find(name.text)
    if found is None and not (scope.lenient and "." not in name.text):
        group = scope.words.facts
        spellings = group.all_spellings()
        near = nearest(name.text, (*scope.segments, *spellings)) or same_ending(name.text, spellings)
        segments = tuple(scope.segments)
        known = Label(
            listed((*segments, *group.spellings("en"))), listed((*segments, *group.spellings("zh")), "、")
        )
        scope.say("BC0402", name, near=near, name=name.text, known=known)
    return found


def _compared(scope: Scope, clause: Compared) -> Condition | None:
    if clause.fact.text in scope.segments:
        scope.say("BC0705", clause, name=clause.fact.text)
        return None
    fact = _fact(scope, clause.fact)
    if fact is None:
        return None
    comparison = clause.comparison
    if comparison not in FITTING[fact.kind]:
        _unfitting(scope, clause, fact)
        return None
    name = check_window(scope, fact, clause.window)
    values = tuple(_value(scope, fact, comparison, value) for value in clause.values)
    if name is None or any(value is None for value in values):
        return None
    if comparison == "between" and not _ordered(values):
        low, high = (shown(value) for value in clause.values)
        scope.say("BC0703", clause, low=low, high=high)
        return None
    if fact.kind == "region":
        comparison = _REGIONAL.get(comparison, comparison)
    return Compare(name, fact.kind, comparison, values)


def _value(scope: Scope, fact: FactWord, comparison: Comparison, value: object) -> object | None:
    if isinstance(value, Moment) and comparison in ("before", "since"):
        return check_start(scope, value)
    return check_value(scope, fact, value)  # type: ignore[arg-type]  # the values of a `Compared`


def _ordered(values: tuple[object, ...]) -> bool:
    match values:
        case int(low), int(high):
            return low <= high
        case Money() as low, Money() as high:
            return low.currency == high.currency and low.minor <= high.minor
    return False


def _unfitting(scope: Scope, clause: Compared, fact: FactWord) -> None:
    words = [KEYWORDS[name.upper()] for name in FITTING[fact.kind]]
    known = Label(
        listed(tuple(word.en for word in words), ", "), listed(tuple(word.zh for word in words), "、")
    )
    used = KEYWORDS[clause.comparison.upper()]
    scope.say(
        "BC0701",
        clause,
        fact=fact.name,
        kind=KIND_NAMES[fact.kind],
        comparison=Label(used.en, used.zh),
        known=known,
    )
