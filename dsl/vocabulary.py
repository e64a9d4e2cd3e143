"""The words a campaign may use: declared by the engine and its plugins, read by every part of the language.

The grammar knows the shape of a sentence; which rewards, facts, recipients, themes and channels exist is
told by a `Vocabulary`. One declaration serves parser, checker, formatter, completion, forms and terms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from dsl.values import NO_WORDS, Label

#: What a reward's parameter may be. `money` needs a currency, `count` is a whole number, `text` is quoted,
#: `name` a bare word.
ParamKind = Literal["money", "count", "text", "name"]

#: What a fact may be. `flag` is yes or no, `choice` one of `choices`, `instant` a point in time.
FactKind = Literal["count", "money", "text", "region", "choice", "flag", "instant"]


@dataclass(frozen=True, slots=True)
class Param:
    """One typed parameter of a reward.

    `lead` holds the words written before the value (`from alliance`); None for the value that follows the
    reward's name directly. `minimum` and `maximum` are in minor units for money, plain for a count.
    """

    name: str
    kind: ParamKind
    label: Label
    lead: Label | None = None
    optional: bool = False
    minimum: int | None = None
    maximum: int | None = None
    help: Label = NO_WORDS


@dataclass(frozen=True, slots=True)
class RewardWord:
    """A reward type as the language knows it. `name` is canonical, `label` its spelling in each language.

    `pays` tells that its money leaves by the campaign's payment channel.
    """

    name: str
    label: Label
    params: tuple[Param, ...]
    help: Label
    pays: bool = True


@dataclass(frozen=True, slots=True)
class FactWord:
    """A named fact about consumer, scan, code or friend. `personal` facts need the consumer's consent.

    A `windowed` count can also be asked for the last days alone; see `windowed_name`.
    """

    name: str
    label: Label
    kind: FactKind
    help: Label
    choices: tuple[str, ...] = ()
    personal: bool = False
    windowed: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word with its two spellings: a recipient, theme, channel or kind of code."""

    name: str
    label: Label
    help: Label = NO_WORDS


@dataclass(frozen=True)
class Vocabulary:
    """Everything that may be named in a campaign. Names are unique within each group."""

    rewards: tuple[RewardWord, ...] = ()
    facts: tuple[FactWord, ...] = ()
    recipients: tuple[Word, ...] = ()
    code_kinds: tuple[Word, ...] = ()
    themes: tuple[Word, ...] = ()
    channels: tuple[Word, ...] = ()
    version: str = field(init=False)

    def __post_init__(self) -> None:
        for group in (self.rewards, self.facts, self.recipients, self.code_kinds, self.themes, self.channels):
            _refuse_twice(word.name for word in group)
        object.__setattr__(self, "version", hashlib.sha256(repr(self._content()).encode()).hexdigest()[:16])

    def _content(self) -> tuple[object, ...]:
        return (self.rewards, self.facts, self.recipients, self.code_kinds, self.themes, self.channels)


def windowed_name(fact: str, days: int) -> str:
    """The fact that counts over the last days alone: `consumer.claims/30d`.

    Days are calendar days of the campaign's zone: today, and those before it.
    """
    return f"{fact}/{days}d"


def window_of(name: str) -> tuple[str, int | None]:
    """A fact's own name, and the days over which it counts; None for all time."""
    fact, sign, days = name.partition("/")
    return fact, int(days[:-1]) if sign else None


def _refuse_twice(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the word `{name}` is declared twice")
        seen.add(name)
