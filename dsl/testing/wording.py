"""Facts and comparisons as the text would say them, in both languages."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dsl.analysis.people import said_tags
from dsl.campaign import Branch
from dsl.conditions import Ago, AllOf, AnyOf, Compare, Condition, InSegment, Not
from dsl.keywords import CURRENCY_WORDS, KEYWORDS
from dsl.lexicon import lexicon
from dsl.values import Label, Money
from dsl.vocabulary import Vocabulary, window_of


def said_fact(name: str, vocabulary: Vocabulary) -> Label:
    """A fact as it is written."""
    group = lexicon(vocabulary).facts
    base, days = window_of(name)
    said = Label(group.spelled(base, "en"), group.spelled(base, "zh"))
    if days is None:
        return said
    last, unit = KEYWORDS["IN_LAST"], KEYWORDS["DAYS"]
    one = unit.en.removesuffix("s") if days == 1 else unit.en
    return Label(f"{said.en} {last.en} {days} {one}", f"{said.zh} {last.zh} {days} {unit.zh}")


def said_compare(compare: Compare, zone: str, vocabulary: Vocabulary) -> Label:
    """A comparison as it is written."""
    fact = said_fact(compare.fact, vocabulary)
    word = KEYWORDS[compare.comparison.upper()]
    values = [said_value((value,) if compare.kind == "tags" else value, zone) for value in compare.values]
    between = KEYWORDS["UP_TO"] if compare.comparison == "between" else None
    en = (f" {between.en} " if between else ", ").join(value.en for value in values)
    zh = (f" {between.zh} " if between else "、").join(value.zh for value in values)
    return Label(f"{fact.en} {word.en} {en}", f"{fact.zh} {word.zh} {zh}")


def said_part(part: Compare | InSegment, zone: str, vocabulary: Vocabulary) -> Label:
    """A comparison, or a segment by its name."""
    if isinstance(part, InSegment):
        return Label(part.name, part.name)
    return said_compare(part, zone, vocabulary)


def said_gift(reward: str, params: tuple[tuple[str, object], ...], vocabulary: Vocabulary) -> Label:
    """A reward with its parameters, without the words that lead them in."""
    group = lexicon(vocabulary).rewards
    values = [
        Label(f'"{value}"', f'"{value}"') if isinstance(value, str) else said_value(value, "UTC")
        for _, value in params
    ]
    return Label(
        " ".join([group.spelled(reward, "en"), *(value.en for value in values)]),
        " ".join([group.spelled(reward, "zh"), *(value.zh for value in values)]),
    )


def said_value(value: object, zone: str) -> Label:
    """A value as it is written."""
    match value:
        case bool():
            word = KEYWORDS["YES" if value else "NO"]
            return Label(word.en, word.zh)
        case Money():
            return Label(str(value), f"{value.amount} {CURRENCY_WORDS[value.currency][0]}")
        case Ago(amount, unit):
            en, zh = KEYWORDS[unit.upper()], KEYWORDS["AGO"]
            one = en.en.removesuffix("s") if amount == 1 else en.en
            return Label(f"{amount:,} {one} {zh.en}", f"{amount:,} {en.zh}{zh.zh}")
        case datetime():
            return _same(f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}")
        case int():
            return _same(f"{value:,}")
        case tuple():
            return said_tags(value)
    return _same(str(value))


def _same(text: str) -> Label:
    return Label(text, text)


def said_condition(condition: Condition, zone: str, vocabulary: Vocabulary, inner: bool = False) -> Label:
    """A whole condition as it is written; `inner` puts joined parts into parentheses."""
    match condition:
        case Compare() | InSegment():
            return said_part(condition, zone, vocabulary)
        case Not(part):
            said = said_condition(part, zone, vocabulary, inner=True)
            return Label(f"{KEYWORDS['NOT'].en} {said.en}", f"{KEYWORDS['NOT'].zh} {said.zh}")
        case AllOf(parts) | AnyOf(parts):
            word = KEYWORDS["AND" if isinstance(condition, AllOf) else "OR"]
            told = [said_condition(part, zone, vocabulary, inner=True) for part in parts]
            en, zh = f" {word.en} ".join(one.en for one in told), f" {word.zh} ".join(one.zh for one in told)
            return Label(f"({en})", f"（{zh}）") if inner else Label(en, zh)


def said_branch(branch: Branch, zone: str, vocabulary: Vocabulary) -> Label:
    """The line that opens a branch, without the time of a phase."""
    word = KEYWORDS[branch.kind.upper()]
    if branch.condition is not None and branch.name is None:
        said = said_condition(branch.condition, zone, vocabulary)
        return Label(f"{word.en} {said.en}", f"{word.zh} {said.zh}")
    name = f" {branch.name}" if branch.name else ""
    return Label(f"{word.en}{name}", f"{word.zh}{name}")
