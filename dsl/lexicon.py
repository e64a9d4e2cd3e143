"""The vocabulary as a reader needs it: from any spelling to the word, and from the word to its spelling."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from dsl.keywords import CURRENCY_WORDS, HEADS, SPELLINGS, Language
from dsl.leaves import is_word
from dsl.nodes import Item
from dsl.nodes import Word as WrittenWord
from dsl.triggers import GRAMMATICAL
from dsl.values import CURRENCY_EXPONENTS, Label
from dsl.vocabulary import FactWord, Param, RewardWord, TriggerWord, Vocabulary, Word, window_of


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

    `rivals` are keywords that may stand in the same place: a label spelled like one is not printed, nor one that
    begins like one where words may be `parted` from the keyword before them.
    """

    def __init__(self, words: Iterable[W], rivals: tuple[str, ...] = (), *, parted: bool = False) -> None:
        self._rivals = rivals
        self._parted = parted
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
        begins = range(1, len(chinese)) if self._parted else ()
        spelled = [SPELLINGS.get((chinese[:length],), ()) for length in (*begins, len(chinese))]
        rival = any(terminal in self._rivals for terminals in spelled for terminal in terminals)
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
    triggers: Group[TriggerWord]
    carriers: Mapping[str, str]
    restricted: frozenset[str]
    last_parts: Mapping[str, tuple[FactWord, ...]]

    def event(self, kind: str) -> TriggerWord:
        """The event of a checked trigger. Raises KeyError for one that is not declared."""
        found = self.triggers.find(kind)
        if found is None:
            raise KeyError(kind)
        return found

    def events_of(self, recipient: str) -> tuple[TriggerWord, ...] | None:
        """The events at which a recipient exists; None for all."""
        if recipient not in self.restricted:
            return None
        return tuple(trigger for trigger in self.triggers.words() if recipient in trigger.recipients)

    def carried(self, fact: str, kind: str) -> bool:
        """Whether a fact is known at events of a kind: it is everybody's, or theirs."""
        return self.carriers.get(fact, kind) == kind

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

    def short_facts(self, written: str, subject: str, event: str) -> tuple[FactWord, ...]:
        """The facts that a last part of a name may mean: those of the subject first, else of anyone at the event."""
        found = self.last_parts.get(written, ())
        own = tuple(fact for fact in found if fact.name.startswith(f"{subject}."))
        return own or tuple(fact for fact in found if self.carried(fact.name, event)) or found


@lru_cache(maxsize=32)
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary, built once."""
    currencies = (
        CurrencyWord(code, Label(code.lower(), CURRENCY_WORDS[code][0])) for code in CURRENCY_EXPONENTS
    )
    triggers = (*GRAMMATICAL, *vocabulary.triggers)
    facts = Group(vocabulary.every_fact(), ("NOT",))
    return Lexicon(
        vocabulary.version,
        Group(
            vocabulary.rewards,
            ("NOTHING", "REFUSAL", "REVIEW", "BUDGET", "COST", "PER", "CLAIMED", "REFUSALS"),
        ),
        facts,
        Group(vocabulary.recipients),
        Group(vocabulary.code_kinds, ("BATCH", "OF", "PLACE", "BY", "WITH", "BY_FRIEND", "WITHIN", "UNTIL")),
        Group(vocabulary.themes),
        Group(vocabulary.channels),
        Group(currencies),
        Group(triggers, HEADS, parted=True),
        {fact.name: trigger.name for trigger in triggers for fact in trigger.facts},
        frozenset(recipient for trigger in triggers for recipient in trigger.recipients),
        _last_parts(facts),
    )


def _last_parts(facts: Group[FactWord]) -> dict[str, tuple[FactWord, ...]]:
    """The facts that each last part of a spelling may mean, each once."""
    found: dict[str, dict[str, FactWord]] = {}
    for spelling in facts.all_spellings():
        fact = facts.find(spelling)
        if fact is not None:
            found.setdefault(spelling.rpartition(".")[2], {})[fact.name] = fact
    return {part: tuple(named.values()) for part, named in found.items()}


def is_days(written: str) -> bool:
    """Whether a word is the unit of a number of days."""
    return "DAYS" in SPELLINGS.get((written.lower(),), ())


def param_at(
    items: tuple[Item, ...], params: tuple[Param, ...], taken: Collection[str]
) -> tuple[Param | None, int]:
    """The parameter whose value comes next, with the number of words that lead it in."""
    free = [param for param in params if param.name not in taken]
    for param in free:
        if param.lead is not None and (length := lead_length(items, param.lead)):
            return param, length
    return next(
        (param for param in free if param.lead is None or not (param.lead.en and param.lead.zh)), None
    ), 0


def lead_length(items: tuple[Item, ...], lead: Label) -> int:
    """The number of items that spell a parameter's lead words, 0 when they do not."""
    english = lead.en.lower().split()
    words = [
        item.text if isinstance(item, WrittenWord) else ""
        for item in items[: max(len(english), len(lead.zh))]
    ]
    if english and [word.lower() for word in words[: len(english)]] == english:
        return len(english)
    chinese, written = "".join(lead.zh.split()), ""
    for count, word in enumerate(words, 1):
        written += word
        if not word or not chinese.startswith(written):
            return 0
        if written == chinese:
            return count
    return 0
