"""What a claim is answered with: its rewards in their present state, and what it opened. Pure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from dsl.values import NO_WORDS, Label
from engine import wording
from engine.campaigns.live import BrandState
from engine.clock import from_micros
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.views import grant_views
from engine.later import Later
from engine.outcomes import ClaimAnswer, GrantView
from engine.records import Claim, Coupon, Grant, Record


def views_of(rows: Sequence[Record], now: datetime) -> Sequence[GrantView]:
    """The rewards among rows that are just being written."""

    def views() -> tuple[GrantView, ...]:
        coupons = {row.id: row for row in rows if isinstance(row, Coupon)}
        return grant_views((row for row in rows if isinstance(row, Grant)), coupons, now)

    return Later(views) if rows else ()


def ask_claim(world: World, want: Wants, claim: Claim) -> None:
    """Name what an earlier claim has given and opened."""
    want.causes.add(claim.id)
    want.ended.add(claim.id)
    want.grants.update(wait.subject_id for wait in world.waits.values() if wait.event_id == claim.id)


def answer_of(world: World, brand: BrandState, claim: Claim, now: datetime, *, repeated: bool) -> ClaimAnswer:
    """The answer to a claim from its rows, with each grant in its present state."""
    grants = [world.grants[grant_id] for grant_id in world.grants_of.get(claim.id, ())]
    version = brand.version(claim.version_id)
    title = version.program.campaign.title if version and version.program else NO_WORDS
    notes = tuple(Label(en, zh) for en, zh in json.loads(claim.notes))
    notes += (wording.ARCHIVED,) if claim.archived else ()
    return ClaimAnswer(
        claim.id,
        from_micros(claim.at_us),
        title,
        version.hash if version else "",
        grant_views(grants, world.coupons_by_id, now),
        notes,
        repeated,
        _opened(world, claim, now),
    )


def _opened(world: World, claim: Claim, now: datetime) -> tuple[GrantView, ...]:
    """The person's own rewards that a claim has opened; a sharer's are nobody else's business."""
    waits = (wait for wait in world.waits.values() if wait.event_id == claim.id and not wait.friend)
    return grant_views((world.grants[wait.subject_id] for wait in waits), world.coupons_by_id, now)
