"""What a redemption gives besides the discount: the outlet's settlement, and the bonuses of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.campaigns.live import BrandState, Version
from engine.commit.world import World
from engine.members.attributes import agreed_by
from engine.members.identity import person_behind
from engine.members.points import points_of
from engine.outlets.identity import Till
from engine.records import Consumer, Coupon
from engine.scanning.setting import Setting
from engine.spi.rewards import RewardType


def redemption_setting(
    world: World,
    brand: BrandState,
    version: Version,
    coupon: Coupon,
    till: Till,
    at: datetime,
    rewards: Mapping[str, RewardType],
) -> tuple[Setting, int] | None:
    """The setting of a redemption and the trigger that answers it; None when the version has no rules for it.

    The version under which the coupon was issued rules its redemption: what was promised with it holds.
    An allied brand's tills are not paid by this brand's rules, only consumer and sharer are.
    """
    if version.program is None:
        return None
    campaign = version.program.campaign
    trigger = campaign.trigger_for("redemption", coupon=coupon.terms)
    if trigger is None:
        return None
    persons = {
        kind: _living(person_behind(world, account))
        for kind, account in (("consumer", coupon.consumer_id), ("referrer", coupon.referrer_id))
        if account is not None
    }
    recipients = {kind: person.id for kind, person in persons.items() if person}
    if recipients.get("referrer") == recipients.get("consumer"):
        recipients.pop("referrer", None)  # two phones, found to be one person since: nobody brings oneself
    if coupon.honourer == coupon.brand:
        recipients |= till.trade.recipients()
    setting = Setting(
        brand=brand,
        campaign=campaign,
        campaign_id=version.campaign_id,
        trigger=campaign.triggers[trigger],
        at=at,
        recipients=recipients,
        rewards=rewards,
        accounts={person.id: world.accounts(person) for person in persons.values() if person},
        points=points_of(world, brand.slug, persons.get("consumer")),
        agreed=agreed_by(persons.values()),
    )
    return setting, trigger


def _living(person: Consumer | None) -> Consumer | None:
    """The person, unless deleted meanwhile: who is gone earns nothing more."""
    return None if person is None or person.deleted_us is not None else person
