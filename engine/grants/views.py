"""Grants and coupons as values for pages and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from dsl.values import Label, Money
from engine.clock import from_micros, to_micros
from engine.coupons.kept_terms import kept_by
from engine.coupons.terms_in_words import coupon_terms
from engine.ledger import accounts
from engine.outcomes import CouponView, GrantView, LockView
from engine.records import Coupon, Grant

#: Why a reward was taken back that nobody opened.
LAPSED: Final = "lapsed"


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
        terms=coupon_terms(worth, minimum, coupon.accepted_at, kept_by(coupon).till, kept_by(coupon).names),
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
        has_terms=coupon.till is not None,
        from_stock=bool(kept_by(coupon).till.goods) and kept_by(coupon).till.price is None,
    )


def grant_view(grant: Grant, coupons: Mapping[int, Coupon], now: datetime) -> GrantView:
    """A grant in its present state; a lock that nobody opened in time is told as lapsed, whatever its row says."""
    lock = _lock(grant, now)
    coupon = coupons.get(grant.coupon_id or 0)
    return GrantView(
        id=grant.id,
        reward=grant.reward,
        title=Label(grant.title_en, grant.title_zh),
        recipient_kind=grant.recipient_kind,
        recipient_id=grant.recipient_id,
        state="reversed" if lock and lock.state == "lapsed" else grant.state,  # type: ignore[arg-type]  # the table holds these states only
        at=from_micros(grant.at_us),
        amount=_amount(grant),
        points=grant.points,
        coupon=coupon_view(coupon, now) if coupon else None,
        due_at=from_micros(grant.due_us) if grant.state == "owed" else None,
        paid_at=from_micros(grant.settled_us) if grant.state == "paid" and grant.settled_us else None,
        cause=grant.cause_kind,
        line=grant.line,
        cause_id=grant.cause_id,
        lock=lock,
    )


def _lock(grant: Grant, now: datetime) -> LockView | None:
    if grant.until_us is None or grant.lock_en is None or grant.lock_zh is None:
        return None
    key, until = Label(grant.lock_en, grant.lock_zh), from_micros(grant.until_us)
    opens = None if grant.opens_us is None else from_micros(grant.opens_us)
    if grant.state == "locked" and opens is None:
        return LockView(key, until, "waiting" if now < until else "lapsed")
    if grant.state == "locked":
        return LockView(key, until, "held", opens)
    if opens is not None:
        return LockView(key, until, "opened", opens)
    return LockView(key, until, "lapsed" if grant.reason == LAPSED else "void")


def _amount(grant: Grant) -> Money | None:
    """The money in it. What a delivered reward costs the brand is not what its recipient gets."""
    if grant.amount is None or grant.currency is None or grant.fund == accounts.COST:
        return None
    return Money(grant.amount, grant.currency)


def grant_views(
    grants: Iterable[Grant], coupons: Mapping[int, Coupon], now: datetime
) -> tuple[GrantView, ...]:
    """Several grants, in the order of their ids."""
    return tuple(grant_view(grant, coupons, now) for grant in sorted(grants, key=lambda grant: grant.id))
