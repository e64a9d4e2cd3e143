"""The terms of a campaign, its prizes and its coupons back to words in English or Chinese."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from dsl import lines as ln
from dsl.phrasing_figures import number_text

if TYPE_CHECKING:  # phrasing words every line, and these are some of them
    from dsl.phrasing import Cells, Phrasing


def budget(say: Phrasing, line: ln.BudgetLine) -> Cells:
    """The total, and the most of a day."""
    text = say.amount(line.total)
    if line.daily is not None:
        daily = say.amount(line.daily)
        most = f"{say.key('A_DAY', 'AT_MOST')} {daily}" if say.chinese else f"at most {daily} a day"
        text += say.comma + most
    if line.clause is not None:
        text += f" {say.key('WHEN')} {say.clause(line.clause)}"
    return say.key("BUDGET"), text


def limit(say: Phrasing, line: ln.LimitLine) -> Cells:
    """How many claims, for whom, in what time."""
    count, subject = number_text(line.count), say.key(f"PER_{line.subject.upper()}")
    period = say.period(line.period) if line.period else ""
    if say.chinese:
        return say.key("LIMIT"), f"{subject}{period} {count} {say.key('CLAIMS')}"
    claims = "claim" if count == "1" else say.key("CLAIMS")
    return say.key("LIMIT"), f"{count} {claims} {subject} {period}".rstrip()


def runs(say: Phrasing, line: ln.RunsLine) -> Cells:
    """Dates and zone."""
    dates = f"{say.moment(line.starts)} {say.key('RUNS_TO')} {say.moment(line.ends)}"
    return say.key("RUNS"), f"{dates} {say.key('ZONE')} {line.zone.text}"


def page(say: Phrasing, line: ln.PageLine) -> Cells:
    """The theme, and when and to whom it is shown."""
    found = say.words.themes.find(line.theme.text)
    text = say.words.themes.spelled(found.name, say.language) if found else line.theme.text
    text += say.stretch(line.starts, line.ends)
    if line.clause is not None:
        text += f" {say.key('WHEN')} {say.clause(line.clause)}"
    return say.key("PAGE"), text


def channel(say: Phrasing, line: ln.ChannelLine) -> Cells:
    """The payment channel."""
    found = say.words.channels.find(line.name.text)
    name = say.words.channels.spelled(found.name, say.language) if found else line.name.text
    return say.key("CHANNEL"), name


def worth(say: Phrasing, line: ln.WorthLine) -> Cells:
    """What a coupon takes off, and from which amount on."""
    text = say.amount(line.worth)
    if line.percent is not None:
        most = "".join((say.key("AT_MOST"), " ", text))
        text = f"{number_text(line.percent)}%{say.comma}{most}"
    if line.minimum is not None:
        text += f" {say.key('OFF')} {say.amount(line.minimum)}"
    return say.key("WORTH"), text


def valid(say: Phrasing, line: ln.ValidLine) -> Cells:
    """How long a coupon lasts."""
    if line.until is not None:
        return say.key("VALID"), f"{say.key('UNTIL')} {say.moment(line.until)}"
    number = line.count
    if number is None:
        raise AssertionError("a validity has a number or a date")
    return say.key("VALID"), f"{number_text(number)} {say.unit(number, line.unit)}"


def pays(say: Phrasing, line: ln.PaysLine) -> Cells:
    """What the outlet is owed."""
    head, _, rest = say.key("PAYS").partition(" ")
    return head, f"{rest} {say.amount(line.amount)}".lstrip()


def tier(say: Phrasing, line: ln.TierLine) -> Cells:
    """A tier with the points that it takes, and what points of its members are multiplied by."""
    points, word = number_text(line.points), say.key("POINTS_A_YEAR")
    one = "point a year" if points == "1" else word
    text = f"{word} {points}" if say.chinese else f"{say.key('FROM')} {points} {one}"
    if line.times is not None:
        text += f"{say.comma}{say.key('POINTS_TIMES')} {number_text(line.times)}"
    return f"{say.key('TIER')} {say.quoted(line.id)} {say.wording(line.name)}", text


def goods(say: Phrasing, line: ln.GoodsLine) -> Cells:
    """The product that a coupon is good for, and what is paid for it."""
    price = f" {say.key('FOR_PRICE')} {say.amount(line.price)}" if line.price else ""
    return say.key("GOODS"), line.gtin.digits + price


def clerk_code(say: Phrasing, line: ln.ClerkCodeLine) -> Cells:
    """How long a clerk's code counts, and for how many claims."""
    text = f"{number_text(line.count)} {say.unit(line.count, line.unit)}"
    if line.claims is not None:
        most = number_text(line.claims)
        claims = "claim" if most == "1" and not say.chinese else say.key("CLAIMS")
        text += f"{say.comma}{say.key('AT_MOST')} {most} {claims}"
    return say.key("CLERK_CODE"), text


def buyers(say: Phrasing, line: ln.BuyersLine) -> Cells:
    """How many buyers, at which price, within what time."""
    least = f"{say.key('AT_LEAST')} " if line.least else ""
    count = f"{least}{number_text(line.count)} {say.key('BUYERS_AT')}"
    within = f"{say.key('WITHIN')} {number_text(line.hours)} {say.unit(line.hours, 'hours')}"
    return say.key("BUYERS"), f"{count} {say.amount(line.amount)} {within}"


def lane(say: Phrasing, line: ln.LaneLine) -> Cells:
    """The coupon's place beside others."""
    text = line.lane.digits
    if line.others is not None:
        others = say.key("OTHERS") + ("" if say.chinese or line.others.digits == "1" else "s")
        text += f"{say.comma}{say.key('ALONGSIDE')} {number_text(line.others)} {others}"
    return say.key("LANE"), text


def outlets(say: Phrasing, line: ln.OutletsLine) -> Cells:
    """Who takes part, and what the others say."""
    comma: str = say.comma
    text = comma.join(say.value(spot) for spot in line.spots)
    if line.elsewhere is not None:
        text += f"{comma}{say.key('OTHERWISE')} {say.wording(line.elsewhere)}"
    return say.key("OUTLETS"), text


#: How each of these lines is worded.
TERMS: Final[dict[type, Callable[[Phrasing, Any], Cells]]] = {
    ln.CampaignLine: lambda say, line: (f"{say.key('CAMPAIGN')} {say.wording(line.title)}",),
    ln.BrandLine: lambda say, line: (say.key("BRAND"), say.quoted(line.name)),
    ln.RunsLine: runs,
    ln.BudgetLine: budget,
    ln.LimitLine: limit,
    ln.PageLine: page,
    ln.ChannelLine: channel,
    ln.OverallLine: lambda say, line: (say.key("OVERALL"), say.odds(line.odds)),
    ln.MarketLine: lambda say, line: (say.key("MARKET"), say.quoted(line.name)),
    ln.OrganiserLine: lambda say, line: (say.key("ORGANISER"), say.wording(line.words)),
    ln.ContactLine: lambda say, line: (say.key("CONTACT"), say.wording(line.words)),
    ln.ClerkCodeLine: clerk_code,
    ln.TierLine: tier,
    ln.PrizeLine: lambda say, line: (f"{say.key('PRIZE')} {say.quoted(line.id)} {say.wording(line.name)}",),
    ln.PriceLine: lambda say, line: (say.key("PRICE"), say.amount(line.amount)),
    ln.CostLine: lambda say, line: (say.key("PRIZE_COST"), say.amount(line.amount)),
    ln.DeliveryLine: lambda say, line: (say.key("DELIVERY"), say.wording(line.words)),
    ln.OfferLine: lambda say, line: (f"{say.key('OFFER')} {say.quoted(line.id)} {say.wording(line.name)}",),
    ln.SellsLine: lambda say, line: (say.key("SELLS"), line.gtin.digits),
    ln.SingleLine: lambda say, line: (say.key("SINGLE"), say.amount(line.amount)),
    ln.BuyersLine: buyers,
    ln.CouponLine: lambda say, line: (f"{say.key('COUPON')} {say.quoted(line.id)} {say.wording(line.name)}",),
    ln.WorthLine: worth,
    ln.ValidLine: valid,
    ln.PlacesLine: lambda say, line: (say.key("AT"), say.key(line.where.upper())),
    ln.PaysLine: pays,
    ln.ProductsLine: lambda say, line: (
        say.key("PRODUCTS"),
        say.comma.join(gtin.digits for gtin in line.gtins),
    ),
    ln.GoodsLine: goods,
    ln.LaneLine: lane,
    ln.OutletsLine: outlets,
    ln.EachPersonLine: lambda say, line: (
        say.key("EACH_PERSON"),
        say.comma.join(say.cap(cap) for cap in line.caps),
    ),
}
