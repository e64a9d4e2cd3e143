"""Trees to lines: each line of the grammar has one function here. Nothing is judged yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from dsl import lines as ln
from dsl import nodes as nd
from dsl.automaton import Tree
from dsl.decision import Subject
from dsl.lowering_parts import (
    COMPARISONS,
    clause_of,
    event_of,
    gift_of,
    maybe_gift_of,
    moment_of,
    money_of,
    numbers_of,
    period_of,
    texts_of,
    value_of,
    window_of,
    wording_of,
    words_of,
)
from dsl.trees import all_of, has, one_of, span_of, sure, tokens_of, trees_of


def lower(tree: Tree) -> ln.Line:
    """The line that a tree means. Raises `TooDeep` for a condition nested beyond the limit."""
    statement = trees_of(tree)[0]
    return _LINES[statement.rule](statement)


def _constant(tree: Tree) -> ln.ConstantLine:
    name, money = words_of(tree)[0], one_of(tree, "money")
    if money:
        return ln.ConstantLine(span_of(tree), name, money_of(money))
    return ln.ConstantLine(span_of(tree), name, (numbers_of(tree) or texts_of(tree))[0])


def _event_line(tree: Tree) -> ln.EventLine:
    place, who = one_of(tree, "place"), one_of(tree, "who")
    facts = one_of(who, "facts") if who else None
    parts = (
        nd.FactPart(span_of(fact), words_of(fact)[0], value_of(trees_of(fact)[-1]), window_of(fact))
        for fact in trees_of(facts or tree)
    )
    return ln.EventLine(
        span_of(tree),
        event_of(tree),
        words_of(place)[0] if place else None,
        next(iter(words_of(who)), None) if who else None,
        tuple(parts) if facts else (),
    )


def _budget(tree: Tree) -> ln.BudgetLine:
    total, daily = one_of(tree, "money"), one_of(tree, "daily")
    most = one_of(daily, "money") if daily else None
    return ln.BudgetLine(span_of(tree), money_of(sure(total)), money_of(most) if most else None)


def _limit(tree: Tree) -> ln.LimitLine:
    subject = sure(one_of(tree, "subject"))
    per = tokens_of(subject)[0].type.removeprefix("PER_").lower()
    return ln.LimitLine(
        span_of(tree), numbers_of(tree)[0], cast(Subject, per), period_of(one_of(tree, "period"))
    )


def _runs(tree: Tree) -> ln.RunsLine:
    starts, ends = (moment_of(part) for part in all_of(tree, "moment"))
    return ln.RunsLine(span_of(tree), starts, ends, words_of(tree)[0])


def _worth(tree: Tree) -> ln.WorthLine:
    amounts = [money_of(part) for part in all_of(tree, "money")]
    return ln.WorthLine(span_of(tree), amounts[0], amounts[1] if len(amounts) > 1 else None)


def _valid(tree: Tree) -> ln.ValidLine:
    until = one_of(tree, "moment")
    if until is not None:
        return ln.ValidLine(span_of(tree), None, "until", moment_of(until))
    return ln.ValidLine(span_of(tree), numbers_of(tree)[0], "hours" if has(tree, "HOURS") else "days", None)


def _places(tree: Tree) -> ln.PlacesLine:
    if has(tree, "STORES"):
        return ln.PlacesLine(span_of(tree), "stores")
    return ln.PlacesLine(span_of(tree), "online" if has(tree, "ONLINE") else "anywhere")


def _stretch(tree: Tree) -> tuple[nd.Moment | None, nd.Moment | None]:
    """What stands behind `from` and `until`."""
    moments = [moment_of(part) for part in all_of(tree, "moment")]
    starts = moments.pop(0) if has(tree, "FROM") else None
    return starts, moments.pop(0) if moments else None


def _page(tree: Tree) -> ln.PageLine:
    condition = next((part for part in trees_of(tree) if part.rule != "moment"), None)
    clause = clause_of(condition) if condition is not None else None
    return ln.PageLine(span_of(tree), words_of(tree)[0], *_stretch(tree), clause)


def _phase(tree: Tree) -> ln.PhaseLine:
    first = next(iter(numbers_of(tree)), None)
    return ln.PhaseLine(span_of(tree), words_of(tree)[0], *_stretch(tree), first)


def _outcome(tree: Tree) -> ln.OutcomeLine:
    odds, lot = one_of(tree, "odds"), one_of(tree, "lot")
    latest = one_of(tree, "latest")
    share: nd.Odds | nd.Lot | nd.Latest | None = _odds(odds) if odds else None
    if lot:
        share = nd.Lot(span_of(lot), numbers_of(lot)[0])
    if latest:
        share = nd.Latest(span_of(latest), numbers_of(latest)[0])
    return ln.OutcomeLine(span_of(tree), share, maybe_gift_of(tree), has(tree, "NOTHING"))


def _arm(tree: Tree) -> ln.GroupLine:
    share = one_of(tree, "portion")
    return ln.GroupLine(span_of(tree), words_of(tree)[0], _odds(share) if share else None)


def _odds(tree: Tree) -> nd.Odds:
    numbers = numbers_of(tree)
    if has(tree, "EVERY"):
        numbers.reverse()
    return nd.Odds(span_of(tree), numbers[0], numbers[1] if len(numbers) > 1 else None)


def _refuse(tree: Tree) -> ln.RefuseLine:
    words = one_of(tree, "wording")
    return ln.RefuseLine(span_of(tree), wording_of(words) if words else None)


def _shares(tree: Tree) -> ln.SharesLine:
    shares = tuple(
        (numbers_of(share)[0], cast(nd.Literal_, value_of(_share_value(share))))
        for share in all_of(tree, "share")
    )
    return ln.SharesLine(span_of(tree), words_of(tree)[0], shares)


def _share_value(share: Tree) -> Tree:
    return trees_of(share)[0]


def _over(tree: Tree) -> ln.OverLine:
    seed = one_of(tree, "seed")
    texts = texts_of(tree)
    return ln.OverLine(
        span_of(tree), numbers_of(tree)[0], texts[0] if texts else None, numbers_of(seed)[0] if seed else None
    )


def _figure(tree: Tree) -> ln.FigureLine:
    told = trees_of(tree)[0]
    span, kind = span_of(tree), told.rule
    if kind == "lasting":
        return ln.FigureLine(span, "lasting", until=moment_of(trees_of(told)[0]))
    bound, per, gift = sure(one_of(told, "bound")), one_of(told, "per"), one_of(told, "gift")
    comparison = next(COMPARISONS[token.type] for token in tokens_of(bound) if token.type in COMPARISONS)
    values = tuple(money_of(one) if one.rule == "money" else numbers_of(one)[0] for one in trees_of(bound))
    if kind == "counted":
        return ln.FigureLine(span, "claims" if has(told, "CLAIMED") else "refusals", comparison, values)
    if gift is not None:
        return ln.FigureLine(span, "given", comparison, values, gift=gift_of(gift))
    return ln.FigureLine(span, "cost", comparison, values, per=numbers_of(per)[0] if per else None)


_LINES: Final[dict[str, Callable[[Tree], ln.Line]]] = {
    "campaign": lambda tree: ln.CampaignLine(span_of(tree), wording_of(trees_of(tree)[0])),
    "brand": lambda tree: ln.BrandLine(span_of(tree), texts_of(tree)[0]),
    "runs": _runs,
    "budget": _budget,
    "limit": _limit,
    "page": _page,
    "channel": lambda tree: ln.ChannelLine(span_of(tree), words_of(tree)[0]),
    "overall": lambda tree: ln.OverallLine(span_of(tree), _odds(trees_of(tree)[0])),
    "market": lambda tree: ln.MarketLine(span_of(tree), texts_of(tree)[0]),
    "organiser": lambda tree: ln.OrganiserLine(span_of(tree), wording_of(trees_of(tree)[0])),
    "contact": lambda tree: ln.ContactLine(span_of(tree), wording_of(trees_of(tree)[0])),
    "prize": lambda tree: ln.PrizeLine(span_of(tree), texts_of(tree)[0], wording_of(trees_of(tree)[0])),
    "price": lambda tree: ln.PriceLine(span_of(tree), money_of(trees_of(tree)[0])),
    "prize_cost": lambda tree: ln.CostLine(span_of(tree), money_of(trees_of(tree)[0])),
    "delivery": lambda tree: ln.DeliveryLine(span_of(tree), wording_of(trees_of(tree)[0])),
    "coupon": lambda tree: ln.CouponLine(span_of(tree), texts_of(tree)[0], wording_of(trees_of(tree)[0])),
    "worth": _worth,
    "valid": _valid,
    "places": _places,
    "pays": lambda tree: ln.PaysLine(span_of(tree), money_of(trees_of(tree)[0])),
    "segment": lambda tree: ln.SegmentLine(span_of(tree), words_of(tree)[0], clause_of(trees_of(tree)[0])),
    "trigger": lambda tree: ln.TriggerLine(span_of(tree), event_of(tree)),
    "phase": _phase,
    "when": lambda tree: ln.WhenLine(span_of(tree), clause_of(trees_of(tree)[0])),
    "otherwise": lambda tree: ln.OtherwiseLine(span_of(tree)),
    "shared": lambda tree: ln.SharedLine(span_of(tree), texts_of(tree)[0]),
    "uses": lambda tree: ln.UsesLine(span_of(tree), texts_of(tree)[0]),
    "constant": _constant,
    "experiment": lambda tree: ln.ExperimentLine(span_of(tree), words_of(tree)[0]),
    "arm": _arm,
    "together": lambda tree: ln.TogetherLine(span_of(tree)),
    "give": lambda tree: ln.GiveLine(span_of(tree), gift_of(trees_of(tree)[0])),
    "draw": lambda tree: ln.DrawLine(span_of(tree)),
    "deal": lambda tree: ln.DealLine(span_of(tree), numbers_of(tree)[0]),
    "outcome": _outcome,
    "rest": _outcome,
    "if_spent": lambda tree: ln.IfSpentLine(span_of(tree)),
    "if_lapsed": lambda tree: ln.IfLapsedLine(span_of(tree)),
    "refuse": _refuse,
    "test": lambda tree: ln.TestLine(span_of(tree), texts_of(tree)[0]),
    "at": lambda tree: ln.AtLine(span_of(tree), moment_of(trees_of(tree)[0])),
    "event": _event_line,
    "forced": lambda tree: ln.ForcedLine(span_of(tree), *numbers_of(tree)),
    "population": lambda tree: ln.PopulationLine(span_of(tree), texts_of(tree)[0]),
    "people": lambda tree: ln.PeopleLine(span_of(tree), numbers_of(tree)[0]),
    "first_days": lambda tree: ln.FirstDaysLine(span_of(tree), numbers_of(tree)[0]),
    "shares": _shares,
    "forecast": lambda tree: ln.ForecastLine(span_of(tree), texts_of(tree)[0]),
    "over": _over,
    "figure": _figure,
    "spent": lambda tree: ln.SpentLine(span_of(tree), maybe_gift_of(tree)),
    "lapsed": lambda tree: ln.LapsedLine(span_of(tree), gift_of(trees_of(tree)[0])),
    "expect": lambda tree: ln.ExpectLine(span_of(tree), maybe_gift_of(tree), has(tree, "REFUSAL")),
}
