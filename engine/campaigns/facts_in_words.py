"""What the rules knew about somebody, as people read it: a name in words and a value in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dsl.values import Label, Money
from dsl.vocabulary import FactWord, Vocabulary, window_of
from engine.regions import region_name

_YES, _NO, _NOTHING = Label("yes", "是"), Label("no", "否"), Label("not known", "未知")
#: What a campaign's own lines make has no word in the vocabulary: by how its name begins.
_OWN: Final = {
    "phase": Label("claims counted by the phase `{0}`", "阶段“{0}”的计数"),
    "experiment": Label("group in the experiment `{0}`", "实验“{0}”中的分组"),
    "draw": Label("draws in a row without a prize", "此前连续未中奖次数"),
}


def in_words(
    vocabulary: Vocabulary, facts: Mapping[str, object], zone: str
) -> tuple[tuple[str, Label, Label], ...]:
    """Each fact's name, and name and value in words, in the order of the vocabulary; the instant is told elsewhere."""
    words = {word.name: word for word in vocabulary.every_fact()}
    order = {name: place for place, name in enumerate(words)}
    names = sorted(
        facts.keys() - {"event.at"}, key=lambda name: (order.get(window_of(name)[0], len(order)), name)
    )
    return tuple((name, fact_name(words, name), fact_value(facts[name], zone)) for name in names)


def fact_name(words: Mapping[str, FactWord], name: str) -> Label:
    """What a fact is, with the days over which it counts."""
    fact, days = window_of(name)
    word = words.get(fact)
    if word is None:
        kind, _, own = name.partition(".")
        told = _OWN.get(kind)
        return Label(told.en.format(own), told.zh.format(own)) if told else Label(name, name)
    if days is None:
        return word.help
    last = Label("today", "今天") if days == 1 else Label(f"in the last {days} days", f"近 {days} 天")
    return Label(f"{word.help.en}, {last.en}", f"{last.zh}：{word.help.zh}")


def fact_value(value: object, zone: str) -> Label:
    """A value as people write it. A region has its name, an instant the brand's own time."""
    match value:
        case None | () | "":
            return _NOTHING
        case bool():
            return _YES if value else _NO
        case int():
            return _same(f"{value:,}")
        case datetime():
            return _same(f"{value.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S}")
        case Money():
            return _same(str(value))
        case tuple():
            return Label(", ".join(map(str, value)), "、".join(map(str, value)))
    text = str(value)
    return region_name(text) if _is_region(text) else _same(text)


def _is_region(text: str) -> bool:
    return text[:2] == "CN" and text[2:3] in ("", "-") and text.replace("-", "").isalnum()


def _same(text: str) -> Label:
    return Label(text, text)
