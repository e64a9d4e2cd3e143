"""What becomes of a locked reward: its key has come, it opens, the key is taken away again. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from dsl.campaign import Campaign
from dsl.validity import Days, Hours, ends
from engine.campaigns.live import BrandState
from engine.clock import from_micros, to_micros
from engine.commit.changes import BOUNDLESS, NOTHING, Changes
from engine.commit.world import World
from engine.grants.making import Cause, issue, orders_for
from engine.grants.stored import takes_json, takes_of
from engine.ledger import accounts, rules
from engine.members.tiers import year_of
from engine.records import Coupon, Grant, Wait
from engine.scanning import counters


def keyed(
    world: World, brand: BrandState, waits: Iterable[Wait], event_id: int, at: datetime, sure_at: datetime
) -> Changes:
    """The key of locked rewards has come with an event that may be called off until `sure_at`.

    What need not wait opens in the same commit; anything else is held until it is sure and has stood long enough.
    """
    changes = NOTHING
    for wait in waits:
        grant = world.grants[wait.subject_id]
        campaign = _campaign(brand, grant)
        opens = max(at, sure_at, _stood(wait, at, campaign.zone)) if campaign else sure_at
        if campaign and opens <= at:
            changes += opened(brand, campaign, replace(wait, event_id=event_id), grant, at)
        else:
            opens_us = to_micros(opens)
            held = replace(wait, state="held", event_id=event_id, due_us=opens_us)
            changes += Changes(changed=(held, replace(grant, opens_us=opens_us)))
    return changes


def opened(brand: BrandState, campaign: Campaign, wait: Wait, grant: Grant, at: datetime) -> Changes:
    """A locked reward is given."""
    at_us, payload = to_micros(at), json.loads(wait.payload)
    payable = grant.amount is not None and grant.fund != accounts.COST
    coupon: Coupon | None = None
    if "coupon" in payload:
        cause = Cause(grant.cause_kind, grant.cause_id, grant.version_id, at, at, payload["referrer"])
        coupon = issue(
            brand,
            campaign,
            grant.campaign_id,
            grant.recipient_id,
            cause,
            payload["coupon"],
            payload["alliance"],
            grant.reward,
        )
    given = replace(
        grant,
        state="owed" if payable else "given",
        coupon_id=coupon.id if coupon else None,
        due_us=at_us,
        opens_us=at_us,
    )
    coupons = (coupon,) if coupon else ()
    more = dict(_begins(brand, coupon))
    if grant.points:
        more[counters.earned(grant.brand, grant.recipient_id, year_of(at, brand.zone))] = grant.points
    if more:
        given = replace(given, takes=takes_json((*takes_of(grant.takes).items(), *more.items())))
    return Changes(
        new=(*rules.opened(grant, given, at_us), *orders_for(given, campaign, payload), *coupons),
        changed=(given, replace(wait, state="opened", ended_us=at_us)),
        taken=more,
        within=dict.fromkeys(more, BOUNDLESS),
    )


def _begins(brand: BrandState, coupon: Coupon | None) -> list[tuple[str, int]]:
    """What a partner's coupon takes that begins to run."""
    partner = brand.alliance(coupon.alliance_id) if coupon and coupon.alliance_id is not None else None
    if coupon is None or partner is None:
        return []
    return partner.open_takes(coupon.worth, from_micros(coupon.expires_us), brand.zone)


def unkeyed(world: World, event_id: int) -> Changes:
    """The event that was the key is called off: what it held is locked as before, with the same deadline."""
    changes = NOTHING
    for wait in world.waits.values():
        if wait.event_id == event_id and wait.state == "held":
            waiting = replace(wait, state="waiting", event_id=None, due_us=wait.until_us)
            grant = replace(world.grants[wait.subject_id], opens_us=None)
            changes += Changes(changed=(waiting, grant))
    return changes


def _campaign(brand: BrandState, grant: Grant) -> Campaign | None:
    """The campaign under which a reward was locked; None while its words are not installed."""
    version = brand.version(grant.version_id)
    return version.program.campaign if version and version.program else None


def _stood(wait: Wait, at: datetime, zone: str) -> datetime:
    """From when on the key has stood long enough."""
    if not wait.hold:
        return at
    count, unit = wait.hold.split(" ")
    return ends(Days(int(count)) if unit == "days" else Hours(int(count)), at, zone)
