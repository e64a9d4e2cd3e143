"""One line of leaves in, one tree out, or the leaf at which understanding ended.

The grammar is LALR. Its tokens are chosen by what the parser can accept next, so a word such as `in` or `at`
may mean several things, names may look like keywords, and Chinese may be written without spaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from dsl.automaton import Reading, State
from dsl.keywords import CURRENCY_WORDS, LONGEST_CHINESE, MARKS, PHRASES, SPELLINGS
from dsl.leaves import Cut, Leaf, indentation, leaves_of
from dsl.limits import SOURCE_CHARACTERS
from dsl.nodes import Span
from dsl.trees import Part

_CURRENCIES = tuple(
    sorted((word for words in CURRENCY_WORDS.values() for word in words), key=len, reverse=True)
)
#: Names that stand where a keyword may stand too.
_AFTER_KEYWORDS = frozenset(("TRIGGER", "COUNT_NAME"))
_PLAIN = {"text": "TEXT", "number": "NUMBER", "date": "DATE", "time": "TIME"}
#: The words of keywords as they are mostly written.
_SPELLED = frozenset(PHRASES)
_MARK_OF_ORDER = "\ufeff"


@dataclass(frozen=True, slots=True)
class Failure:
    """The first leaf that could not follow (None at the end of the line), and the terminals that could."""

    leaf: Leaf | None
    expected: frozenset[str]
    first: bool


class ReadLine(NamedTuple):
    """A physical line of a text; `spoken` are the leaves that carry meaning.

    The others are cut again when they are asked for: lines are kept by thousands.
    """

    number: int
    text: str
    begins: int
    ends: int
    spoken: tuple[Leaf, ...]
    failure: Failure | None = None

    @property
    def leaves(self) -> tuple[Leaf, ...]:
        """All leaves of the line, its newline included; what is too large to be read is one leaf."""
        if self.ends - self.begins > SOURCE_CHARACTERS:
            return self.spoken
        return leaves_of(self.text, self.begins, self.ends)

    @property
    def start(self) -> int:
        """The offset of the line's first character, a mark of byte order aside."""
        marked = self.begins == 0 and self.text.startswith(_MARK_OF_ORDER)
        return 1 if marked else self.begins

    @property
    def indentation(self) -> int:
        """The columns before the first word; a tab reaches to the next multiple of eight."""
        return indentation(self.text, self.start, self.ends)


def quiet_line(text: str, cut: Cut, number: int) -> ReadLine:
    """A line that is not read."""
    read: ReadLine = tuple.__new__(ReadLine, (number, text, *cut, None))  # half the time of its own call
    return read


def read_line(text: str, cut: Cut, number: int) -> tuple[ReadLine, Part | None]:
    """Read one line, and what it says: nothing for a blank line, a comment, and a line that failed.

    Raises `TooDeep` for a condition nested beyond the limit.
    """
    read = quiet_line(text, cut, number)
    spoken = cut.spoken
    if not spoken:
        return read, None
    reading = Reading(read.start, number)
    stuck = feed(reading, spoken)
    if stuck is not None:
        first = stuck.start == spoken[0].start
        return read._replace(failure=Failure(stuck, reading.accepts(), first)), None
    whole = reading.whole()
    if whole is None:
        return read._replace(failure=Failure(None, reading.accepts(), False)), None
    return read, whole


class Token(NamedTuple):
    """A terminal of the grammar with the text that stands for it."""

    type: str
    text: str
    span: Span


def terminals(read: ReadLine) -> tuple[Token, ...]:
    """The terminals of a line with their places, as far as the line is understood."""
    found: list[Taken] = []
    feed(Reading(read.start, read.number), read.spoken, found)
    return tuple(
        Token(terminal, text, Span(start, end, read.number, start - read.start + 1))
        for terminal, text, start, end in found
    )


#: A terminal, the text that stands for it, and where that begins and ends.
Taken = tuple[str, str, int, int]


def feed(reading: Reading, queue: Sequence[Leaf], found: list[Taken] | None = None) -> Leaf | None:
    """Give the leaves to a reading one after the other; the leaf that it cannot take, or None.

    What it took is added to `found`.
    """
    waiting = list(reversed(queue))
    while waiting:
        leaf = kind, text, start = waiting[-1]
        state = reading.state
        if kind == "word":
            terminal = state.keywords.get(text) or _sure_word(state, text)
        else:
            terminal = MARKS[text] if kind == "mark" else _PLAIN.get(kind)
            if terminal not in state.choices:
                return leaf
        if terminal is not None:
            end = start + len(text)
            waiting.pop()
        elif (taken := _doubtful_word(reading, waiting)) is not None:
            terminal, text, start, end = taken
        else:
            return waiting[-1]
        if not reading.feed(terminal, text, start, end):
            return Leaf("word", text, start)
        if found is not None:
            found.append((terminal, text, start, end))
    return None


def _sure_word(state: State, text: str) -> str | None:
    """What a word is where it can only be one thing, whatever stands around it. Keywords are kept with the state."""
    spellings = PHRASES.get(text.lower(), ())
    possible = [
        (words, terminal)
        for words, terminals in spellings
        for terminal in terminals
        if terminal in state.choices
    ]
    if not possible:
        return state.names[0] if len(state.names) == 1 and text.isascii() else None
    words, terminal = possible[0]
    if len(possible) > 1 or len(words) > 1:
        return None
    if text in _SPELLED:
        state.keywords[text] = terminal
    return terminal


def _doubtful_word(reading: Reading, waiting: list[Leaf]) -> Taken | None:
    """Take a word that may be several things, by the words around it and by what can follow."""
    leaf = _, text, start = waiting[-1]
    for words, terminals in PHRASES.get(text.lower(), ()):
        taken = len(words)
        if taken > 1 and tuple([other.text.lower() for other in waiting[: -taken - 1 : -1]]) != words:
            continue
        if taken == len(waiting) or waiting[-taken - 1].kind == "mark":
            terminals = terminals[::-1]  # nothing is said of it any more: `是` is yes, not is
        if terminal := _accepted(reading, terminals):
            last = waiting[-taken]
            del waiting[-taken:]
            return terminal, text, start, last.end
    if terminal := _accepted(reading, reading.names):
        if terminal in _AFTER_KEYWORDS and (keyword := _split_chinese(reading, waiting)):
            return keyword  # `发红包` begins a line with a keyword, not with an event of that name
        if terminal in ("CURRENCY", "WORD"):
            leaf = _part_currency(waiting)
            if terminal == "CURRENCY" and not leaf.text.isascii() and leaf.text not in _CURRENCIES:
                return _split_chinese(reading, waiting)
        waiting.pop()
        return terminal, leaf.text, leaf.start, leaf.end
    return _split_chinese(reading, waiting)


def _accepted(reading: Reading, terminals: tuple[str, ...]) -> str | None:
    choices = reading.choices
    if len(terminals) == 1:
        return terminals[0] if terminals[0] in choices else None
    possible = [terminal for terminal in terminals if terminal in choices]
    if len(possible) > 1:  # the table merges lookaheads; only a trial tells which one can really follow
        possible = [terminal for terminal in possible if reading.takes(terminal)]
    return possible[0] if possible else None


def _part_currency(waiting: list[Leaf]) -> Leaf:
    """Part a Chinese currency, and the keyword behind it, from what is written on: `元给店员`."""
    leaf = waiting[-1]
    currency = next((name for name in _CURRENCIES if leaf.text.startswith(name)), leaf.text)
    rest = leaf.text[len(currency) :]
    if not rest:
        return leaf
    lengths = range(min(LONGEST_CHINESE, len(rest)), 0, -1)
    keyword = next((rest[:length] for length in lengths if (rest[:length],) in SPELLINGS), "")
    pieces = [currency, keyword, rest[len(keyword) :]]
    starts = [leaf.start, leaf.start + len(currency), leaf.start + len(currency) + len(keyword)]
    parted = [Leaf("word", piece, start) for piece, start in zip(pieces, starts, strict=True) if piece]
    waiting[-1:] = reversed(parted)
    return parted[0]


def _split_chinese(reading: Reading, waiting: list[Leaf]) -> tuple[str, str, int, int] | None:
    """Take a Chinese keyword from the front of a run of characters, as in `每天至多`."""
    leaf = waiting[-1]
    if leaf.text.isascii():
        return None
    for length in range(min(LONGEST_CHINESE, len(leaf.text) - 1), 0, -1):
        terminals = SPELLINGS.get((leaf.text[:length],), ())
        if terminal := _accepted(reading, terminals):
            middle = leaf.start + length
            waiting[-1] = Leaf("word", leaf.text[length:], middle)
            return terminal, leaf.text[:length], leaf.start, middle
    return None
