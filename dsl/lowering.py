"""Trees to nodes: each rule of the grammar has one function here. Nothing is judged yet."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, cast

from dsl import lines as ln
from dsl import nodes as nd
from dsl.automaton import Part, Token, Tree
from dsl.conditions import Comparison
from dsl.decision import Period, Subject
from dsl.keywords import NAMES
from dsl.limits import CONDITION_DEPTH


class TooDeep(Exception):  # noqa: N818  # a signal inside the reading of one line, never seen outside
    """A condition is nested deeper than the limit."""

    def __init__(self, span: nd.Span) -> None:
        self.span = span


def lower(tree: Tree) -> ln.Line:
    """The line that a tree means. Raises `TooDeep` for a condition nested beyond the limit."""
    statement = _trees(tree)[0]
    return _LINES[statement.rule](statement)


# ---- reading a tree


def _trees(tree: Tree) -> list[Tree]:
    return [child for child in tree.children if type(child) is Tree]


def _tokens(tree: Tree) -> list[Token]:
    return [child for child in tree.children if type(child) is Token]


def _all(tree: Tree, rule: str) -> list[Tree]:
    return [child for child in tree.children if type(child) is Tree and child.rule == rule]


def _one(tree: Tree, rule: str) -> Tree | None:
    for child in tree.children:
        if type(child) is Tree and child.rule == rule:
            return child
    return None


def _has(tree: Tree, *terminals: str) -> bool:
    return any(type(child) is Token and child.type in terminals for child in tree.children)


def _words_of(tree: Tree) -> list[nd.Word]:
    return [_word(child) for child in tree.children if type(child) is Token and child.type in NAMES]


def _numbers(tree: Tree) -> list[nd.Number]:
    return [_number(child) for child in tree.children if type(child) is Token and child.type == "NUMBER"]


def _texts(tree: Tree) -> list[nd.Quoted]:
    return [_quoted(child) for child in tree.children if type(child) is Token and child.type == "TEXT"]


def _span(part: Part) -> nd.Span:
    first = last = part
    while isinstance(first, Tree):
        first = first.children[0]
    while isinstance(last, Tree):
        last = last.children[-1]
    return first.span if first is last else first.span.to(last.span)


# ---- small parts

_ESCAPE: Final = re.compile(r"\\(.)")


def _word(token: Token) -> nd.Word:
    return nd.Word(token.span, token.text)


def _number(token: Token) -> nd.Number:
    return nd.Number(token.span, token.text.replace(",", ""))


def _quoted(token: Token) -> nd.Quoted:
    inner = token.text[1:-1]
    return nd.Quoted(token.span, _ESCAPE.sub(r"\1", inner) if token.text.startswith('"') else inner)


def _money(tree: Tree) -> nd.Amount:
    word = _words_of(tree)[0]
    if not _numbers(tree):
        return nd.Amount(_span(tree), nd.Number(word.span, "0"), word, word)
    return nd.Amount(_span(tree), _numbers(tree)[0], word)


def _constant(tree: Tree) -> ln.ConstantLine:
    name, money = _words_of(tree)[0], _one(tree, "money")
    if money:
        return ln.ConstantLine(_span(tree), name, _money(money))
    return ln.ConstantLine(_span(tree), name, (_numbers(tree) or _texts(tree))[0])


def _moment(tree: Tree) -> nd.Moment:
    tokens = _tokens(tree)
    time = tokens[1].text.replace("：", ":") if len(tokens) > 1 else None
    return nd.Moment(_span(tree), tokens[0].text, time)


def _back(tree: Tree) -> nd.Back:
    unit: Literal["days", "hours", "minutes"] = "minutes" if _has(tree, "MINUTES") else "days"
    return nd.Back(_span(tree), _numbers(tree)[0], "hours" if _has(tree, "HOURS") else unit)


def _value(tree: Tree) -> nd.Literal_ | nd.Back | nd.Moment:
    match tree.rule:
        case "money":
            return _money(tree)
        case "moment":
            return _moment(tree)
        case "ago":
            return _back(tree)
    token = _tokens(tree)[0]
    match token.type:
        case "NUMBER":
            return _number(token)
        case "TEXT":
            return _quoted(token)
        case "YES" | "NO":
            return nd.YesNo(token.span, token.type == "YES")
    return _word(token)


def _wording(tree: Tree) -> nd.Wording:
    texts = _texts(tree)
    return nd.Wording(_span(tree), texts[0], texts[1] if len(texts) > 1 else None)


def _period(tree: Tree | None) -> Period:
    if tree is None or _has(tree, "IN_ALL"):
        return None
    return "day" if _has(tree, "A_DAY") else "week" if _has(tree, "A_WEEK") else "month"


# ---- conditions

_COMPARISONS: Final[dict[str, Comparison]] = {
    "IS": "is", "IS_NOT": "is_not", "OVER": "over", "UNDER": "under", "AT_LEAST": "at_least",
    "AT_MOST": "at_most", "IN": "in", "NOT_IN": "not_in", "BETWEEN": "between", "BEFORE": "before",
    "SINCE": "since", "HAS": "has", "HAS_NO": "has_no",
}  # fmt: skip


def _clause(tree: Tree, depth: int = 0) -> nd.Clause:
    if depth > CONDITION_DEPTH:
        raise TooDeep(_span(tree))
    match tree.rule:
        case "group":
            return _clause(_trees(tree)[0], depth + 1)
        case "negated":
            return nd.Negated(_span(tree), _clause(_trees(tree)[0], depth + 1))
        case "any_of" | "all_of" as rule:
            parts = tuple(_clause(part, depth) for part in _trees(tree))
            if len(parts) == 1:
                return parts[0]
            return nd.Joined(_span(tree), rule == "all_of", _flat(rule == "all_of", parts))
    return _comparison(tree)


def _flat(every: bool, parts: tuple[nd.Clause, ...]) -> tuple[nd.Clause, ...]:
    """`(a and b) and c` says the same as `a and b and c`."""
    flat: list[nd.Clause] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, nd.Joined) and part.every == every else (part,))
    return tuple(flat)


def _comparison(tree: Tree) -> nd.Clause:
    fact = _words_of(tree)[0]
    values = tuple(_value(part) for part in _trees(tree) if part.rule != "window")
    if not values:
        return nd.Named(_span(tree), fact)
    comparison = next(_COMPARISONS[token.type] for token in _tokens(tree) if token.type in _COMPARISONS)
    return nd.Compared(_span(tree), fact, comparison, values, _window(tree))


def _window(tree: Tree) -> nd.Number | None:
    window = _one(tree, "window")
    return _numbers(window)[0] if window else None


# ---- gifts and events


def _items(tree: Tree) -> tuple[nd.Item, ...]:
    return tuple([_item(item) for item in _all(tree, "item")])


def _item(item: Tree) -> nd.Item:
    token = _tokens(item)[0]
    match token.type:
        case "NUMBER":
            return _number(token)
        case "TEXT":
            return _quoted(token)
    return _word(token)


def _gift(tree: Tree) -> nd.Gift:
    items, stocks, caps, locks = (
        list[nd.Item](), list[nd.Number](), list[nd.CapPart](), list[nd.LockPart]()
    )  # fmt: skip
    to, bare = None, False
    for part in _trees(tree):
        match part.rule:
            case "item":
                items.append(_item(part))
            case "recipient":
                to = _words_of(part)[0]
            case "stock":
                stocks.append(_numbers(part)[0])
            case "cap":
                caps.append(nd.CapPart(_span(part), _numbers(part)[0], _period(_one(part, "period"))))
            case "lock":
                locks.append(_lock(part))
            case "locked":
                bare = True
    name = _words_of(tree)[0]
    return nd.Gift(_span(tree), name, tuple(items), to, tuple(stocks), tuple(caps), tuple(locks), bare)


def _lock(tree: Tree) -> nd.LockPart:
    term, wait = _sure(_one(tree, "term")), _one(tree, "wait")
    return nd.LockPart(
        _span(tree), _event(tree), _has(tree, "BY_FRIEND"), _term(term), _term(wait) if wait else None
    )


def _term(tree: Tree) -> nd.Term:
    until = _one(tree, "moment")
    if until is not None:
        return nd.Term(_span(tree), None, "until", _moment(until))
    return nd.Term(_span(tree), _numbers(tree)[0], "hours" if _has(tree, "HOURS") else "days", None)


def _maybe_gift(tree: Tree) -> nd.Gift | None:
    gift = _one(tree, "gift")
    return _gift(gift) if gift else None


def _event(tree: Tree) -> nd.Event:
    happening = _trees(tree)[0]
    span = _span(happening)
    match happening.rule:
        case "invited":
            return nd.Event(span, "invitation")
        case "happening":
            first = _tokens(happening)[0]
            name = nd.Word(first.span, first.text)
            return nd.Event(span, name.text, name=name, items=_items(happening))
        case "redeemed":
            texts = _texts(happening)
            return nd.Event(span, "redemption", coupon=texts[0] if texts else None)
    goods = _one(happening, "goods")
    kind = _one(goods, "kind") if goods else None
    product = _one(goods, "product") if goods else None
    batch = _one(product, "batch") if product else None
    numbers = _numbers(product) if product else []
    return nd.Event(
        span,
        "scan",
        code_kind=_words_of(kind)[0] if kind else None,
        gtin=numbers[0] if numbers else None,
        batch=_texts(batch)[0] if batch else None,
    )


def _event_line(tree: Tree) -> ln.EventLine:
    place, who = _one(tree, "place"), _one(tree, "who")
    facts = _one(who, "facts") if who else None
    parts = (
        nd.FactPart(_span(fact), _words_of(fact)[0], _value(_trees(fact)[-1]), _window(fact))
        for fact in _trees(facts or tree)
    )
    return ln.EventLine(
        _span(tree),
        _event(tree),
        _words_of(place)[0] if place else None,
        next(iter(_words_of(who)), None) if who else None,
        tuple(parts) if facts else (),
    )


# ---- lines


def _budget(tree: Tree) -> ln.BudgetLine:
    total, daily = _one(tree, "money"), _one(tree, "daily")
    most = _one(daily, "money") if daily else None
    return ln.BudgetLine(_span(tree), _money(_sure(total)), _money(most) if most else None)


def _limit(tree: Tree) -> ln.LimitLine:
    subject = _sure(_one(tree, "subject"))
    per = _tokens(subject)[0].type.removeprefix("PER_").lower()
    return ln.LimitLine(_span(tree), _numbers(tree)[0], cast(Subject, per), _period(_one(tree, "period")))


def _runs(tree: Tree) -> ln.RunsLine:
    starts, ends = (_moment(part) for part in _all(tree, "moment"))
    return ln.RunsLine(_span(tree), starts, ends, _words_of(tree)[0])


def _worth(tree: Tree) -> ln.WorthLine:
    amounts = [_money(part) for part in _all(tree, "money")]
    return ln.WorthLine(_span(tree), amounts[0], amounts[1] if len(amounts) > 1 else None)


def _valid(tree: Tree) -> ln.ValidLine:
    until = _one(tree, "moment")
    if until is not None:
        return ln.ValidLine(_span(tree), None, "until", _moment(until))
    return ln.ValidLine(_span(tree), _numbers(tree)[0], "hours" if _has(tree, "HOURS") else "days", None)


def _places(tree: Tree) -> ln.PlacesLine:
    if _has(tree, "STORES"):
        return ln.PlacesLine(_span(tree), "stores")
    return ln.PlacesLine(_span(tree), "online" if _has(tree, "ONLINE") else "anywhere")


def _stretch(tree: Tree) -> tuple[nd.Moment | None, nd.Moment | None]:
    """What stands behind `from` and `until`."""
    moments = [_moment(part) for part in _all(tree, "moment")]
    starts = moments.pop(0) if _has(tree, "FROM") else None
    return starts, moments.pop(0) if moments else None


def _page(tree: Tree) -> ln.PageLine:
    condition = next((part for part in _trees(tree) if part.rule != "moment"), None)
    clause = _clause(condition) if condition is not None else None
    return ln.PageLine(_span(tree), _words_of(tree)[0], *_stretch(tree), clause)


def _phase(tree: Tree) -> ln.PhaseLine:
    first = next(iter(_numbers(tree)), None)
    return ln.PhaseLine(_span(tree), _words_of(tree)[0], *_stretch(tree), first)


def _outcome(tree: Tree) -> ln.OutcomeLine:
    odds, lot = _one(tree, "odds"), _one(tree, "lot")
    latest = _one(tree, "latest")
    share: nd.Odds | nd.Lot | nd.Latest | None = _odds(odds) if odds else None
    if lot:
        share = nd.Lot(_span(lot), _numbers(lot)[0])
    if latest:
        share = nd.Latest(_span(latest), _numbers(latest)[0])
    return ln.OutcomeLine(_span(tree), share, _maybe_gift(tree), _has(tree, "NOTHING"))


def _arm(tree: Tree) -> ln.GroupLine:
    share = _one(tree, "portion")
    return ln.GroupLine(_span(tree), _words_of(tree)[0], _odds(share) if share else None)


def _odds(tree: Tree) -> nd.Odds:
    numbers = _numbers(tree)
    if _has(tree, "EVERY"):
        numbers.reverse()
    return nd.Odds(_span(tree), numbers[0], numbers[1] if len(numbers) > 1 else None)


def _refuse(tree: Tree) -> ln.RefuseLine:
    words = _one(tree, "wording")
    return ln.RefuseLine(_span(tree), _wording(words) if words else None)


def _shares(tree: Tree) -> ln.SharesLine:
    shares = tuple(
        (_numbers(share)[0], cast(nd.Literal_, _value(_share_value(share)))) for share in _all(tree, "share")
    )
    return ln.SharesLine(_span(tree), _words_of(tree)[0], shares)


def _share_value(share: Tree) -> Tree:
    return _trees(share)[0]


def _over(tree: Tree) -> ln.OverLine:
    seed = _one(tree, "seed")
    texts = _texts(tree)
    return ln.OverLine(
        _span(tree), _numbers(tree)[0], texts[0] if texts else None, _numbers(seed)[0] if seed else None
    )


def _figure(tree: Tree) -> ln.FigureLine:
    told = _trees(tree)[0]
    span, kind = _span(tree), told.rule
    if kind == "lasting":
        return ln.FigureLine(span, "lasting", until=_moment(_trees(told)[0]))
    bound, per, gift = _sure(_one(told, "bound")), _one(told, "per"), _one(told, "gift")
    comparison = next(_COMPARISONS[token.type] for token in _tokens(bound) if token.type in _COMPARISONS)
    values = tuple(_money(one) if one.rule == "money" else _numbers(one)[0] for one in _trees(bound))
    if kind == "counted":
        return ln.FigureLine(span, "claims" if _has(told, "CLAIMED") else "refusals", comparison, values)
    if gift is not None:
        return ln.FigureLine(span, "given", comparison, values, gift=_gift(gift))
    return ln.FigureLine(span, "cost", comparison, values, per=_numbers(per)[0] if per else None)


def _sure(tree: Tree | None) -> Tree:
    if tree is None:  # the grammar does not make such a tree
        raise AssertionError("a part is missing")
    return tree


_LINES: Final[dict[str, Callable[[Tree], ln.Line]]] = {
    "campaign": lambda tree: ln.CampaignLine(_span(tree), _wording(_trees(tree)[0])),
    "brand": lambda tree: ln.BrandLine(_span(tree), _texts(tree)[0]),
    "runs": _runs,
    "budget": _budget,
    "limit": _limit,
    "page": _page,
    "channel": lambda tree: ln.ChannelLine(_span(tree), _words_of(tree)[0]),
    "overall": lambda tree: ln.OverallLine(_span(tree), _odds(_trees(tree)[0])),
    "market": lambda tree: ln.MarketLine(_span(tree), _texts(tree)[0]),
    "organiser": lambda tree: ln.OrganiserLine(_span(tree), _wording(_trees(tree)[0])),
    "contact": lambda tree: ln.ContactLine(_span(tree), _wording(_trees(tree)[0])),
    "prize": lambda tree: ln.PrizeLine(_span(tree), _texts(tree)[0], _wording(_trees(tree)[0])),
    "price": lambda tree: ln.PriceLine(_span(tree), _money(_trees(tree)[0])),
    "prize_cost": lambda tree: ln.CostLine(_span(tree), _money(_trees(tree)[0])),
    "delivery": lambda tree: ln.DeliveryLine(_span(tree), _wording(_trees(tree)[0])),
    "coupon": lambda tree: ln.CouponLine(_span(tree), _texts(tree)[0], _wording(_trees(tree)[0])),
    "worth": _worth,
    "valid": _valid,
    "places": _places,
    "pays": lambda tree: ln.PaysLine(_span(tree), _money(_trees(tree)[0])),
    "segment": lambda tree: ln.SegmentLine(_span(tree), _words_of(tree)[0], _clause(_trees(tree)[0])),
    "trigger": lambda tree: ln.TriggerLine(_span(tree), _event(tree)),
    "phase": _phase,
    "when": lambda tree: ln.WhenLine(_span(tree), _clause(_trees(tree)[0])),
    "otherwise": lambda tree: ln.OtherwiseLine(_span(tree)),
    "shared": lambda tree: ln.SharedLine(_span(tree), _texts(tree)[0]),
    "uses": lambda tree: ln.UsesLine(_span(tree), _texts(tree)[0]),
    "constant": _constant,
    "experiment": lambda tree: ln.ExperimentLine(_span(tree), _words_of(tree)[0]),
    "arm": _arm,
    "together": lambda tree: ln.TogetherLine(_span(tree)),
    "give": lambda tree: ln.GiveLine(_span(tree), _gift(_trees(tree)[0])),
    "draw": lambda tree: ln.DrawLine(_span(tree)),
    "deal": lambda tree: ln.DealLine(_span(tree), _numbers(tree)[0]),
    "outcome": _outcome,
    "rest": _outcome,
    "if_spent": lambda tree: ln.IfSpentLine(_span(tree)),
    "if_lapsed": lambda tree: ln.IfLapsedLine(_span(tree)),
    "refuse": _refuse,
    "test": lambda tree: ln.TestLine(_span(tree), _texts(tree)[0]),
    "at": lambda tree: ln.AtLine(_span(tree), _moment(_trees(tree)[0])),
    "event": _event_line,
    "forced": lambda tree: ln.ForcedLine(_span(tree), *_numbers(tree)),
    "population": lambda tree: ln.PopulationLine(_span(tree), _texts(tree)[0]),
    "people": lambda tree: ln.PeopleLine(_span(tree), _numbers(tree)[0]),
    "first_days": lambda tree: ln.FirstDaysLine(_span(tree), _numbers(tree)[0]),
    "shares": _shares,
    "forecast": lambda tree: ln.ForecastLine(_span(tree), _texts(tree)[0]),
    "over": _over,
    "figure": _figure,
    "spent": lambda tree: ln.SpentLine(_span(tree), _maybe_gift(tree)),
    "lapsed": lambda tree: ln.LapsedLine(_span(tree), _gift(_trees(tree)[0])),
    "expect": lambda tree: ln.ExpectLine(_span(tree), _maybe_gift(tree), _has(tree, "REFUSAL")),
}
