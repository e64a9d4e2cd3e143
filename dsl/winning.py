"""What winning is worth, and which winners a market wants listed."""

from __future__ import annotations

from dsl.campaign import Campaign, Trigger
from dsl.decision import Intent
from dsl.intents import draws_of, with_fallbacks
from dsl.markets import pack_of
from dsl.values import Money


def prize_value(campaign: Campaign, intent: Intent, currency: str) -> int:
    """What winning the intent is worth to the winner, in minor units: money, a coupon's worth, a prize's market price."""
    worth, params = {coupon.id: coupon.worth for coupon in campaign.coupons}, dict(intent.params)
    amounts = [value for value in params.values() if isinstance(value, Money)]
    if "alliance" not in params:
        amounts += [worth[str(name)] for name in [params.get("coupon")] if name in worth]
    amounts += [one.price for one in campaign.prizes if one.id == params.get("prize")]
    return sum(amount.minor for amount in amounts if amount.currency == currency)


def winner_is_listed(campaign: Campaign, trigger: Trigger, intent: Intent) -> bool:
    """Whether the market wants whoever is given this in public, masked: won by chance, and worth more than its threshold."""
    pack = pack_of(campaign.market)
    if pack is None or prize_value(campaign, intent, pack.winners_above.currency) <= pack.winners_above.minor:
        return False
    won = (one for draw in draws_of(trigger.rules) for outcome in draw.outcomes for one in outcome.intents)
    return any(one.line == intent.line for prize in won for one in with_fallbacks(prize))


def lists_winners(campaign: Campaign) -> Money | None:
    """The worth above which winners are listed, where the campaign has such a prize; else None."""
    pack = pack_of(campaign.market)
    listed = any(
        winner_is_listed(campaign, trigger, one)
        for trigger in campaign.triggers
        for draw in draws_of(trigger.rules)
        for outcome in draw.outcomes
        for prize in outcome.intents
        for one in with_fallbacks(prize)
    )
    return pack.winners_above if pack and listed else None
