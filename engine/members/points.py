"""What a person holds and stands for, from the rows that a batch has read. Pure."""

from __future__ import annotations

from datetime import datetime

from dsl.campaign import Campaign
from engine.campaigns.live import BrandState
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.ledger import accounts
from engine.members.tiers import standing, year_of
from engine.records import Consumer


def points_of(world: World, brand: str, person: Consumer | None) -> int:
    """Points that a person holds, on all accounts together."""
    if person is None:
        return 0
    return sum(world.balances.get(accounts.points_balance(brand, one), 0) for one in world.accounts(person))


def ask_points(world: World, want: Wants, brand: str, person: Consumer) -> None:
    """Name the balances of a person's points."""
    for account in world.accounts(person):
        want.balances.add(accounts.points_balance(brand, account))


def tier_of(
    world: World, brand: BrandState, campaign: Campaign, person: Consumer | None, at: datetime
) -> str | None:
    """A person's tier by the campaign's own text; where it has none, as the brand tells it."""
    if not campaign.tiers:
        return person.tier if person else None
    own = world.accounts(person) if person else ()
    where = standing(campaign.tiers, brand.slug, own, year_of(at, brand.zone), world.used)
    return where.tier.id if where.tier else None
