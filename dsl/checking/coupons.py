"""Coupon blocks: worth, minimum, validity, places, and what the outlet is owed."""

from __future__ import annotations

from dsl import lines as ln
from dsl.campaign import CouponTerms
from dsl.checking.amounts import check_money, currency_name
from dsl.checking.ids import ID
from dsl.checking.parts import needed, only
from dsl.checking.scope import Scope
from dsl.checking.tills import check_till
from dsl.checking.validity import check_validity
from dsl.checking.wording import check_wording
from dsl.validity import Validity
from dsl.values import Label, Money

_COUPON = Label("coupon", "券")


def declare_coupon(scope: Scope, head: ln.CouponLine) -> None:
    """Learn the coupon's name, once."""
    name = head.id.text
    if not ID.fullmatch(name):
        scope.say("BC0916", head.id, text=name)
    if name in scope.coupons:
        what = Label("coupon", "券")
        scope.say("BC0410", head.id, what=what, name=name, line=scope.coupons[name].line)
        return
    scope.coupons[name] = head.id.span


def check_coupon(scope: Scope, block: ln.Block, head: ln.CouponLine) -> CouponTerms | None:
    """The coupon's terms, None when one does not stand."""
    name = check_wording(scope, head.name)
    worth, minimum = _worth(scope, block)
    validity = _validity(scope, block)
    places, pays = only(scope, block, ln.PlacesLine), only(scope, block, ln.PaysLine)
    owed = check_money(scope, pays.amount, zero=True) if pays else worth
    if owed and worth and pays and owed.currency != worth.currency:
        scope.say("BC0914", pays, currency=currency_name(worth.currency))
    till = check_till(scope, block, worth)
    if worth is None or validity is None or owed is None or name is None:
        return None
    where = places.where if places else "stores"
    return CouponTerms(head.id.text, name, worth, minimum, validity, where, owed, head.span.line, till)


def _worth(scope: Scope, block: ln.Block) -> tuple[Money | None, Money | None]:
    example = Label("worth 5.00 CNY off 15.00 CNY", "面值 5.00 元 满 15.00 元")
    line = needed(scope, block, ln.WorthLine, _COUPON, example)
    if line is None:
        return None, None
    worth = check_money(scope, line.worth)
    minimum = check_money(scope, line.minimum) if line.minimum else None
    if worth and minimum and line.minimum:
        if worth.currency != minimum.currency:
            scope.say("BC0914", line.minimum, currency=currency_name(worth.currency))
        elif minimum.minor <= worth.minor and not line.percent:
            scope.say("BC0913", line.minimum, minimum=minimum, worth=worth)
    return worth, minimum


def _validity(scope: Scope, block: ln.Block) -> Validity | None:
    line = needed(scope, block, ln.ValidLine, _COUPON, Label("valid 7 days", "有效 7 天"))
    if line is None:
        return None
    return check_validity(scope, line, "BC0915")
