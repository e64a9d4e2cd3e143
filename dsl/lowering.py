"""What the rules of the grammar mean: one function for each line, and what is made of the parts. Nothing is judged yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, cast

from dsl import lines as ln
from dsl import nodes as nd
from dsl.decision import Subject
from dsl.lowering_parts import (
    back_of,
    cap_of,
    clause_of,
    compared_by,
    comparison_of,
    fact_of,
    gift_of,
    happening_of,
    lock_of,
    moment_of,
    money_of,
    odds_of,
    period_of,
    plain_of,
    redeemed_of,
    scan_of,
    term_of,
    wording_of,
)
from dsl.trees import Part, Tree, every_of, first_of, maybe_of, tree_of

#: Makes something of a rule's parts and of the span from the first to the last.
Make = Callable[[nd.Span, list[Part]], Part]


def _constant(span: nd.Span, parts: list[Part]) -> ln.ConstantLine:
    _, name, value = parts
    return ln.ConstantLine(span, cast(nd.Word, name), cast(nd.Number, value))


def _event_line(span: nd.Span, parts: list[Part]) -> ln.EventLine:
    place = tree_of(parts, "place")
    return ln.EventLine(
        span,
        cast(nd.Event, parts[0]),
        first_of(place.parts, nd.Word) if place else None,
        maybe_of(parts, nd.Word),
        tuple(every_of(parts, nd.FactPart)),
    )


def _budget(span: nd.Span, parts: list[Part]) -> ln.BudgetLine:
    total, *daily = every_of(parts, nd.Amount)
    clause = clause_of(parts[-1]) if "WHEN" in parts else None
    return ln.BudgetLine(span, total, daily[0] if daily else None, clause)


def _limit(span: nd.Span, parts: list[Part]) -> ln.LimitLine:
    per = next(part for part in parts if isinstance(part, str) and part.startswith("PER_"))
    subject = cast(Subject, per.removeprefix("PER_").lower())
    return ln.LimitLine(span, first_of(parts, nd.Number), subject, period_of(parts))


def _runs(span: nd.Span, parts: list[Part]) -> ln.RunsLine:
    starts, ends = every_of(parts, nd.Moment)
    return ln.RunsLine(span, starts, ends, first_of(parts, nd.Word))


def _worth(span: nd.Span, parts: list[Part]) -> ln.WorthLine:
    amounts, share = every_of(parts, nd.Amount), tree_of(parts, "share_off")
    if share:
        most, percent = first_of(share.parts, nd.Amount), first_of(share.parts, nd.Number)
        return ln.WorthLine(span, most, amounts[0] if amounts else None, percent)
    worth, *minimum = amounts
    return ln.WorthLine(span, worth, minimum[0] if minimum else None)


def _clerk_code(span: nd.Span, parts: list[Part]) -> ln.ClerkCodeLine:
    count, *claims = every_of(parts, nd.Number)
    unit: Literal["minutes", "hours"] = "minutes" if "MINUTES" in parts else "hours"
    return ln.ClerkCodeLine(span, count, unit, claims[0] if claims else None)


def _buyers(span: nd.Span, parts: list[Part]) -> ln.BuyersLine:
    count, hours = every_of(parts, nd.Number)
    return ln.BuyersLine(span, count, first_of(parts, nd.Amount), hours, "AT_LEAST" in parts)


def _lane(span: nd.Span, parts: list[Part]) -> ln.LaneLine:
    lane, *others = every_of(parts, nd.Number)
    return ln.LaneLine(span, lane, others[0] if others else None)


def _outlets(span: nd.Span, parts: list[Part]) -> ln.OutletsLine:
    spots = tuple([part for part in parts if isinstance(part, nd.Word | nd.Quoted)])
    return ln.OutletsLine(span, spots, maybe_of(parts, nd.Wording))


def _valid(span: nd.Span, parts: list[Part]) -> ln.ValidLine:
    until = maybe_of(parts, nd.Moment)
    if until is not None:
        return ln.ValidLine(span, None, "until", until)
    return ln.ValidLine(span, first_of(parts, nd.Number), "hours" if "HOURS" in parts else "days", None)


def _places(span: nd.Span, parts: list[Part]) -> ln.PlacesLine:
    if "STORES" in parts:
        return ln.PlacesLine(span, "stores")
    return ln.PlacesLine(span, "online" if "ONLINE" in parts else "anywhere")


def _tier(span: nd.Span, parts: list[Part]) -> ln.TierLine:
    points, *times = every_of(parts, nd.Number)
    wording = first_of(parts, nd.Wording)
    return ln.TierLine(span, first_of(parts, nd.Quoted), wording, points, times[0] if times else None)


def _stretch(parts: list[Part]) -> tuple[nd.Moment | None, nd.Moment | None]:
    """What stands behind `from` and `until`."""
    moments = every_of(parts, nd.Moment)
    starts = moments.pop(0) if "FROM" in parts else None
    return starts, moments.pop(0) if moments else None


def _page(span: nd.Span, parts: list[Part]) -> ln.PageLine:
    clause = clause_of(parts[-1]) if "WHEN" in parts else None
    return ln.PageLine(span, first_of(parts, nd.Word), *_stretch(parts), clause)


def _phase(span: nd.Span, parts: list[Part]) -> ln.PhaseLine:
    return ln.PhaseLine(span, first_of(parts, nd.Word), *_stretch(parts), maybe_of(parts, nd.Number))


def _outcome(span: nd.Span, parts: list[Part]) -> ln.OutcomeLine:
    share, *prize = parts
    odds = share if isinstance(share, nd.Odds | nd.Lot | nd.Latest) else None
    return ln.OutcomeLine(span, odds, maybe_of(prize, nd.Gift), "NOTHING" in prize)


def _arm(span: nd.Span, parts: list[Part]) -> ln.GroupLine:
    return ln.GroupLine(span, cast(nd.Word, parts[1]), maybe_of(parts, nd.Odds))


def _forced(span: nd.Span, parts: list[Part]) -> ln.ForcedLine:
    number, scale = every_of(parts, nd.Number)
    return ln.ForcedLine(span, number, scale)


def _shares(span: nd.Span, parts: list[Part]) -> ln.SharesLine:
    shares = tuple(
        (first_of(share.parts, nd.Number), cast(nd.Literal_, share.parts[-1]))
        for share in every_of(parts, Tree)
    )
    return ln.SharesLine(span, first_of(parts, nd.Word), shares)


def _over(span: nd.Span, parts: list[Part]) -> ln.OverLine:
    seed = tree_of(parts, "seed")
    return ln.OverLine(
        span,
        first_of(parts, nd.Number),
        maybe_of(parts, nd.Quoted),
        first_of(seed.parts, nd.Number) if seed else None,
    )


def _figure(span: nd.Span, parts: list[Part]) -> ln.FigureLine:
    told = first_of(parts, Tree)
    if told.rule == "lasting":
        return ln.FigureLine(span, "lasting", until=first_of(told.parts, nd.Moment))
    bound = next(part for part in every_of(told.parts, Tree) if part.rule == "bound")
    comparison = compared_by(bound.parts)
    values = tuple([value for value in bound.parts if isinstance(value, nd.Number | nd.Amount)])
    if told.rule == "counted":
        kind: Literal["claims", "refusals"] = "claims" if "CLAIMED" in told.parts else "refusals"
        return ln.FigureLine(span, kind, comparison, values)
    gift, per = maybe_of(told.parts, nd.Gift), tree_of(told.parts, "per")
    if gift is not None:
        return ln.FigureLine(span, "given", comparison, values, gift=gift)
    return ln.FigureLine(
        span, "cost", comparison, values, per=first_of(per.parts, nd.Number) if per else None
    )


def _with(line: Callable[..., ln.Line], kind: type, place: int = 1) -> Make:
    """Makes a line of its part at a place, which is of a kind."""

    def made(span: nd.Span, parts: list[Part]) -> ln.Line:
        part = parts[place]
        assert type(part) is kind, "the grammar names the parts"
        return line(span, part)

    return made


def _bare(line: Callable[[nd.Span], ln.Line]) -> Make:
    return lambda span, _parts: line(span)


def handed_on(_span: nd.Span, parts: list[Part]) -> Part:
    """The first part, which is all that is said."""
    return parts[0]


def spliced(_span: nd.Span, parts: list[Part]) -> list[Part]:
    """The parts themselves, for the rule around them."""
    return parts


#: What is made of a rule's parts, by its name or alias; of one that is not named here, a tree.
MAKES: Final[dict[str, Make]] = {
    "start": handed_on,
    # ---- parts
    "money": money_of,
    "moment": moment_of,
    "ago": back_of,
    "plain": plain_of,
    "wording": wording_of,
    "odds": odds_of,
    "portion": odds_of,
    "subject": handed_on,
    "period": handed_on,
    "daily": lambda _span, parts: first_of(parts, nd.Amount),
    "times": handed_on,
    "comparison": comparison_of,
    "item": handed_on,
    "gift": gift_of,
    "cap": cap_of,
    "lock": lock_of,
    "locked": handed_on,
    "term": term_of,
    "wait": term_of,
    "spot": handed_on,
    "lot": lambda span, parts: nd.Lot(span, first_of(parts, nd.Number)),
    "latest": lambda span, parts: nd.Latest(span, first_of(parts, nd.Number)),
    "scan": scan_of,
    "goods": spliced,
    "kind": spliced,
    "product": spliced,
    "batch": spliced,
    "invited": lambda span, _parts: nd.Event(span, "invitation"),
    "redeemed": redeemed_of,
    "happening": happening_of,
    "who": spliced,
    "facts": spliced,
    "fact": fact_of,
    # ---- lines
    "campaign": _with(ln.CampaignLine, nd.Wording),
    "shared": _with(ln.SharedLine, nd.Quoted),
    "uses": _with(ln.UsesLine, nd.Quoted),
    "constant": _constant,
    "brand": _with(ln.BrandLine, nd.Quoted),
    "runs": _runs,
    "budget": _budget,
    "limit": _limit,
    "page": _page,
    "channel": _with(ln.ChannelLine, nd.Word),
    "overall": _with(ln.OverallLine, nd.Odds),
    "market": _with(ln.MarketLine, nd.Quoted),
    "organiser": _with(ln.OrganiserLine, nd.Wording),
    "contact": _with(ln.ContactLine, nd.Wording),
    "clerk_code": _clerk_code,
    "tier": _tier,
    "prize": lambda span, parts: ln.PrizeLine(span, first_of(parts, nd.Quoted), first_of(parts, nd.Wording)),
    "price": _with(ln.PriceLine, nd.Amount),
    "prize_cost": _with(ln.CostLine, nd.Amount),
    "delivery": _with(ln.DeliveryLine, nd.Wording),
    "offer": lambda span, parts: ln.OfferLine(span, first_of(parts, nd.Quoted), first_of(parts, nd.Wording)),
    "sells": _with(ln.SellsLine, nd.Number),
    "single": _with(ln.SingleLine, nd.Amount),
    "buyers": _buyers,
    "coupon": lambda span, parts: ln.CouponLine(
        span, first_of(parts, nd.Quoted), first_of(parts, nd.Wording)
    ),
    "worth": _worth,
    "valid": _valid,
    "places": _places,
    "pays": _with(ln.PaysLine, nd.Amount),
    "products": lambda span, parts: ln.ProductsLine(span, tuple(every_of(parts, nd.Number))),
    "handed": lambda span, parts: ln.GoodsLine(span, first_of(parts, nd.Number), maybe_of(parts, nd.Amount)),
    "lane": _lane,
    "outlets": _outlets,
    "each_person": lambda span, parts: ln.EachPersonLine(span, tuple(every_of(parts, nd.CapPart))),
    "segment": lambda span, parts: ln.SegmentLine(span, first_of(parts, nd.Word), clause_of(parts[2])),
    "trigger": _with(ln.TriggerLine, nd.Event),
    "phase": _phase,
    "when": lambda span, parts: ln.WhenLine(span, clause_of(parts[1])),
    "otherwise": _bare(ln.OtherwiseLine),
    "together": _bare(ln.TogetherLine),
    "experiment": _with(ln.ExperimentLine, nd.Word),
    "arm": _arm,
    "give": _with(ln.GiveLine, nd.Gift),
    "draw": _bare(ln.DrawLine),
    "deal": _with(ln.DealLine, nd.Number),
    "outcome": _outcome,
    "rest": _outcome,
    "if_spent": _bare(ln.IfSpentLine),
    "if_lapsed": _bare(ln.IfLapsedLine),
    "refuse": lambda span, parts: ln.RefuseLine(span, maybe_of(parts, nd.Wording)),
    "test": _with(ln.TestLine, nd.Quoted),
    "at": _with(ln.AtLine, nd.Moment),
    "event": _event_line,
    "forced": _forced,
    "spent": lambda span, parts: ln.SpentLine(span, maybe_of(parts, nd.Gift), maybe_of(parts, nd.Quoted)),
    "lapsed": _with(ln.LapsedLine, nd.Gift),
    "expect": lambda span, parts: ln.ExpectLine(
        span, maybe_of(parts, nd.Gift), "REFUSAL" in parts, "REVIEW" in parts
    ),
    "population": _with(ln.PopulationLine, nd.Quoted),
    "people": _with(ln.PeopleLine, nd.Number),
    "first_days": _with(ln.FirstDaysLine, nd.Number),
    "redeems": _with(ln.RedeemsLine, nd.Odds),
    "invites": _with(ln.InvitesLine, nd.Odds),
    "shares": _shares,
    "forecast": _with(ln.ForecastLine, nd.Quoted),
    "over": _over,
    "figure": _figure,
}
