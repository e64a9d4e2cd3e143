"""From the catalog of plugins to the words that a campaign may use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from dsl.values import Label
from dsl.vocabulary import RewardWord, Vocabulary, Word
from engine import own_words
from engine.catalog import Catalog
from engine.spi.rewards import RewardType


class _Named(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def label(self) -> Label: ...
    @property
    def help(self) -> Label: ...


_Declared = TypeVar("_Declared")


def vocabulary(catalog: Catalog) -> Vocabulary:
    """The engine's words and the plugins' words, in an order that does not depend on the order of loading."""
    facts = own_words.FACTS + tuple(catalog.fact_words.values())
    return Vocabulary(
        rewards=tuple(_reward_word(reward) for reward in _by_code(catalog.rewards)),
        facts=tuple(sorted(facts, key=lambda fact: fact.name)),
        recipients=own_words.RECIPIENTS,
        code_kinds=own_words.CODE_KINDS,
        themes=_words(_by_code(catalog.themes)),
        channels=_words(_by_code(catalog.channels)),
        triggers=own_words.TRIGGERS + tuple(_by_code(catalog.triggers)),
    )


def _reward_word(reward: RewardType) -> RewardWord:
    return RewardWord(reward.code, _spelling(reward), tuple(reward.params), reward.help, reward.pays)


def _words(declared: Iterable[_Named]) -> tuple[Word, ...]:
    return tuple(Word(each.code, _spelling(each), each.help) for each in declared)


def _spelling(declared: _Named) -> Label:
    """In English a thing is written by its code, in Chinese by its title."""
    return Label(declared.code, declared.label.zh)


def _by_code(declared: Mapping[str, _Declared]) -> list[_Declared]:
    return [declared[code] for code in sorted(declared)]
