"""Which of a person's waits an event ends. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.campaigns.live import BrandState
from engine.clock import to_micros
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.stored import params_of
from engine.records import Consumer, Wait

#: States in which something still waits.
OPEN = frozenset({"waiting", "held"})


def ask_waits(world: World, want: Wants, brand: BrandState | None, *persons: Consumer | None) -> None:
    """Name what still waits for persons, and what it is about; nothing where no campaign of the brand locks anything."""
    if brand is None or not brand.locks:
        return
    own = {(brand.slug, account) for one in persons if one for account in world.accounts(one)}
    want.waits.update(own)
    waits = (world.waits[wait_id] for key in own for wait_id in world.waits_of.get(key, ()))
    want.grants.update(wait.subject_id for wait in waits if wait.topic == "lock" and wait.state in OPEN)


def opened_by(
    world: World,
    person: Consumer | None,
    campaign_id: int,
    event: str,
    given: Mapping[str, object],
    at: datetime,
    *,
    friend: bool = False,
) -> tuple[Wait, ...]:
    """What an event of a person, or of a friend whom the person brought, opens.

    It opens what one earlier event locked, the oldest first. The deadline itself is too late, and so is what
    happened before the reward was won, though it was told later.
    """
    if person is None:
        return ()
    at_us = to_micros(at)
    fitting = [
        wait
        for account in world.accounts(person)
        for wait_id in world.waits_of.get((person.brand, account), ())
        if (wait := world.waits[wait_id]).topic == "lock"
        and wait.state == "waiting"
        and wait.since_us <= at_us < wait.until_us
        and (wait.campaign_id, wait.event, bool(wait.friend)) == (campaign_id, event, friend)
        and all(given.get(name) == value for name, value in params_of(wait.asked).items())
    ]
    if not fitting:
        return ()
    oldest = min(fitting, key=lambda wait: (wait.since_us, wait.id)).cause_id
    return tuple(sorted((wait for wait in fitting if wait.cause_id == oldest), key=lambda wait: wait.id))
