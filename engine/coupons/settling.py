"""What a redemption gives besides the discount: the outlet's settlement, and the bonuses of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.campaigns.live import BrandState, Version
from engine.outlets.identity import Till
from engine.records import Coupon
from engine.scanning.planning import Setting
from engine.spi.rewards import RewardType


def redemption_setting(
    brand: BrandState,
    version: Version,
    coupon: Coupon,
    till: Till,
    at: datetime,
    rewards: Mapping[str, RewardType],
) -> tuple[Setting, int | None] | None:
    """The setting of a redemption and the trigger that answers it; None when the version cannot run here.

    The version under which the coupon was issued rules its redemption: what was promised with it holds.
    An allied brand's tills are not paid by this brand's rules, only consumer and sharer are.
    """
    if version.program is None:
        return None
    campaign = version.program.campaign
    trigger = campaign.trigger_for("redemption", coupon=coupon.terms)
    recipients = {"consumer": coupon.consumer_id}
    if coupon.referrer_id is not None:
        recipients["referrer"] = coupon.referrer_id
    if coupon.honourer == coupon.brand:
        recipients |= {"clerk": till.clerk_id, "store": till.outlet_id}
        if till.owner_id is not None:
            recipients["owner"] = till.owner_id
    setting = Setting(
        brand=brand,
        campaign=campaign,
        campaign_id=version.campaign_id,
        trigger=campaign.triggers[trigger if trigger is not None else 0],
        at=at,
        recipients=recipients,
        rewards=rewards,
    )
    return setting, trigger
