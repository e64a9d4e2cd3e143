"""A text under the eyes of an editor, read and checked once however much is asked about it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dsl.checker import Checked, check
from dsl.completion import Completion
from dsl.completion import complete as offered
from dsl.keywords import Language
from dsl.lexicon import Lexicon, lexicon
from dsl.printer import format_text, language_of
from dsl.service.names import Name, names_of
from dsl.sharing import NO_SHARED, shared_names
from dsl.source import Source, SourceLine, parse
from dsl.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` in place of what stands from `start` to `end` (offsets in characters)."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that do not overlap."""
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


class Document:
    """One text with one vocabulary, and the shared texts that it may use, by name.

    What is asked first is reckoned first, and never twice.
    """

    def __init__(self, text: str, vocabulary: Vocabulary, shared: Mapping[str, str] = NO_SHARED) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.shared = shared

    @cached_property
    def source(self) -> Source:
        """The text as read."""
        return parse(self.text)

    @cached_property
    def checked(self) -> Checked:
        """The campaign, when nothing is wrong, and every finding."""
        return check(self.text, self.vocabulary, shared=self.shared)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words that may be used."""
        return lexicon(self.vocabulary)

    @cached_property
    def language(self) -> Language:
        """The language in which the text is written."""
        return language_of(self.source)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every name in the order of the text."""
        declared = [name for one in self.used.values() for name in one.names if name.declares]
        return names_of(self.source, self.lexicon, declared)

    @cached_property
    def used(self) -> dict[str, Document]:
        """The shared texts that this one uses, by name, in the order of use."""
        wanted = [name for name in dict.fromkeys(shared_names(self.text)) if name in self.shared]
        return {name: Document(self.shared[name], self.vocabulary) for name in wanted}

    def line_at(self, offset: int) -> SourceLine | None:
        """The line that an offset lies in; the last one for the very end; None in an empty text."""
        lines = self.source.lines
        place = bisect_right(lines, offset, key=lambda line: line.read.begins)
        return lines[place - 1] if place else None

    def formatted(self, lang: str | None = None) -> Edit | None:
        """The one edit that brings the text into its format, as small as it can be; None where it is."""
        tidy = format_text(self.text, self.vocabulary, lang)
        return smallest(self.text, tidy) if tidy != self.text else None


def complete(document: Document, offset: int) -> tuple[Completion, ...]:
    """What may come at an offset, in the document's own language."""
    return offered(document.text, offset, document.vocabulary, shared=document.shared)


def smallest(before: str, after: str) -> Edit:
    """The shortest stretch that must change to turn one text into the other."""
    most = min(len(before), len(after))
    head = next((place for place in range(most) if before[place] != after[place]), most)
    most -= head
    tail = next((place for place in range(most) if before[-1 - place] != after[-1 - place]), most)
    return Edit(head, len(before) - tail, after[head : len(after) - tail])
