"""Trees to the parts of lines: values, conditions, gifts and events."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

from dsl import nodes as nd
from dsl.automaton import Token, Tree
from dsl.conditions import Comparison
from dsl.decision import Period
from dsl.keywords import NAMES
from dsl.limits import CONDITION_DEPTH
from dsl.trees import all_of, has, one_of, span_of, sure, tokens_of, trees_of


class TooDeep(Exception):  # noqa: N818  # a signal inside the reading of one line, never seen outside
    """A condition is nested deeper than the limit."""

    def __init__(self, span: nd.Span) -> None:
        self.span = span


def words_of(tree: Tree) -> list[nd.Word]:
    """The names among the parts."""
    return [_word(child) for child in tree.children if type(child) is Token and child.type in NAMES]


def numbers_of(tree: Tree) -> list[nd.Number]:
    """The numbers among the parts."""
    return [_number(child) for child in tree.children if type(child) is Token and child.type == "NUMBER"]


def texts_of(tree: Tree) -> list[nd.Quoted]:
    """The quoted texts among the parts."""
    return [_quoted(child) for child in tree.children if type(child) is Token and child.type == "TEXT"]


# ---- small parts

_ESCAPE: Final = re.compile(r"\\(.)")


def _word(token: Token) -> nd.Word:
    return nd.Word(token.span, token.text)


def _number(token: Token) -> nd.Number:
    text = token.text.replace(",", "")
    if not text.isascii():  # digits as wide as a Chinese character mean what they say
        text = "".join(str(unicodedata.decimal(one, one)) for one in text)
    return nd.Number(token.span, text)


def _quoted(token: Token) -> nd.Quoted:
    inner = token.text[1:-1]
    return nd.Quoted(token.span, _ESCAPE.sub(r"\1", inner) if token.text.startswith('"') else inner)


def money_of(tree: Tree) -> nd.Amount:
    """An amount, or the constant that stands for it."""
    word = words_of(tree)[0]
    if not numbers_of(tree):
        return nd.Amount(span_of(tree), nd.Number(word.span, "0"), word, word)
    return nd.Amount(span_of(tree), numbers_of(tree)[0], word)


def moment_of(tree: Tree) -> nd.Moment:
    """A date, or a date and a time."""
    tokens = tokens_of(tree)
    time = tokens[1].text.replace("：", ":") if len(tokens) > 1 else None
    return nd.Moment(span_of(tree), tokens[0].text, time)


def _back(tree: Tree) -> nd.Back:
    unit: Literal["days", "hours", "minutes"] = "minutes" if has(tree, "MINUTES") else "days"
    return nd.Back(span_of(tree), numbers_of(tree)[0], "hours" if has(tree, "HOURS") else unit)


def value_of(tree: Tree) -> nd.Literal_ | nd.Back | nd.Moment:
    """What a fact is compared with."""
    match tree.rule:
        case "money":
            return money_of(tree)
        case "moment":
            return moment_of(tree)
        case "ago":
            return _back(tree)
    token = tokens_of(tree)[0]
    match token.type:
        case "NUMBER":
            return _number(token)
        case "TEXT":
            return _quoted(token)
        case "YES" | "NO":
            return nd.YesNo(token.span, token.type == "YES")
    return _word(token)


def wording_of(tree: Tree) -> nd.Wording:
    """Words in one or two languages."""
    texts = texts_of(tree)
    return nd.Wording(span_of(tree), texts[0], texts[1] if len(texts) > 1 else None)


def period_of(tree: Tree | None) -> Period:
    """In what time a limit or a cap counts."""
    if tree is None or has(tree, "IN_ALL"):
        return None
    return "day" if has(tree, "A_DAY") else "week" if has(tree, "A_WEEK") else "month"


# ---- conditions

COMPARISONS: Final[dict[str, Comparison]] = {
    "IS": "is", "IS_NOT": "is_not", "OVER": "over", "UNDER": "under", "AT_LEAST": "at_least",
    "AT_MOST": "at_most", "IN": "in", "NOT_IN": "not_in", "BETWEEN": "between", "BEFORE": "before",
    "SINCE": "since", "HAS": "has", "HAS_NO": "has_no",
}  # fmt: skip


def clause_of(tree: Tree, depth: int = 0) -> nd.Clause:
    """A condition. Raises `TooDeep` beyond the limit of nesting."""
    if depth > CONDITION_DEPTH:
        raise TooDeep(span_of(tree))
    match tree.rule:
        case "group":
            return clause_of(trees_of(tree)[0], depth + 1)
        case "negated":
            return nd.Negated(span_of(tree), clause_of(trees_of(tree)[0], depth + 1))
        case "any_of" | "all_of" as rule:
            parts = tuple(clause_of(part, depth) for part in trees_of(tree))
            if len(parts) == 1:
                return parts[0]
            return nd.Joined(span_of(tree), rule == "all_of", _flat(rule == "all_of", parts))
    return _comparison(tree)


def _flat(every: bool, parts: tuple[nd.Clause, ...]) -> tuple[nd.Clause, ...]:
    """`(a and b) and c` says the same as `a and b and c`."""
    flat: list[nd.Clause] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, nd.Joined) and part.every == every else (part,))
    return tuple(flat)


def _comparison(tree: Tree) -> nd.Clause:
    fact = words_of(tree)[0]
    values = tuple(value_of(part) for part in trees_of(tree) if part.rule != "window")
    if not values:
        return nd.Named(span_of(tree), fact)
    comparison = next(COMPARISONS[token.type] for token in tokens_of(tree) if token.type in COMPARISONS)
    return nd.Compared(span_of(tree), fact, comparison, values, window_of(tree))


def window_of(tree: Tree) -> nd.Number | None:
    """The days that a counting fact looks back."""
    window = one_of(tree, "window")
    return numbers_of(window)[0] if window else None


# ---- gifts and events


def _items(tree: Tree) -> tuple[nd.Item, ...]:
    return tuple([_item(item) for item in all_of(tree, "item")])


def _item(item: Tree) -> nd.Item:
    token = tokens_of(item)[0]
    match token.type:
        case "NUMBER":
            return _number(token)
        case "TEXT":
            return _quoted(token)
    return _word(token)


def gift_of(tree: Tree) -> nd.Gift:
    """A reward with everything behind it."""
    items, stocks, caps, locks = (
        list[nd.Item](), list[nd.Number](), list[nd.CapPart](), list[nd.LockPart]()
    )  # fmt: skip
    to, bare = None, False
    for part in trees_of(tree):
        match part.rule:
            case "item":
                items.append(_item(part))
            case "recipient":
                to = words_of(part)[0]
            case "stock":
                stocks.append(numbers_of(part)[0])
            case "cap":
                caps.append(nd.CapPart(span_of(part), numbers_of(part)[0], period_of(one_of(part, "period"))))
            case "lock":
                locks.append(_lock(part))
            case "locked":
                bare = True
    name = words_of(tree)[0]
    return nd.Gift(span_of(tree), name, tuple(items), to, tuple(stocks), tuple(caps), tuple(locks), bare)


def _lock(tree: Tree) -> nd.LockPart:
    term, wait = sure(one_of(tree, "term")), one_of(tree, "wait")
    return nd.LockPart(
        span_of(tree), event_of(tree), has(tree, "BY_FRIEND"), _term(term), _term(wait) if wait else None
    )


def _term(tree: Tree) -> nd.Term:
    until = one_of(tree, "moment")
    if until is not None:
        return nd.Term(span_of(tree), None, "until", moment_of(until))
    return nd.Term(span_of(tree), numbers_of(tree)[0], "hours" if has(tree, "HOURS") else "days", None)


def maybe_gift_of(tree: Tree) -> nd.Gift | None:
    """The gift among the parts, if there is one."""
    gift = one_of(tree, "gift")
    return gift_of(gift) if gift else None


def event_of(tree: Tree) -> nd.Event:
    """What happens."""
    happening = trees_of(tree)[0]
    span = span_of(happening)
    match happening.rule:
        case "invited":
            return nd.Event(span, "invitation")
        case "happening":
            first = tokens_of(happening)[0]
            name = nd.Word(first.span, first.text)
            return nd.Event(span, name.text, name=name, items=_items(happening))
        case "redeemed":
            texts = texts_of(happening)
            return nd.Event(span, "redemption", coupon=texts[0] if texts else None)
    goods = one_of(happening, "goods")
    kind = one_of(goods, "kind") if goods else None
    product = one_of(goods, "product") if goods else None
    batch = one_of(product, "batch") if product else None
    numbers = numbers_of(product) if product else []
    return nd.Event(
        span,
        "scan",
        code_kind=words_of(kind)[0] if kind else None,
        gtin=numbers[0] if numbers else None,
        batch=texts_of(batch)[0] if batch else None,
    )
