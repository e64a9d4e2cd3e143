"""The campaign language of each brand: the words of engine and plugins, and the brand's own events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from dsl.program import Program
from dsl.vocabulary import Vocabulary
from engine.events.declaring import EventDeclaration
from engine.language import Language
from engine.spi.rewards import RewardType

Events = tuple[EventDeclaration, ...]


class Languages:
    """Languages by the events that they have beyond everybody's words."""

    def __init__(self, words: Vocabulary, rewards: Mapping[str, RewardType]) -> None:
        self._words = words
        self._rewards = rewards
        self._made = lru_cache(maxsize=64)(self._make)

    def of(self, events: Events) -> Language:
        """The language with some events of a brand."""
        return self._made(events)

    def compile_published(self, text: str, events: Events) -> Program | str:
        """`Language.compile_published` of the brand's language."""
        return self.of(events).compile_published(text)

    def _make(self, events: Events) -> Language:
        words = self._words
        if events:
            words = replace(
                words,
                triggers=words.triggers + tuple(one.trigger() for one in events),
                facts=tuple(sorted((*words.facts, *(one.times() for one in events)), key=lambda fact: fact.name)),
            )  # fmt: skip
        return Language(words, self._rewards)
