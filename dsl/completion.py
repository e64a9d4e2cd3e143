"""What may come next at a place in a text: asked of the grammar itself, so it offers what can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dsl import lines as ln
from dsl.automaton import Reading
from dsl.checking.conditions import FITTING
from dsl.keywords import KEYWORDS, LONGEST_PHRASE, Language
from dsl.leaves import SILENT, Leaf, indentation, leaves_of
from dsl.lexicon import Declared, Group, Lexicon, W, lexicon
from dsl.limits import LINE_CHARACTERS
from dsl.outline import HEAD_OF, TOP, UNDER
from dsl.parser import feed
from dsl.printer import language_of
from dsl.sharing import NO_SHARED, shared_names
from dsl.source import Source, parse
from dsl.triggers import GRAMMATICAL
from dsl.values import NO_WORDS, Label
from dsl.vocabulary import FactKind, FactWord, RewardWord, TriggerWord, Vocabulary, Word


@dataclass(frozen=True, slots=True)
class Completion:
    """A text that may replace what stands from `start` to `end` (offsets in characters), and what it is."""

    text: str
    detail: Label
    start: int
    end: int


_KEYWORD: Final = Label("word of the language", "语言关键词")
_SEGMENT: Final = Label("segment of this campaign", "本活动的人群")
_CONSTANT: Final = Label("constant of this text", "本文的常量")
_SHARED: Final = Label("shared text of the brand", "品牌的共享文本")
_SHARED_SEGMENT: Final = Label("segment of a shared text", "共享文本的人群")
_SHARED_CONSTANT: Final = Label("constant of a shared text", "共享文本的常量")
_COUPON: Final = Label("coupon of this campaign", "本活动的券")
_POPULATION: Final = Label("population of this text", "本文的客群")
_OVER: Final = (KEYWORDS["OVER_SCANS"].en, KEYWORDS["OVER_SCANS"].zh)
_USES: Final = (KEYWORDS["USES"].en, KEYWORDS["USES"].zh)
_CURRENCY: Final = Label("currency", "货币")
#: Words that belong to one kind of fact.
_ONLY_FOR: Final[dict[FactKind, tuple[str, ...]]] = {
    "money": ("CURRENCY",),
    "flag": ("YES", "NO"),
    "instant": ("DAYS", "HOURS", "MINUTES", "AGO"),
}
_HEADS_OF_EVENTS: Final = ("SCAN", "INVITATION", "REDEMPTION")


def complete(
    text: str,
    offset: int,
    vocabulary: Vocabulary,
    lang: str | None = None,
    shared: Mapping[str, str] = NO_SHARED,
) -> tuple[Completion, ...]:
    """Everything that may stand at an offset and begins as what is typed there already.

    `shared` are the texts that the text may use, by name: what those in use declare is offered too.
    """
    source = parse(text)
    language = language_of(source) if lang is None else "zh" if lang.startswith("zh") else "en"
    line_start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    before = text[line_start:offset]
    if len(before) > LINE_CHARACTERS:
        return ()
    leaves = leaves_of(before, 0, len(before))
    spoken = [leaf for leaf in leaves if leaf.kind not in SILENT]
    if any(leaf.kind in ("comment", "open_text") for leaf in leaves):
        return ()
    if lang is None and spoken and not spoken[-1].text.isascii():
        language = "zh"
    used = tuple(parse(shared[name]) for name in dict.fromkeys(shared_names(text)) if name in shared)
    home = _home(source, before, line_start)
    place = _Place(source, lexicon(vocabulary), language, home, line_start, used, tuple(shared))
    found: dict[str, Completion] = {}
    touching = bool(leaves) and leaves[-1].kind == "word"
    for typed in range(touching, _words_at_end(leaves) + 1):
        start = line_start + (spoken[-typed].start if typed else len(before))
        begun = " ".join(text[start:offset].split())
        for word, detail in place.words(spoken[: len(spoken) - typed]):
            if word.casefold().startswith(begun.casefold()) and word != begun:
                found.setdefault(word, Completion(word, detail, start, offset))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known about the place: the text around it, the words, and the kinds of line that fit."""

    source: Source
    lexicon: Lexicon
    language: Language
    kinds: tuple[type, ...]
    start: int
    used: tuple[Source, ...] = ()
    shared: tuple[str, ...] = ()

    def words(self, spoken: list[Leaf]) -> Iterator[tuple[str, Label]]:
        """Every word that may follow the leaves of the line."""
        reading = Reading(0, 1)
        if feed(reading, spoken) is not None:
            return
        terminals = reading.accepts() - self._unfitting(spoken)
        if not spoken and ln.EventLine not in self.kinds:
            terminals -= {"TRIGGER"}
        for name, names in _GROUPS.items():
            if name in terminals:
                yield from names(self)
        if "FACT" in terminals:
            yield from self._facts(spoken)
        if "FACT" in terminals:
            yield from self._segments()
        if spoken and terminals & {"AMOUNT_NAME", "COUNT_NAME", "VALUE", "WORD"}:
            yield from self._constants()
        if "TEXT" in terminals and self._about_coupons(spoken):
            yield from ((f'"{name}"', _COUPON) for name in self._coupons())
        if "TEXT" in terminals and spoken and spoken[0].text in _USES:
            yield from ((_written(name), _SHARED) for name in self.shared)
        if "TEXT" in terminals and spoken and spoken[0].text in _OVER:
            yield from ((_written(name), _POPULATION) for name in self._populations())
        if "WORD" in terminals:
            yield from self._after_word(spoken)
        if "VALUE" in terminals:
            yield from ((choice, fact.help) for fact in self._last_fact(spoken) for choice in fact.choices)
        heads = {HEAD_OF[kind] for kind in self.kinds}
        heads |= set(_HEADS_OF_EVENTS) if ln.EventLine in self.kinds else set()
        heads |= {"BY_TRY"} if ln.OutcomeLine in self.kinds else set()
        heads |= {"EVERY"} if ln.OutcomeLine in self.kinds and self.language == "zh" else set()
        for name, keyword in KEYWORDS.items():
            if name in terminals and (spoken or name in heads):
                yield keyword.spelled(self.language), _KEYWORD

    def of_group(self, group: Group[W]) -> Iterator[tuple[str, Label]]:
        """The words of one group, with their help."""
        for word in group.words():
            detail = word.help if isinstance(word, RewardWord | FactWord | TriggerWord | Word) else _CURRENCY
            yield group.spelled(word.name, self.language), detail if detail != NO_WORDS else _label(word)

    def declared_events(self) -> Iterator[tuple[str, Label]]:
        """The events of the vocabulary: the others are keywords."""
        known = {word.label[self.language] for word in GRAMMATICAL} | {word.name for word in GRAMMATICAL}
        return (one for one in self.of_group(self.lexicon.triggers) if one[0] not in known)

    def _facts(self, spoken: list[Leaf]) -> Iterator[tuple[str, Label]]:
        """The facts that the event here carries; every fact where no event is known."""
        event = self._event(spoken)
        for word in self.lexicon.facts.words():
            if event is None or self.lexicon.carried(word.name, event.name):
                yield self.lexicon.facts.spelled(word.name, self.language), word.help

    def _event(self, spoken: list[Leaf]) -> TriggerWord | None:
        """The event of this line of a test, or of the block around it."""
        if ln.EventLine in self.kinds:
            return self._declared_in(spoken)
        for line in reversed(self.source.lines):
            if line.read.start < self.start and line.read.spoken and not line.read.indentation:
                says = line.says
                if isinstance(says, ln.TriggerLine) and ln.TriggerLine not in self.kinds:
                    return self.lexicon.triggers.find(says.event.kind)
                return None
        return None

    def _declared_in(self, spoken: list[Leaf]) -> TriggerWord | None:
        found = (self.lexicon.triggers.find(leaf.text) for leaf in spoken[:2] if leaf.kind == "word")
        return next((word for word in found if word is not None), None)

    def _last_fact(self, spoken: list[Leaf]) -> tuple[FactWord, ...]:
        """The fact that is being compared, when there is one."""
        found = (self.lexicon.facts.find(leaf.text) for leaf in reversed(spoken) if leaf.kind == "word")
        return next(((fact,) for fact in found if fact is not None), ())

    def _unfitting(self, spoken: list[Leaf]) -> set[str]:
        """What the grammar takes but the kind of the fact does not."""
        kinds = {fact.kind for fact in self._last_fact(spoken)}
        if not kinds:
            return set()
        unfitting = {name.upper() for names in FITTING.values() for name in names}
        unfitting -= {name.upper() for kind in kinds for name in FITTING[kind]}
        if not all(fact.windowed for fact in self._last_fact(spoken)):
            unfitting.add("IN_LAST")
        for kind, names in _ONLY_FOR.items():
            unfitting |= set() if kind in kinds else set(names)
        return unfitting

    def _segments(self) -> Iterator[tuple[str, Label]]:
        for place, block in self._blocks():
            if isinstance(block.line, ln.SegmentLine):
                yield block.line.name.text, _SHARED_SEGMENT if place else _SEGMENT

    def _constants(self) -> Iterator[tuple[str, Label]]:
        for place, block in self._blocks():
            if isinstance(block.line, ln.ConstantLine):
                yield block.line.name.text, _SHARED_CONSTANT if place else _CONSTANT

    def _blocks(self) -> Iterator[tuple[int, ln.Block]]:
        """The blocks of this text, then of those it uses, each with the place of its text: 0 is this one."""
        for place, source in enumerate((self.source, *self.used)):
            for block in source.campaign:
                yield place, block

    def _coupons(self) -> Iterator[str]:
        for block in self.source.campaign:
            if isinstance(block.line, ln.CouponLine):
                yield block.line.id.text

    def _populations(self) -> Iterator[str]:
        for block in self.source.campaign:
            if isinstance(block.line, ln.PopulationLine):
                yield block.line.name.text

    def _about_coupons(self, spoken: list[Leaf]) -> bool:
        """Behind a redemption, or a reward that takes a coupon."""
        if any(leaf.text in (KEYWORDS["REDEMPTION"].en, KEYWORDS["REDEMPTION"].zh) for leaf in spoken):
            return True
        reward = self._reward(spoken)
        return reward is not None and spoken[-1].kind == "word" and reward.params[:1] != () and (
            reward.params[0].name == "coupon" and self.lexicon.rewards.find(spoken[-1].text) is reward
        )  # fmt: skip

    def _reward(self, spoken: list[Leaf]) -> RewardWord | None:
        found = (self.lexicon.rewards.find(leaf.text) for leaf in spoken if leaf.kind == "word")
        return next((reward for reward in found if reward is not None), None)

    def _after_word(self, spoken: list[Leaf]) -> Iterator[tuple[str, Label]]:
        """A currency behind a figure, else the words that lead in a further parameter of the reward or event."""
        declared = self._reward(spoken) or self._declared_in(spoken)
        if declared is None:
            return
        if spoken[-1].kind == "number":
            if any(param.kind == "money" for param in declared.params):
                yield from self.of_group(self.lexicon.currencies)
            if any(param.kind == "days" for param in declared.params):
                yield KEYWORDS["DAYS"].spelled(self.language), _KEYWORD
            return
        for param in declared.params:
            if param.lead is not None and (lead := param.lead[self.language]):
                lead = "".join(lead.split()) if self.language == "zh" else lead
                yield lead, param.help if param.help != NO_WORDS else param.label


_GROUPS: Final[dict[str, Callable[[_Place], Iterator[tuple[str, Label]]]]] = {
    "TRIGGER": lambda place: place.declared_events(),
    "REWARD": lambda place: place.of_group(place.lexicon.rewards),
    "RECIPIENT": lambda place: place.of_group(place.lexicon.recipients),
    "THEME": lambda place: place.of_group(place.lexicon.themes),
    "CHANNEL_NAME": lambda place: place.of_group(place.lexicon.channels),
    "KIND": lambda place: place.of_group(place.lexicon.code_kinds),
    "CURRENCY": lambda place: place.of_group(place.lexicon.currencies),
}


def _written(name: str) -> str:
    """A name in straight quotes."""
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _label(word: Declared) -> Label:
    return word.label


def _words_at_end(leaves: Sequence[Leaf]) -> int:
    """The words at the very end that may be the beginning of one phrase: `at mo` of `at most`."""
    count = 0
    for leaf in reversed(leaves):
        if leaf.kind == "word" and count < LONGEST_PHRASE:
            count += 1
        elif leaf.kind != "space" or not count:
            break
    return count


def _home(source: Source, before: str, line_start: int) -> tuple[type, ...]:
    """The kinds of line that may stand here, by the indentation before the place."""
    width = indentation(before.removeprefix("\ufeff"), 0, len(before))
    if not width:
        return TOP
    for line in reversed(source.lines):
        if line.read.start < line_start and line.read.spoken and line.read.indentation < width:
            return UNDER.get(type(line.says), ()) if line.says is not None else tuple(HEAD_OF)
    return TOP
