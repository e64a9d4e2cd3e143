"""The words of a vocabulary, plugins' included, as a reader looks them up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dsl.keywords import KEYWORDS
from dsl.lexicon import Declared, Group, Lexicon
from dsl.reference.kinds import FACT_KINDS, PARAM_KINDS
from dsl.values import NO_WORDS, Label
from dsl.vocabulary import FactWord, Param, RewardWord, TriggerWord, Word


@dataclass(frozen=True, slots=True)
class WordEntry:
    """A word as it is written in each language, and what is to be said about it, a sentence a line."""

    spelling: Label
    lines: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class WordGroup:
    """The words of one kind: `reward`, `fact`, `trigger`, `recipient`, `code_kind`, `theme`, `channel`."""

    kind: str
    words: tuple[WordEntry, ...]


def word_groups(lexicon: Lexicon) -> tuple[WordGroup, ...]:
    """Every word that may be used, by kind, in the order in which it is declared."""
    groups: tuple[tuple[str, Group[Any]], ...] = (
        ("trigger", lexicon.triggers),
        ("reward", lexicon.rewards),
        ("fact", lexicon.facts),
        ("recipient", lexicon.recipients),
        ("code_kind", lexicon.code_kinds),
        ("theme", lexicon.themes),
        ("channel", lexicon.channels),
    )
    return tuple(WordGroup(kind, tuple(_entries(group))) for kind, group in groups if group.words())


def _entries(group: Group[Any]) -> Iterator[WordEntry]:
    for word in group.words():
        spelling = Label(group.spelled(word.name, "en"), group.spelled(word.name, "zh"))
        if isinstance(word, TriggerWord) and word.name.upper() in KEYWORDS:  # a scan has words of its own
            keyword = KEYWORDS[word.name.upper()]
            spelling = Label(keyword.en, keyword.zh)
        yield WordEntry(spelling, described(word))


def described(word: Declared) -> tuple[Label, ...]:
    """The help of a word, and what goes with it."""
    lines: list[Label] = []
    if isinstance(word, RewardWord | FactWord | TriggerWord | Word):
        lines.append(word.help)
    match word:
        case FactWord():
            lines.append(FACT_KINDS[word.kind])
            if word.choices:
                choices = [f"`{choice}`" for choice in word.choices]
                lines.append(Label("one of " + ", ".join(choices), "取值：" + "、".join(choices)))
            if word.personal:
                lines.append(
                    Label("personal: read with the consumer's consent", "个人信息：须经用户同意才会读取")
                )
        case TriggerWord():
            lines += [_parameter(param) for param in word.params]
            told = [f"`{fact.name}`" for fact in word.facts]
            lines += [Label("tells " + ", ".join(told), "带来 " + "、".join(told))] if told else []
        case RewardWord():
            lines += [_parameter(param) for param in word.params]
    return tuple(line for line in lines if line != NO_WORDS)


def _parameter(param: Param) -> Label:
    lead = Label("", "") if param.lead is None else param.lead
    kind = PARAM_KINDS[param.kind]
    optional = Label(" (may be left out)", "（可不写）") if param.optional else NO_WORDS
    return Label(
        f"- {lead.en}{' ' if lead.en else ''}{param.label.en}: {kind.en}{optional.en}",
        f"- {lead.zh}{' ' if lead.zh else ''}{param.label.zh}：{kind.zh}{optional.zh}",
    )
