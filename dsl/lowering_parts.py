"""What the rules for parts of lines mean: values, conditions, gifts and events.

Each function makes a node of a rule's parts, in the order in which the grammar names them, and of their span.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, cast

from dsl import nodes as nd
from dsl.conditions import Comparison
from dsl.decision import Period
from dsl.limits import CONDITION_DEPTH
from dsl.trees import Part, Tree, every_of, first_of, maybe_of, tree_of


class TooDeep(Exception):  # noqa: N818  # a signal inside the reading of one line, never seen outside
    """A condition is nested deeper than the limit."""

    def __init__(self, span: nd.Span) -> None:
        self.span = span


# ---- terminals

_ESCAPE: Final = re.compile(r"\\(.)")


def number_of(span: nd.Span, text: str) -> nd.Number:
    """A figure without its separators."""
    text = text.replace(",", "")
    if not text.isascii():  # digits as wide as a Chinese character mean what they say
        text = "".join(str(unicodedata.decimal(one, one)) for one in text)
    return nd.Number(span, text)


def named_number_of(span: nd.Span, name: str) -> nd.Number:
    """The constant that stands for a number."""
    return nd.Number(span, "0", nd.Word(span, name))


def quoted_of(span: nd.Span, text: str) -> nd.Quoted:
    """A text without its quotes and escapes."""
    inner = text[1:-1]
    return nd.Quoted(span, _ESCAPE.sub(r"\1", inner) if "\\" in inner and text[0] == '"' else inner)


# ---- small parts


def money_of(span: nd.Span, parts: list[Part]) -> nd.Amount:
    """An amount, or the constant that stands for it."""
    match parts:
        case [nd.Number() as number, nd.Word() as currency]:
            return nd.Amount(span, number, currency)
    word = first_of(parts, nd.Word)
    return nd.Amount(span, nd.Number(word.span, "0"), word, word)


def moment_of(span: nd.Span, parts: list[Part]) -> nd.Moment:
    """A date, or a date and a time."""
    words = every_of(parts, nd.Word)
    return nd.Moment(span, words[0].text, words[1].text.replace("：", ":") if len(words) > 1 else None)


def back_of(span: nd.Span, parts: list[Part]) -> nd.Back:
    """A distance back from the event."""
    unit: Literal["days", "hours", "minutes"] = "minutes" if "MINUTES" in parts else "days"
    return nd.Back(span, _number_in(parts[0]), "hours" if "HOURS" in parts else unit)


def _number_in(part: Part) -> nd.Number:
    """A number; or a constant's name, where the grammar learns only from what follows that it is one."""
    if type(part) is nd.Word:
        return named_number_of(part.span, part.text)
    return cast(nd.Number, part)


def plain_of(span: nd.Span, parts: list[Part]) -> Part:
    """A word, number or text is itself; yes and no are words of the grammar."""
    (part,) = parts
    return nd.YesNo(span, part == "YES") if isinstance(part, str) else part


def wording_of(span: nd.Span, parts: list[Part]) -> nd.Wording:
    """Words in one or two languages."""
    texts = every_of(parts, nd.Quoted)
    return nd.Wording(span, texts[0], texts[1] if len(texts) > 1 else None)


def odds_of(span: nd.Span, parts: list[Part]) -> nd.Odds:
    """`5%`, `1 in 100`, `every 100 wins 1`."""
    numbers = [_number_in(part) for part in parts if type(part) is not str]
    if parts[0] == "EVERY":
        numbers.reverse()
    return nd.Odds(span, numbers[0], numbers[1] if len(numbers) > 1 else None)


_PERIODS: Final[dict[str, Period]] = {"A_DAY": "day", "A_WEEK": "week", "A_MONTH": "month", "IN_ALL": None}


def period_of(parts: list[Part]) -> Period:
    """In what time a limit or a cap counts."""
    return next((_PERIODS[part] for part in parts if isinstance(part, str) and part in _PERIODS), None)


# ---- conditions

COMPARISONS: Final[dict[str, Comparison]] = {
    "IS": "is", "IS_NOT": "is_not", "OVER": "over", "UNDER": "under", "AT_LEAST": "at_least",
    "AT_MOST": "at_most", "IN": "in", "NOT_IN": "not_in", "BETWEEN": "between", "BEFORE": "before",
    "SINCE": "since", "HAS": "has", "HAS_NO": "has_no",
}  # fmt: skip


def comparison_of(span: nd.Span, parts: list[Part]) -> nd.Clause:
    """A fact against what is written, or a segment or flag by its name alone."""
    fact = cast(nd.Word, parts[0])
    if len(parts) == 1:
        return nd.Named(span, fact)
    values = tuple([part for part in parts[1:] if type(part) is not str and type(part) is not Tree])
    return nd.Compared(
        span, fact, compared_by(parts), cast("tuple[nd.Literal_, ...]", values), window_of(parts)
    )


def compared_by(parts: list[Part]) -> Comparison:
    """The comparison among the parts."""
    return next(COMPARISONS[part] for part in parts if type(part) is str and part in COMPARISONS)


def window_of(parts: list[Part]) -> nd.Number | None:
    """The days that a counting fact looks back."""
    window = tree_of(parts, "window")
    return first_of(window.parts, nd.Number) if window else None


def clause_of(part: Part, depth: int = 0) -> nd.Clause:
    """A condition. Raises `TooDeep` beyond the limit of nesting."""
    if type(part) is not Tree:
        clause = cast(nd.Clause, part)
        if depth > CONDITION_DEPTH:
            raise TooDeep(clause.span)
        return clause
    if depth > CONDITION_DEPTH:
        raise TooDeep(part.span)
    inner = [one for one in part.parts if type(one) is not str]
    match part.rule:
        case "group":
            return clause_of(inner[0], depth + 1)
        case "negated":
            return nd.Negated(part.span, clause_of(inner[0], depth + 1))
    every = part.rule == "all_of"
    clauses = tuple([clause_of(one, depth) for one in inner])
    return clauses[0] if len(clauses) == 1 else nd.Joined(part.span, every, _flat(every, clauses))


def _flat(every: bool, parts: tuple[nd.Clause, ...]) -> tuple[nd.Clause, ...]:
    """`(a and b) and c` says the same as `a and b and c`."""
    flat: list[nd.Clause] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, nd.Joined) and part.every == every else (part,))
    return tuple(flat)


# ---- gifts and events


def gift_of(span: nd.Span, parts: list[Part]) -> nd.Gift:
    """A reward with everything behind it."""
    items, stocks, caps, locks = (
        list[nd.Item](), list[nd.Number](), list[nd.CapPart](), list[nd.LockPart]()
    )  # fmt: skip
    to, bare = None, False
    for part in parts[1:]:
        match part:
            case nd.Word() | nd.Number() | nd.Quoted():
                items.append(part)
            case Tree(rule="recipient"):
                to = first_of(part.parts, nd.Word)
            case Tree(rule="stock"):
                stocks.append(first_of(part.parts, nd.Number))
            case nd.CapPart():
                caps.append(part)
            case nd.LockPart():
                locks.append(part)
            case "LOCKED":
                bare = True
    name = cast(nd.Word, parts[0])
    return nd.Gift(span, name, tuple(items), to, tuple(stocks), tuple(caps), tuple(locks), bare)


def cap_of(span: nd.Span, parts: list[Part]) -> nd.CapPart:
    """`at most 3 a month`."""
    return nd.CapPart(span, first_of(parts, nd.Number), period_of(parts))


def lock_of(span: nd.Span, parts: list[Part]) -> nd.LockPart:
    """`unlocked by redemption of "cap-5" by a friend within 7 days then waits 24 hours`."""
    terms = every_of(parts, nd.Term)
    wait = terms[1] if len(terms) > 1 else None
    return nd.LockPart(span, first_of(parts, nd.Event), "BY_FRIEND" in parts, terms[0], wait)


def term_of(span: nd.Span, parts: list[Part]) -> nd.Term:
    """`within 7 days`, `until 2026-10-14`, `then waits 24 hours`."""
    until = maybe_of(parts, nd.Moment)
    if until is not None:
        return nd.Term(span, None, "until", until)
    return nd.Term(span, first_of(parts, nd.Number), "hours" if "HOURS" in parts else "days", None)


def scan_of(span: nd.Span, parts: list[Part]) -> nd.Event:
    """A scan of a kind of code, a product or a batch."""
    kind, gtin, batch = maybe_of(parts, nd.Word), maybe_of(parts, nd.Number), maybe_of(parts, nd.Quoted)
    return nd.Event(span, "scan", code_kind=kind, gtin=gtin, batch=batch)


def redeemed_of(span: nd.Span, parts: list[Part]) -> nd.Event:
    """A redemption of a coupon, or of any."""
    return nd.Event(span, "redemption", coupon=maybe_of(parts, nd.Quoted))


def happening_of(span: nd.Span, parts: list[Part]) -> nd.Event:
    """An event that the grammar has no keyword for, with what stands behind it."""
    name, *items = cast("list[nd.Word]", parts)
    return nd.Event(span, name.text, name=nd.Word(name.span, name.text), items=tuple(items))


def fact_of(span: nd.Span, parts: list[Part]) -> nd.FactPart:
    """A fact that an example gives."""
    return nd.FactPart(span, first_of(parts, nd.Word), cast(nd.Literal_, parts[-1]), window_of(parts))
