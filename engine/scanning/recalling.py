"""What an earlier claim gave, as it stands now, for a page that is opened again."""

from __future__ import annotations

import json
from datetime import datetime

from dsl.values import NO_WORDS, Label
from engine.campaigns.live import BrandState
from engine.clock import from_micros
from engine.core import Core
from engine.grants.views import grant_views
from engine.outbox.standings import standings
from engine.outcomes import ClaimAnswer
from engine.records import Claim, Grant
from engine.storage.member_store import MemberStore
from engine.storage.outbox_store import OutboxStore


async def recalled(
    core: Core, members: MemberStore, brand: BrandState, claim: Claim, now: datetime
) -> ClaimAnswer:
    """The claim's answer with the consumer's own rewards in their present state, and what was said with it."""
    grants = [one for one in await members.grants_of(claim.id) if one.recipient_kind == "consumer"]
    opened = await members.opened_by(claim.id)
    coupons = await members.coupons_by_id(_coupons(grants) | _coupons(opened))
    version = brand.version(claim.version_id)
    return ClaimAnswer(
        claim.id,
        from_micros(claim.at_us),
        version.program.campaign.title if version and version.program else NO_WORDS,
        version.hash if version else "",
        await standings(OutboxStore(core.database), grants, grant_views(grants, coupons, now)),
        tuple(Label(en, zh) for en, zh in json.loads(claim.notes)),
        repeated=True,
        opened=grant_views(opened, coupons, now),
    )


def _coupons(grants: list[Grant]) -> set[int]:
    return {one.coupon_id for one in grants if one.coupon_id}
