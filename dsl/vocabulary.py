"""The words a campaign may use: declared by the engine and its plugins, read by every part of the language.

The grammar knows the shape of a sentence; which rewards, facts, recipients, themes and channels exist is
told by a `Vocabulary`. One declaration serves parser, checker, formatter, completion, forms and terms.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from dsl.values import NO_WORDS, Label

#: What a parameter may be. `money` needs a currency, `count` is a whole number, `text` is quoted, `name` a bare
#: word, `days` a whole number with its unit (`30 days`).
ParamKind = Literal["money", "count", "text", "name", "days"]

#: What a fact may be. `flag` is yes or no, `choice` one of `choices`, `instant` a point in time,
#: `tags` any number of texts, without order.
FactKind = Literal["count", "money", "text", "region", "choice", "flag", "instant", "tags"]


@dataclass(frozen=True, slots=True)
class Param:
    """One typed parameter of a reward or an event.

    `lead` holds the words written before the value (`from alliance`); None for the value that follows the
    name directly. A language in which nothing is written before it has an empty lead. `minimum` and `maximum`
    are in minor units for money, plain for a count or days.
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


_SOMEBODY: Final = Label("a consumer", "消费者")


@dataclass(frozen=True, slots=True)
class TriggerWord:
    """Something that happens and that a campaign may answer: `on purchase`.

    `help` tells the marketer when it happens, `event` names it within a sentence (`a purchase`), `occasion` begins
    a sentence of the terms (`When you buy something`), `subject` is whom it happens to. `facts` are known at this
    event and at no other. A parameter asks for the fact with the same last name: `on tasting "Riesling"` answers
    tastings whose `tasting.wine` is that. `recipients` are those that exist here besides whom all events have.
    """

    name: str
    label: Label
    help: Label
    event: Label
    occasion: Label
    params: tuple[Param, ...] = ()
    facts: tuple[FactWord, ...] = ()
    recipients: tuple[str, ...] = ()
    subject: Label = _SOMEBODY

    def fact_of(self, param: str) -> str:
        """The full name of the fact that a parameter asks for."""
        return f"{self.name}.{param}"


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word with its two spellings: a recipient, theme, channel or kind of code."""

    name: str
    label: Label
    help: Label = NO_WORDS


@dataclass(frozen=True)
class Vocabulary:
    """Everything that may be named in a campaign. Names are unique within each group.

    `facts` are known at every event; those that a trigger carries are declared with it.
    """

    rewards: tuple[RewardWord, ...] = ()
    facts: tuple[FactWord, ...] = ()
    recipients: tuple[Word, ...] = ()
    code_kinds: tuple[Word, ...] = ()
    themes: tuple[Word, ...] = ()
    channels: tuple[Word, ...] = ()
    triggers: tuple[TriggerWord, ...] = ()
    version: str = field(init=False)

    def __post_init__(self) -> None:
        for group in self._content():
            _refuse_twice(word.name for word in group)
        _refuse_twice(fact.name for fact in self.every_fact())
        object.__setattr__(self, "version", hashlib.sha256(repr(self._content()).encode()).hexdigest()[:16])

    def every_fact(self) -> tuple[FactWord, ...]:
        """The facts of all events, then those that one event alone carries."""
        return (*self.facts, *(fact for trigger in self.triggers for fact in trigger.facts))

    def _content(self) -> tuple[tuple[RewardWord | FactWord | TriggerWord | Word, ...], ...]:
        return (
            self.rewards, self.facts, self.recipients, self.code_kinds, self.themes, self.channels, self.triggers
        )  # fmt: skip


#: How the facts begin that a campaign's own lines make: what its phases count, whom its experiments draw, how often
#: a person's draws were not won.
OWN: Final = ("phase.", "experiment.", "draw.")
_WINDOWED: Final = re.compile(r"(.+)/(\d+)d")


def windowed_name(fact: str, days: int) -> str:
    """The fact that counts over the last days alone: `consumer.claims/30d`.

    Days are calendar days of the campaign's zone: today, and those before it.
    """
    return f"{fact}/{days}d"


def window_of(name: str) -> tuple[str, int | None]:
    """A fact's own name, and the days over which it counts; None for all time."""
    parted = _WINDOWED.fullmatch(name)
    return (parted[1], int(parted[2])) if parted and not name.startswith(OWN) else (name, None)


def _refuse_twice(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ValueError(f"the word `{name}` is declared twice")
        seen.add(name)
