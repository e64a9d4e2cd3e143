"""What a shop earns by taking a coupon: one that earns nothing soon takes no more of them."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.analysis.amounts import own_coupons
from dsl.analysis.reach import Spans
from dsl.campaign import Campaign, CouponTerms
from dsl.diagnostics import Diagnostic, finding
from dsl.intents import intents_of

#: Those at the till.
_SHOP = frozenset(("clerk", "owner", "store"))


def shop_findings(campaign: Campaign, spans: Spans) -> Iterator[Diagnostic]:
    """Coupons for which the outlet gets less than it lets off, while nobody at the till is rewarded."""
    given = {
        name
        for trigger in campaign.triggers
        for intent in intents_of(trigger.rules)
        for name in own_coupons(intent)
    }
    for coupon in campaign.coupons:
        short = coupon.pays.minor < coupon.lets_off.minor and coupon.where != "online"
        if coupon.id in given and short and not _rewarded(campaign, coupon):
            yield finding(
                "BC1117", spans(coupon.line), name=coupon.id, pays=coupon.pays, worth=coupon.lets_off
            )


def _rewarded(campaign: Campaign, coupon: CouponTerms) -> bool:
    """Whether somebody at the till may get something by the coupon's redemption."""
    index = campaign.trigger_for("redemption", coupon=coupon.id)
    rules = () if index is None else campaign.triggers[index].rules
    return any(intent.recipient in _SHOP for intent in intents_of(rules))
