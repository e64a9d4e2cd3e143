"""What is about to end is told as an event to the campaign that gave it."""

from __future__ import annotations

from engine.core import Core
from engine.events.record import Happened, RecordEvent
from engine.members.identity import Who
from engine.records import Wait
from engine.storage.member_store import MemberStore
from engine.waits.lapsing import TOPIC


class Reminding:
    """Tells people, and their campaign, what is about to end."""

    def __init__(self, core: Core, members: MemberStore) -> None:
        self._core = core
        self._members = members

    async def tell(self, wait: Wait) -> bool:
        """Tell the event, once, unless the reward was opened or used meanwhile or its holder has gone."""
        holder = await self._members.consumer(wait.person_id)
        who = await self._members.identity_of(holder.person_id) if holder else None
        if holder is None or who is None or not await self._stands(wait):
            return True
        days, now = int(wait.hold.split(" ")[0]), self._core.clock.now()
        happened = Happened(
            TOPIC, f"{wait.campaign_id}:{wait.id}", now, {"lapsing.days": days}, TOPIC, wait.campaign_id
        )
        await self._core.settle(
            RecordEvent(Who(wait.brand, who.kind, who.value_hash), happened, now, self._core.catalog.rewards)
        )
        return True

    async def _stands(self, wait: Wait) -> bool:
        if wait.event == "coupon":
            coupon = (await self._members.coupons_by_id([wait.subject_id])).get(wait.subject_id)
            return coupon is not None and coupon.state == "open"
        grants = await self._members.grants_by_id(wait.brand, [wait.cause_id])
        return bool(grants) and grants[0].state == "locked" and grants[0].opens_us is None
