"""From the engine's answers about baskets to the published forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.api import baskets
from studio.api.presenters import clerk_coupon, instant, instant_or_none, money, redemption

Json = dict[str, Any]


def proposal(found: baskets.Proposal) -> Json:
    """A member's coupons and the best choice."""
    return {
        "member_code": found.member_code,
        "coupons": [clerk_coupon(one) for one in found.coupons],
        "best": quote(found.best),
    }


def quote(found: baskets.Quote) -> Json:
    """What a basket comes to."""
    return {
        "lines": [_line(one) for one in found.lines],
        "cuts": _cuts(found.cuts),
        "total": money(found.total),
        "to_pay": money(found.to_pay),
    }


def sale(found: baskets.SaleAnswer) -> Json:
    """A purchase as it stands."""
    return {
        "sale_id": str(found.sale_id),
        "request_id": found.request_id,
        "at": instant(found.at),
        "lines": [_line(one) for one in found.lines],
        "cuts": _cuts(found.cuts),
        "total": money(found.total),
        "to_pay": money(found.to_pay),
        "refunded": money(found.refunded),
        "redemptions": [redemption(one) for one in found.redemptions],
        "state": found.state,
        "cancelled_at": instant_or_none(found.cancelled_at),
        "repeated": found.repeated,
    }


def returned(found: baskets.ReturnAnswer) -> Json:
    """Pieces that came back."""
    return {
        "return_id": str(found.return_id),
        "request_id": found.request_id,
        "at": instant(found.at),
        "refund": money(found.refund),
        "sale": sale(found.sale),
        "repeated": found.repeated,
    }


def _cuts(cuts: Iterable[baskets.CouponCut]) -> list[Json]:
    return [{"code": one.code, "off": money(one.off)} for one in cuts]


def _line(one: baskets.SaleLine) -> Json:
    return {
        "gtin": one.gtin,
        "quantity": one.quantity,
        "unit": money(one.unit),
        "amount": money(one.amount),
        "off": money(one.off),
        "paid": money(one.paid),
        "returned": one.returned,
        "refunded": money(one.refunded),
    }
