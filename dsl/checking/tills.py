"""How a till takes a coupon: percentage, products, goods, lanes, outlets and caps of one person."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from dsl import lines as ln
from dsl.checking.amounts import check_count, check_gtin, check_money, currency_name
from dsl.checking.parts import only
from dsl.checking.scope import Scope
from dsl.checking.values import check_region
from dsl.checking.wording import check_wording
from dsl.decision import Cap
from dsl.keywords import KEYWORDS
from dsl.nodes import Number, Word
from dsl.till_terms import WHOLE, TillTerms
from dsl.values import Label, Money

_OUTLET: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")


def check_till(scope: Scope, block: ln.Block, worth: Money | None) -> TillTerms:
    """The terms as far as they stand; whoever has findings makes no campaign."""
    priced, goods = only(scope, block, ln.WorthLine), only(scope, block, ln.GoodsLine)
    lane = only(scope, block, ln.LaneLine)
    products = _products(scope, only(scope, block, ln.ProductsLine))
    outlets, areas, elsewhere = _outlets(scope, only(scope, block, ln.OutletsLine))
    if goods:
        _stands_alone(scope, block, priced)
    return TillTerms(
        percent=_percent(scope, priced.percent) if priced and priced.percent else None,
        products=products,
        goods=check_gtin(scope, goods.gtin) if goods else None,
        price=_price(scope, goods, worth) if goods else None,
        lane=check_count(scope, lane.lane) if lane else None,
        others=check_count(scope, lane.others) if lane and lane.others else None,
        outlets=outlets,
        areas=areas,
        elsewhere=elsewhere,
        caps=_caps(scope, only(scope, block, ln.EachPersonLine)),
        pays_discount=bool(priced and priced.percent and not only(scope, block, ln.PaysLine)),
    )


def _percent(scope: Scope, number: Number) -> int | None:
    share = Fraction(number.exact) * WHOLE / 100
    if share.denominator != 1 or not 1 <= share <= WHOLE:
        scope.say("BC1401", number, text=number.digits)
        return None
    return int(share)


def _products(scope: Scope, line: ln.ProductsLine | None) -> tuple[str, ...]:
    found: list[str] = []
    for number in line.gtins if line else ():
        gtin = check_gtin(scope, number)
        if gtin in found:
            scope.say("BC1402", number, text=number.digits)
        elif gtin is not None:
            found.append(gtin)
    return tuple(found)


def _stands_alone(scope: Scope, block: ln.Block, priced: ln.WorthLine | None) -> None:
    """What a coupon for one piece of goods cannot say."""
    for kind, terminal in ((ln.ProductsLine, "PRODUCTS"), (ln.LaneLine, "LANE")):
        line = only(scope, block, kind)
        if line is not None:
            scope.say("BC1403", line, part=_word(terminal))
    if priced and priced.percent:
        scope.say("BC1403", priced.percent, part=Label("%", "%"))
    if priced and priced.minimum:
        scope.say("BC1403", priced.minimum, part=_word("OFF"))


def _word(terminal: str) -> Label:
    return Label(KEYWORDS[terminal].en, KEYWORDS[terminal].zh)


def _price(scope: Scope, line: ln.GoodsLine, worth: Money | None) -> Money | None:
    price = check_money(scope, line.price) if line.price else None
    if price and worth and line.price:
        if price.currency != worth.currency:
            scope.say("BC0914", line.price, currency=currency_name(worth.currency))
        elif price.minor >= worth.minor:
            scope.say("BC1404", line.price, price=price, worth=worth)
    return price


def _outlets(
    scope: Scope, line: ln.OutletsLine | None
) -> tuple[tuple[str, ...], tuple[str, ...], Label | None]:
    """The codes, the regions, and the words of those who do not take part."""
    codes: list[str] = []
    areas: list[str] = []
    for spot in line.spots if line else ():
        if isinstance(spot, Word):
            named, found = areas, check_region(scope, spot)
        else:
            named, found = codes, spot.text
            if not _OUTLET.fullmatch(spot.text):
                scope.say("BC1406", spot, text=spot.text)
                continue
        if found in named:
            scope.say("BC1405", spot, text=found)
        elif found is not None:
            named.append(found)
    words = check_wording(scope, line.elsewhere) if line and line.elsewhere else None
    return tuple(codes), tuple(areas), words


def _caps(scope: Scope, line: ln.EachPersonLine | None) -> tuple[Cap, ...]:
    caps: list[Cap] = []
    for part in line.caps if line else ():
        limit = check_count(scope, part.limit)
        if any(cap.period == part.period for cap in caps):
            scope.say("BC1405", part, text=_PERIODS[part.period])
        elif limit is not None:
            caps.append(Cap(limit, part.period))
    return tuple(caps)


_PERIODS: Final = {
    period: _word(terminal)
    for period, terminal in (("day", "A_DAY"), ("week", "A_WEEK"), ("month", "A_MONTH"), (None, "IN_ALL"))
}
