"""Values of facts: what kind a fact is, what may be written for it, and what that means."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from dsl.checking import tiers
from dsl.checking.amounts import check_count, check_money
from dsl.checking.moments import check_start
from dsl.checking.scope import Scope, listed
from dsl.conditions import Ago
from dsl.limits import DURATION, WINDOW
from dsl.nodes import Amount, Back, Literal_, Moment, Number, Quoted, Word, YesNo
from dsl.suggest import nearest
from dsl.values import Label
from dsl.vocabulary import FactKind, FactWord, windowed_name

Written = Literal_ | Back | Moment

#: How each kind of fact is called in findings, and an example of its values.
KIND_NAMES: Final[dict[FactKind, Label]] = {
    "count": Label("a whole number", "整数"),
    "money": Label("an amount of money", "金额"),
    "text": Label("a text in quotes", "带引号的文字"),
    "region": Label("a region", "地区"),
    "choice": Label("one of a few words", "几个词之一"),
    "flag": Label("yes or no", "是或否"),
    "instant": Label("a point in time", "时间点"),
    "tags": Label("any number of tags", "若干标签"),
}
_EXAMPLES: Final[dict[FactKind, Label]] = {
    "count": Label("3", "3"),
    "money": Label("5.00 CNY", "5.00 元"),
    "text": Label('"B-2026-01"', '"B-2026-01"'),
    "region": Label("CN-GD", "CN-GD"),
    "flag": Label("yes", "是"),
    "instant": Label("30 days ago", "30 天前"),
    "tags": Label('"regular"', '"常客"'),
}
_REGION: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,6})*")


def example_of(fact: FactWord) -> Label:
    """A value that the fact could have, as written."""
    if fact.kind == "choice":
        return Label(fact.choices[0], fact.choices[0]) if fact.choices else Label("", "")
    return _EXAMPLES[fact.kind]


def shown(value: Written) -> str:
    """A written value, for findings."""
    match value:
        case Number(digits=text) | Word(text=text):
            return text
        case Quoted(text=text):
            return f'"{text}"'
        case Amount(name=Word(text=text)):
            return text
        case Amount(number=number, currency=currency):
            return f"{number.digits} {currency.text}"
        case YesNo(value=yes):
            return "yes" if yes else "no"
        case Back(number=number, unit=unit):
            return f"{number.digits} {unit} ago"
        case Moment(date=date, time=time):
            return f"{date} {time}" if time else date


def check_value(scope: Scope, fact: FactWord, value: Written) -> object | None:
    """A constant for a fact: int, Money, str, bool or `Ago`. None, with a finding, for what does not fit."""
    match fact.kind, value:
        case "count", Number():
            return check_count(scope, value, least=0)
        case "money", Amount():
            return check_money(scope, value, zero=True)
        case "text" | "tags", Quoted():
            if fact.name == tiers.FACT:
                tiers.check_tier(scope, value)
            return value.text
        case "region", Word():
            return check_region(scope, value)
        case "choice", Word():
            return _choice(scope, fact, value)
        case "flag", YesNo():
            return value.value
        case "instant", Back():
            return check_ago(scope, value)
    example = example_of(fact)
    scope.say("BC0702", value, fact=fact.name, kind=KIND_NAMES[fact.kind], text=shown(value), example=example)
    return None


def check_window(scope: Scope, fact: FactWord, window: Number | None) -> str | None:
    """The fact that is meant: itself, or what it counts over the last days."""
    if window is None:
        return fact.name
    if not fact.windowed:
        known = tuple(word.name for word in scope.words.facts.words() if word.windowed)
        scope.say("BC0707", window, fact=fact.name, known=Label(listed(known), listed(known, "、")))
        return None
    days = check_count(scope, window)
    if days is not None and days > WINDOW:
        scope.say("BC0708", window, text=window.digits, limit=WINDOW)
        return None
    return None if days is None else windowed_name(fact.name, days)


def check_given(scope: Scope, fact: FactWord, value: Written, at: datetime | None) -> object | None:
    """The value that a test gives to a fact; a point in time is reckoned back from the test's own, a tag is one of
    several."""
    if fact.kind == "tags":
        tag = check_value(scope, fact, value)
        return None if tag is None else (tag,)
    if fact.kind != "instant":
        return check_value(scope, fact, value)
    match value:
        case Moment():
            return check_start(scope, value)
        case Back():
            ago = check_ago(scope, value)
            return at - timedelta(**{ago.unit: ago.amount}) if ago is not None and at is not None else None
    scope.say("BC0706", value, fact=fact.name, text=shown(value), example=example_of(fact))
    return None


def check_region(scope: Scope, word: Word) -> str | None:
    """A region: an ISO 3166 country and parts of it, from large to small."""
    if _REGION.fullmatch(word.text):
        return word.text
    upper = word.text.upper()
    scope.say("BC0414", word, near=upper if _REGION.fullmatch(upper) else None, name=word.text)
    return None


def check_ago(scope: Scope, back: Back) -> Ago | None:
    """A distance back in time."""
    amount = check_count(scope, back.number, least=0)
    if amount is not None and amount > DURATION:
        scope.say("BC0512", back.number, text=back.number.digits, limit=f"{DURATION:,}")
        return None
    return None if amount is None else Ago(amount, back.unit)


def _choice(scope: Scope, fact: FactWord, word: Word) -> str | None:
    if word.text in fact.choices:
        return word.text
    near = nearest(word.text, fact.choices)
    known = Label(listed(fact.choices), listed(fact.choices, "、"))
    scope.say("BC0415", word, near=near, fact=fact.name, name=word.text, known=known)
    return None
