"""Why a till cannot take a coupon, in words for the clerk and, read out, for the customer. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from dsl.till_terms import TillTerms
from dsl.values import Label, Money
from engine import wording
from engine.clock import from_micros
from engine.coupons.basket import Short
from engine.coupons.kept_terms import KeptTerms, kept_by
from engine.coupons.terms_in_words import product_name
from engine.outcomes import Reason
from engine.outlets.identity import Till
from engine.records import Coupon, Redemption

Why = tuple[Reason, Label]


def why_not_here(coupon: Coupon, taken: Redemption | None, till: Till, zone: str, at: datetime) -> Why | None:
    """Why this outlet cannot take this coupon now, apart from the basket; None when it can. `taken` is its redemption."""
    if coupon.state == "redeemed":
        here = taken is not None and taken.outlet_id == till.outlet_id
        reason = Reason.COUPON_REDEEMED_HERE if here else Reason.COUPON_REDEEMED_ELSEWHERE
        first = first_at(coupon, taken)
        return reason, wording.redeemed(first, zone, here=here) if first else wording.REASONS[reason]
    if coupon.state == "aside":
        return _plain(Reason.COUPON_SET_ASIDE)
    if coupon.state == "cancelled":
        return _plain(Reason.COUPON_CANCELLED)
    if coupon.accepted_at == "online" and not till.online:
        return _plain(Reason.COUPON_ONLINE_ONLY)
    if coupon.accepted_at == "stores" and till.online:
        return _plain(Reason.COUPON_STORE_ONLY)
    expires = from_micros(coupon.expires_us)
    if at >= expires:
        return Reason.COUPON_EXPIRED, wording.expired(expires - timedelta(microseconds=1), zone)
    terms = kept_by(coupon).till
    if not terms.takes_part(till.outlet, till.region):
        reason = Reason.OUTLET_NOT_TAKING_PART
        return reason, terms.elsewhere or wording.REASONS[reason]
    return None


def first_at(coupon: Coupon, taken: Redemption | None) -> datetime | None:
    """When the coupon was taken that is taken now."""
    return from_micros(taken.at_us) if taken and coupon.state == "redeemed" else None


def why_not_goods(coupon: Coupon, product: str | None, paid: Money | None) -> Why | None:
    """Why a coupon for goods is not taken for this product and this payment; None when it is, or is for no goods."""
    kept = kept_by(coupon)
    goods, price = kept.till.goods, kept.till.price
    if goods is None:
        return None
    if product is not None and product != goods:
        name = product_name(goods, kept.names)
        words = Label(
            f"This coupon is for {name.en}. It stays good.", f"这张券只能兑换 {name.zh}，券仍有效。"
        )
        return Reason.WRONG_PRODUCT, words
    if price is not None and (paid is None or paid.minor != price.minor):
        return Reason.PAYMENT_NEEDED, payment_needed(price)
    return None


def payment_needed(price: Money) -> Label:
    """What is to be paid first."""
    due = wording.money(price)
    return Label(f"{due.en} is due first, no more and no less.", f"请先收取{due.zh}，不多不少。")


def clash(coupon: Coupon) -> Why:
    """Why a coupon does not stand beside the others."""
    kept = kept_by(coupon)
    en, zh = f"“{coupon.name_en}”", f"“{coupon.name_zh}”"
    if kept.till.price is not None:
        due = wording.money(kept.till.price)
        words = Label(
            f"{en} is not used with coupons; {due.en} is due, never less.",
            f"{zh}不与优惠券同用，需付{due.zh}，不能再减。",
        )
    elif kept.till.lane is None:
        words = Label(f"{en} does not combine with other coupons.", f"{zh}不能与其他券同用。")
    else:
        words = Label(f"{en} does not combine with these coupons.", f"{zh}不能与这些券同用。")
    return Reason.COUPONS_CLASH, words


def short(coupon: Coupon, found: Short) -> Why:
    """What a basket lacks for a coupon."""
    kept, has = kept_by(coupon), Money(found.has, coupon.currency)
    if found.needs is None:
        scope = scope_words(kept)
        words = Label(f"Nothing in the basket is {scope.en}.", f"购物中没有 {scope.zh}。")
        return Reason.NOTHING_IN_SCOPE, words
    needs = Money(found.needs, coupon.currency)
    if not kept.till.products:
        return Reason.BELOW_MINIMUM, wording.below_minimum(needs, has)
    scope = scope_words(kept)
    return Reason.BELOW_MINIMUM, Label(
        f"The coupon needs {needs.amount} of {scope.en}; the basket has {has.amount}.",
        f"{scope.zh} 需满 {needs.amount} 元，现为 {has.amount} 元。",
    )


def scope_words(kept: KeptTerms) -> Label:
    """The products in scope."""
    told = [product_name(gtin, kept.names) for gtin in kept.till.products]
    return Label(" or ".join(one.en for one in told), "、".join(one.zh for one in told))


def lines_needed(terms: TillTerms) -> bool:
    """Whether a basket's total alone does not tell what the coupon takes off."""
    return bool(terms.products)


def _plain(reason: Reason) -> Why:
    return reason, wording.REASONS[reason]
