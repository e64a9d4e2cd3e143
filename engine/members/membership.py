"""What a brand offers its members: tiers and the points shop, read from the texts of its campaigns. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.campaign import CouponTerms, TierTerms
from dsl.decision import Intent
from dsl.intents import intents_of
from dsl.values import Label
from engine.campaigns.live import BrandState
from engine.grants.promise import promise_of
from engine.members.tiers import Standing
from engine.members.views import Membership, ShopItem
from engine.scanning import counters
from engine.spi.rewards import RewardType


def tiers_in_force(brand: BrandState, now: datetime) -> tuple[TierTerms, ...]:
    """The tiers of the brand's newest text that has any; campaigns that share one text agree on them."""
    versions = [
        (version.published_at, version.id, version.program.campaign.tiers)
        for campaign in brand.campaigns
        for version in campaign.versions
        if version.published_at <= now and version.program is not None and version.program.campaign.tiers
    ]
    return max(versions)[2] if versions else ()


def membership(tiers: tuple[TierTerms, ...], where: Standing) -> Membership | None:
    """What a member reads of the tier; None for who has none."""
    if where.tier is None:
        return None
    above = next((tier for tier in tiers if tier.points > where.tier.points), None)
    return Membership(
        where.tier.id,
        where.tier.name,
        where.earned,
        where.until,
        above.name if above else None,
        max(0, above.points - where.earned) if above else 0,
    )


@dataclass(frozen=True, slots=True)
class Offered:
    """An item of the points shop, and the counter of what is gone of it."""

    campaign_id: int
    item: str
    title: Label
    points: int
    stock: tuple[str, int] | None

    def shown(self, used: Callable[[str], int]) -> ShopItem:
        """With what is left."""
        left = None if self.stock is None else max(0, self.stock[1] - used(self.stock[0]))
        return ShopItem(self.campaign_id, self.item, self.title, self.points, left)


def shop(brand: BrandState, now: datetime, rewards: Mapping[str, RewardType]) -> Iterator[Offered]:
    """What points buy now: each `on exchange` of a campaign that takes claims, with the price it says."""
    for campaign in brand.campaigns:
        version = campaign.version_at(now)
        if version.program is None or campaign.state_at(now) is not None:
            continue
        for trigger in version.program.campaign.triggers:
            item = dict(trigger.asked).get("item")
            if trigger.kind != "exchange" or not isinstance(item, str):
                continue
            priced = next(filter(_price, intents_of(trigger.rules)), None)
            if priced is not None:
                stock = priced.stock
                key = (counters.stock(brand.slug, campaign.id, stock.key), stock.limit) if stock else None
                title = (
                    _title(priced, version.program.campaign.coupons)
                    or promise_of(rewards[priced.reward], priced).title
                )
                yield Offered(campaign.id, item, title, _price(priced), key)


def _price(intent: Intent) -> int:
    points = dict(intent.params).get("points")
    return points if isinstance(points, int) and len(intent.params) > 1 else 0


def _title(intent: Intent, coupons: tuple[CouponTerms, ...]) -> Label | None:
    """What people call the prize or the coupon."""
    told = intent.told
    if "name_en" in told:
        return Label(str(told["name_en"]), str(told["name_zh"]))
    return next((coupon.name for coupon in coupons if coupon.id == told.get("coupon")), None)
