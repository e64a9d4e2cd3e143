"""The campaign as written: what each line says, before any name is looked up.

Spans do not count in comparisons, so that the same words in another layout are the same nodes.
"""

from __future__ import annotations

from dataclasses import field
from fractions import Fraction
from typing import Literal, NamedTuple

from dsl.conditions import Comparison
from dsl.decision import Period
from dsl.written import node


class Span(NamedTuple):
    """A stretch of the text: offsets in characters, and its 1-based line and column.

    A tuple, for thousands are made at each keystroke.
    """

    start: int
    end: int
    line: int
    column: int

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of the other."""
        return Span(self.start, other.end, self.line, self.column)


@node(frozen=True, slots=True)
class Node:
    """Anything written, with its place."""

    span: Span = field(compare=False)


# ---- small parts


@node(frozen=True, slots=True)
class Word(Node):
    """A bare word: a name that the checker looks up."""

    text: str


@node(frozen=True, slots=True)
class Quoted(Node):
    """A quoted text, without its quotes and escapes."""

    text: str


@node(frozen=True, slots=True)
class Number(Node):
    """A number as written, without thousands separators: leading zeros and decimals are kept.

    Or the name of a constant that is one, until its value is put in.
    """

    digits: str
    name: Word | None = None

    @property
    def whole(self) -> int | None:
        """The number if it has no decimals."""
        return None if "." in self.digits else int(self.digits)

    @property
    def exact(self) -> Fraction:
        """The exact value."""
        return Fraction(self.digits) if "." in self.digits else Fraction(int(self.digits))


@node(frozen=True, slots=True)
class YesNo(Node):
    """Yes or no."""

    value: bool


@node(frozen=True, slots=True)
class Amount(Node):
    """A number with a currency, or the name of a constant that is one."""

    number: Number
    currency: Word
    name: Word | None = None


@node(frozen=True, slots=True)
class Moment(Node):
    """A date, with or without a time of day, as written."""

    date: str
    time: str | None


@node(frozen=True, slots=True)
class Back(Node):
    """Some days, hours or minutes ago."""

    number: Number
    unit: Literal["days", "hours", "minutes"]


@node(frozen=True, slots=True)
class Wording(Node):
    """Words for people, in one language or in English and Chinese."""

    first: Quoted
    second: Quoted | None


Item = Word | Quoted | Number
Literal_ = Word | Quoted | Number | YesNo | Amount


# ---- conditions


@node(frozen=True, slots=True)
class Named(Node):
    """A segment or a flag, by its name alone."""

    name: Word


@node(frozen=True, slots=True)
class Compared(Node):
    """A fact compared with what is written; with a window, what it counts in the last days."""

    fact: Word
    comparison: Comparison
    values: tuple[Literal_ | Back | Moment, ...]
    window: Number | None = None


@node(frozen=True, slots=True)
class Negated(Node):
    """Not the part."""

    part: Clause


@node(frozen=True, slots=True)
class Joined(Node):
    """Parts joined by `and` (every) or `or` (some)."""

    every: bool
    parts: tuple[Clause, ...]


Clause = Named | Compared | Negated | Joined


# ---- gifts


@node(frozen=True, slots=True)
class CapPart(Node):
    """`at most 3 a month`."""

    limit: Number
    period: Period


@node(frozen=True, slots=True)
class Term(Node):
    """`within 7 days`, `until 2026-10-14`; a wait is written like the former."""

    count: Number | None
    unit: Literal["days", "hours", "until"]
    until: Moment | None


@node(frozen=True, slots=True)
class LockPart(Node):
    """`unlocked by redemption of "cap-5" by a friend within 7 days then waits 24 hours`."""

    event: Event
    by_friend: bool
    term: Term
    wait: Term | None


@node(frozen=True, slots=True)
class Gift(Node):
    """A reward with what is written behind it. `locked` stands where it is not said what unlocks it."""

    reward: Word
    items: tuple[Item, ...]
    recipient: Word | None
    stocks: tuple[Number, ...]
    caps: tuple[CapPart, ...]
    locks: tuple[LockPart, ...] = ()
    locked: bool = False


@node(frozen=True, slots=True)
class Odds(Node):
    """`wins` in `chances`; a percentage is `wins` in 100."""

    wins: Number
    chances: Number | None


@node(frozen=True, slots=True)
class Lot(Node):
    """So many of the codes of a deal."""

    codes: Number


@node(frozen=True, slots=True)
class Latest(Node):
    """`by try 10`: won at the latest then."""

    tries: Number


# ---- events


@node(frozen=True, slots=True)
class Event(Node):
    """What happens. `name` is the event's word where the grammar has no keyword for it, with what follows it."""

    kind: str
    code_kind: Word | None = None
    gtin: Number | None = None
    batch: Quoted | None = None
    coupon: Quoted | None = None
    name: Word | None = None
    items: tuple[Item, ...] = ()


@node(frozen=True, slots=True)
class FactPart(Node):
    """`consumer.claims 0`, `consumer.claims in the last 30 days 6`."""

    fact: Word
    value: Literal_ | Back | Moment
    window: Number | None = None
