"""Events: what a trigger answers and what happens in a test."""

from __future__ import annotations

from dsl.campaign import Trigger
from dsl.checking.amounts import check_gtin
from dsl.checking.gifts import nearest_coupon
from dsl.checking.scope import Scope
from dsl.checking.wording import check_text
from dsl.nodes import Event


def check_event(scope: Scope, event: Event, line: int) -> Trigger | None:
    """The event as a trigger without rules, None when a part of it does not stand."""
    kind = scope.look_up(scope.words.code_kinds, "BC0406", event.code_kind) if event.code_kind else None
    gtin = check_gtin(scope, event.gtin) if event.gtin else None
    batch = check_text(scope, event.batch) if event.batch else None
    coupon = event.coupon.text if event.coupon else None
    if event.coupon is not None and coupon not in scope.coupons:
        scope.missing("BC0409", event.coupon, near=nearest_coupon(scope, coupon or ""), name=coupon)
    if (event.code_kind and kind is None) or (event.gtin and gtin is None):
        return None
    return Trigger(event.kind, gtin, kind.name if kind else None, batch, coupon, line)
