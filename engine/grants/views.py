"""Grants and coupons as values for pages and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from dsl.values import Label, Money
from engine import wording
from engine.clock import from_micros, to_micros
from engine.outcomes import CouponView, GrantView
from engine.records import Coupon, Grant


def coupon_view(
    coupon: Coupon, now: datetime, *, redeemed_at: datetime | None = None, outlet: str | None = None
) -> CouponView:
    """A coupon as its holder sees it at `now`: one that ran out is `expired`, whatever its row says."""
    worth = Money(coupon.worth, coupon.currency)
    minimum = None if coupon.minimum is None else Money(coupon.minimum, coupon.currency)
    expired = coupon.state == "open" and to_micros(now) >= coupon.expires_us
    return CouponView(
        id=coupon.id,
        code=coupon.code,
        name=Label(coupon.name_en, coupon.name_zh),
        terms=wording.coupon_terms(worth, minimum, coupon.accepted_at),
        worth=worth,
        minimum=minimum,
        where=coupon.accepted_at,
        state="expired" if expired else coupon.state,
        issued_at=from_micros(coupon.issued_us),
        expires_at=from_micros(coupon.expires_us),
        issuer=coupon.brand,
        honourer=coupon.honourer,
        redeemed_at=redeemed_at,
        redeemed_outlet=outlet,
    )


def grant_view(grant: Grant, coupons: Mapping[int, Coupon], now: datetime) -> GrantView:
    """A grant in its present state."""
    coupon = coupons.get(grant.coupon_id or 0)
    return GrantView(
        id=grant.id,
        reward=grant.reward,
        title=Label(grant.title_en, grant.title_zh),
        recipient_kind=grant.recipient_kind,
        recipient_id=grant.recipient_id,
        state=grant.state,  # type: ignore[arg-type]  # the table holds these states only
        at=from_micros(grant.at_us),
        amount=Money(grant.amount, grant.currency) if grant.amount is not None and grant.currency else None,
        points=grant.points,
        coupon=coupon_view(coupon, now) if coupon else None,
        due_at=from_micros(grant.due_us) if grant.state == "owed" else None,
        paid_at=from_micros(grant.settled_us) if grant.state == "paid" and grant.settled_us else None,
        cause=grant.cause_kind,
        line=grant.line,
        cause_id=grant.cause_id,
    )


def grant_views(
    grants: Iterable[Grant], coupons: Mapping[int, Coupon], now: datetime
) -> tuple[GrantView, ...]:
    """Several grants, in the order of their ids."""
    return tuple(grant_view(grant, coupons, now) for grant in sorted(grants, key=lambda grant: grant.id))
