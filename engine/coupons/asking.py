"""Asking the reward that issued a coupon before a till takes it; one that does not answer in time changes nothing."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from typing import Final

from dsl.values import Money
from engine import wording
from engine.catalog import Catalog
from engine.coupons.kept_terms import PLAIN, kept_by
from engine.coupons.why_not import Why
from engine.outcomes import Reason
from engine.outlets.identity import Till
from engine.records import Coupon
from engine.spi.tills import Accepted, AtTill, Declined

#: A clerk and a customer stand and wait.
WAIT_SECONDS: Final = 2.0
_log = logging.getLogger(__name__)


async def objection(
    catalog: Catalog, coupon: Coupon | None, till: Till, product: str | None, paid: Money | None, at: datetime
) -> Why | None:
    """Why the reward behind a coupon does not let it be taken now; None when it does, or is not to be asked."""
    if coupon is None or coupon.state != "open":
        return None
    name = kept_by(coupon).reward
    if name == PLAIN:
        return None
    reward = catalog.rewards.get(name)
    if reward is None:
        _log.error("coupon %d was issued by reward `%s`, which is not installed", coupon.id, name)
        return Reason.TRY_LATER, wording.REASONS[Reason.TRY_LATER]
    if not reward.asked_at_till:
        return None
    asked = AtTill(
        coupon.brand, coupon.campaign_id, coupon.terms, coupon.code, till.outlet, product, paid, at
    )
    try:
        answer = await asyncio.wait_for(reward.at_till(asked), WAIT_SECONDS)
    except Exception:  # noqa: BLE001 - a plugin's trouble is told as what it is: later
        _log.exception("reward `%s` did not answer the till", name)
        return Reason.TRY_LATER, wording.REASONS[Reason.TRY_LATER]
    if isinstance(answer, Declined):
        return Reason.REWARD_DECLINES, answer.words
    if isinstance(answer, Accepted):
        return None
    _log.error("reward `%s` answered the till with %r", name, answer)
    return Reason.TRY_LATER, wording.REASONS[Reason.TRY_LATER]
