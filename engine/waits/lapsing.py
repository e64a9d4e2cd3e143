"""Before something ends: a wait for each of a campaign's `on lapsing of N days`. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from dsl.campaign import Campaign
from engine.clock import from_micros, to_micros
from engine.ids import new_id
from engine.records import Coupon, Grant, Wait

TOPIC: Final = "lapsing"


def reminders(
    campaign: Campaign, grant: Grant, about: Wait | Coupon, until_us: int, at: datetime
) -> Iterator[Wait]:
    """The waits behind a lock or a coupon that lasts until an instant. Each is about it, and caused by its grant."""
    for trigger in campaign.triggers:
        days = dict(trigger.asked).get("days")
        if trigger.kind != TOPIC or not isinstance(days, int):
            continue
        due = from_micros(until_us) - timedelta(days=days)
        if due > at:
            yield Wait(
                new_id(), grant.brand, TOPIC, about.id, grant.id, grant.campaign_id,
                grant.recipient_id, "coupon" if isinstance(about, Coupon) else "lock", "{}", 0, f"{days} days", "{}", "waiting",
                to_micros(at), until_us, to_micros(due),
            )  # fmt: skip
