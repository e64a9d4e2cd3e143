"""The vocabulary as a reader needs it: from any spelling to the word, and from the word to its spelling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from dsl.keywords import CURRENCY_WORDS, SPELLINGS, Language
from dsl.leaves import is_word
from dsl.nodes import Item
from dsl.nodes import Word as WrittenWord
from dsl.values import CURRENCY_EXPONENTS, Label
from dsl.vocabulary import FactWord, RewardWord, Vocabulary, Word, window_of


class Declared(Protocol):
    """Any word of a vocabulary."""

    @property
    def name(self) -> str:
        """The canonical name."""

    @property
    def label(self) -> Label:
        """The spelling in each language."""


W = TypeVar("W", bound=Declared)


class Group(Generic[W]):
    """The words of one kind. Each is known by its name, and by its Chinese label where that is a single word.

    `rivals` are keywords that may stand in the same place: a label spelled like one is not printed.
    """

    def __init__(self, words: Iterable[W], rivals: tuple[str, ...] = ()) -> None:
        self._rivals = rivals
        self._words = {word.name: word for word in words}
        self._known: dict[str, W] = {}
        for word in self._words.values():
            if is_word(_chinese(word)):
                self._known.setdefault(_chinese(word), word)
        self._known |= self._words  # a name always wins over a label
        self._printed = {name: self._best(word) for name, word in self._words.items()}

    def find(self, written: str) -> W | None:
        """The word that is written so."""
        return self._known.get(written)

    def spelled(self, name: str, language: Language) -> str:
        """How a word is printed; a name that is not declared stays as it is."""
        return self._printed[name][language] if name in self._printed else name

    def spellings(self, language: Language) -> tuple[str, ...]:
        """Every word as printed."""
        return tuple(self.spelled(name, language) for name in self._words)

    def all_spellings(self) -> tuple[str, ...]:
        """Every spelling that is understood."""
        return tuple(self._known)

    def words(self) -> tuple[W, ...]:
        """Every word in the declared order."""
        return tuple(self._words.values())

    def _best(self, word: W) -> dict[Language, str]:
        chinese = _chinese(word)
        rival = any(terminal in self._rivals for terminal in SPELLINGS.get((chinese,), ()))
        usable = self._known.get(chinese) is word and not rival
        return {"en": word.name, "zh": chinese if usable else word.name}


def _chinese(word: Declared) -> str:
    return "".join(word.label.zh.split())


@dataclass(frozen=True, slots=True)
class CurrencyWord:
    """A served currency as a word of the language."""

    name: str
    label: Label


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The groups of one vocabulary."""

    version: str
    rewards: Group[RewardWord]
    facts: Group[FactWord]
    recipients: Group[Word]
    code_kinds: Group[Word]
    themes: Group[Word]
    channels: Group[Word]
    currencies: Group[CurrencyWord]

    def currency(self, written: str) -> str | None:
        """The ISO 4217 code of a currency as written in either language."""
        found = self.currencies.find(written)
        if found is not None:
            return found.name
        return next((code for code, words in CURRENCY_WORDS.items() if written in words), None)

    def fact(self, name: str, language: Language) -> str:
        """A fact as it is printed, with the days over which it counts."""
        fact, days = window_of(name)
        spelled = self.facts.spelled(fact, language)
        if days is None:
            return spelled
        return f"{spelled} 近 {days} 天" if language == "zh" else f"{spelled} in the last {days} days"

    def short_facts(self, written: str, subject: str) -> tuple[FactWord, ...]:
        """The facts that a last part of a name may mean: those of the subject first, else of anyone."""
        spellings = (
            spelling for spelling in self.facts.all_spellings() if spelling.rpartition(".")[2] == written
        )
        found = {fact.name: fact for spelling in spellings if (fact := self.facts.find(spelling))}
        own = tuple(fact for fact in found.values() if fact.name.startswith(f"{subject}."))
        return own or tuple(found.values())


@lru_cache(maxsize=32)
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary, built once."""
    currencies = (
        CurrencyWord(code, Label(code.lower(), CURRENCY_WORDS[code][0])) for code in CURRENCY_EXPONENTS
    )
    return Lexicon(
        vocabulary.version,
        Group(vocabulary.rewards, ("NOTHING", "REFUSAL")),
        Group(vocabulary.facts, ("NOT",)),
        Group(vocabulary.recipients),
        Group(vocabulary.code_kinds, ("BATCH", "OF", "PLACE", "BY", "WITH")),
        Group(vocabulary.themes),
        Group(vocabulary.channels),
        Group(currencies),
    )


def lead_length(items: tuple[Item, ...], lead: Label) -> int:
    """The number of items that spell a parameter's lead words, 0 when they do not."""
    english = lead.en.lower().split()
    words = [
        item.text if isinstance(item, WrittenWord) else ""
        for item in items[: max(len(english), len(lead.zh))]
    ]
    if [word.lower() for word in words[: len(english)]] == english:
        return len(english)
    chinese, written = "".join(lead.zh.split()), ""
    for count, word in enumerate(words, 1):
        written += word
        if not word or not chinese.startswith(written):
            return 0
        if written == chinese:
            return count
    return 0
