"""Everything that the loaded plugins declare, by code. Immutable; refuses two declarations of one name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from dsl.keywords import SPELLINGS
from dsl.values import Label
from dsl.vocabulary import FactWord, TriggerWord, window_of
from engine import own_words
from engine.plugin_error import PluginError
from engine.spi.alliances import AllianceType
from engine.spi.channels import PaymentChannel
from engine.spi.collecting import CollectingChannel
from engine.spi.declarations import Declarations
from engine.spi.erasers import Eraser
from engine.spi.facts import FactSource
from engine.spi.identities import IdentityProvider
from engine.spi.messages import MessageChannel
from engine.spi.reports import ReportChannel
from engine.spi.rewards import RewardType
from engine.spi.themes import Theme

#: The owner's name under which the engine's own words are declared.
ENGINE = "bottlecap"

_Declared = TypeVar("_Declared")


class DuplicateDeclarationError(Exception):
    """Two plugins declare one name or one Chinese spelling."""

    def __init__(self, group: str, word: str, first: str, second: str) -> None:
        super().__init__(
            f"{group} `{word}` is declared by plugin `{first}` and again by plugin `{second}`; rename one"
        )
        self.first, self.second = first, second


@dataclass(frozen=True, slots=True)
class Catalog:
    """Declarations by code, and the plugin that owns each word of each group."""

    rewards: Mapping[str, RewardType]
    channels: Mapping[str, PaymentChannel]
    alliances: Mapping[str, AllianceType]
    themes: Mapping[str, Theme]
    fact_words: Mapping[str, FactWord]
    fact_sources: Mapping[str, FactSource]
    triggers: Mapping[str, TriggerWord]
    messages: Mapping[str, MessageChannel]
    identities: Mapping[str, IdentityProvider]
    erasers: tuple[Eraser, ...]
    collecting: Mapping[str, CollectingChannel]
    reports: Mapping[str, ReportChannel]
    _owners: Mapping[tuple[str, str], str]

    @staticmethod
    def empty() -> Catalog:
        """A catalog with no plugin: only the engine's own facts and events are taken, and for events its keywords."""
        facts = (*own_words.FACTS, *(fact for trigger in own_words.TRIGGERS for fact in trigger.facts))
        taken = [("fact", spelling) for fact in facts for spelling in _spellings(fact.name, fact.label)]
        taken += [("event", words[0]) for words in SPELLINGS if len(words) == 1]
        for trigger in own_words.TRIGGERS:
            taken += [("event", spelling) for spelling in _spellings(trigger.name, trigger.label)]
        owners = MappingProxyType(dict.fromkeys(taken, ENGINE))
        return Catalog({}, {}, {}, {}, {}, {}, {}, {}, {}, (), {}, {}, owners)

    def with_plugin(self, plugin: str, declared: Declarations) -> Catalog:
        """A catalog that also holds a plugin's declarations.

        Raises `DuplicateDeclarationError`, naming both plugins.
        """
        owners = dict(self._owners)
        facts = [(word, source) for source in declared.fact_sources for word in source.facts]
        for group, things in (
            ("reward", declared.rewards),
            ("channel", declared.channels),
            ("alliance type", declared.alliances),
            ("theme", declared.themes),
            ("message channel", declared.messages),
            ("identity provider", declared.identities),
            ("collecting channel", declared.collecting),
            ("report channel", declared.reports),
        ):
            for thing in things:
                _take(owners, group, plugin, thing.code, thing.label)
        for word in (*(word for word, _ in facts), *(f for event in declared.triggers for f in event.facts)):
            _take(owners, "fact", plugin, word.name, word.label)
        for event in declared.triggers:
            _take(owners, "event", plugin, event.name, event.label)
        return replace(
            self,
            rewards=_joined(self.rewards, {reward.code: reward for reward in declared.rewards}),
            channels=_joined(self.channels, {channel.code: channel for channel in declared.channels}),
            alliances=_joined(self.alliances, {alliance.code: alliance for alliance in declared.alliances}),
            themes=_joined(self.themes, {theme.code: theme for theme in declared.themes}),
            fact_words=_joined(self.fact_words, {word.name: word for word, _ in facts}),
            fact_sources=_joined(self.fact_sources, {word.name: source for word, source in facts}),
            triggers=_joined(self.triggers, {event.name: event for event in declared.triggers}),
            messages=_joined(self.messages, {one.code: one for one in declared.messages}),
            identities=_joined(self.identities, {one.code: one for one in declared.identities}),
            erasers=(*self.erasers, *declared.erasers),
            collecting=_joined(self.collecting, {one.code: one for one in declared.collecting}),
            reports=_joined(self.reports, {one.code: one for one in declared.reports}),
            _owners=MappingProxyType(owners),
        )

    def facts_of_plugins(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the facts, also over the last days, that a plugin's source tells."""
        return frozenset(name for name in names if window_of(name)[0] in self.fact_words)

    def owner(self, group: str, word: str) -> str:
        """The plugin that declares a word of a group: reward, channel, alliance type, theme, fact or event.

        Raises KeyError for a word that nobody declares.
        """
        return self._owners[group, word]

    @contextmanager
    def blaming(self, group: str, word: str, operation: str) -> Iterator[None]:
        """Run a plugin's code; whatever it raises becomes a `PluginError` that names the plugin."""
        try:
            yield
        except PluginError:
            raise
        except Exception as error:
            plugin = self._owners.get((group, word), "unknown")
            mend = f"{group} `{word}` raised {type(error).__name__}: {error}"
            raise PluginError(plugin, operation, mend) from error


def _take(owners: dict[tuple[str, str], str], group: str, plugin: str, name: str, label: Label) -> None:
    for spelling in _spellings(name, label):
        if (group, spelling) in owners:
            raise DuplicateDeclarationError(group, spelling, owners[group, spelling], plugin)
    for spelling in _spellings(name, label):
        owners[group, spelling] = plugin


def _spellings(name: str, label: Label) -> frozenset[str]:
    return frozenset({name, label.zh})


def _joined(old: Mapping[str, _Declared], new: Mapping[str, _Declared]) -> Mapping[str, _Declared]:
    return MappingProxyType({**old, **new})
