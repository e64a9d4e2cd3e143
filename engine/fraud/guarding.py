"""What a claim was made with, as far as the guards of a campaign ask: how fast, and on whose device."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from dsl.zones import local_date
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.fraud.rows import DeviceUse
from engine.ids import new_id
from engine.records import Claim, Consumer

JUST_NOW: Final = timedelta(seconds=60)
CLAIMS, ACCOUNT = "consumer.claims_just_now", "device.account"


def ask_guards(
    world: World,
    want: Wants,
    read: frozenset[str],
    brand: str,
    person: Consumer | None,
    device: str | None,
    at: datetime,
    zone: str,
) -> None:
    """Name what the facts of guards are told from."""
    if CLAIMS in read and person:
        for account in world.accounts(person):
            want.happenings.add((brand, account, "claim", _since(at)))
    if ACCOUNT in read and device:
        want.devices.add(_day(brand, device, at, zone))


def guard_facts(
    world: World,
    read: frozenset[str],
    brand: str,
    person: Consumer | None,
    device: str | None,
    at: datetime,
    zone: str,
) -> dict[str, object]:
    """The facts by their full names; of a device that is not known, nothing is told."""
    facts: dict[str, object] = {}
    own = world.accounts(person) if person else ()
    if CLAIMS in read:
        facts[CLAIMS] = sum(world.happened[brand, one, "claim"][_since(at)] for one in own)
    if ACCOUNT in read and device:
        uses = world.devices.get(_day(brand, device, at, zone), ())
        mine = [one.place for one in uses if one.person_id in own]
        facts[ACCOUNT] = min(mine) if mine else len(uses) + 1
    return facts


def rewarded_on(
    changes: Changes, facts: dict[str, object], world: World, device: str | None, at: datetime, zone: str
) -> Changes:
    """The note that an account was rewarded on a device, when it is the first time that day."""
    claim = next((row for row in changes.new if isinstance(row, Claim)), None)
    place = facts.get(ACCOUNT)
    if claim is None or device is None or not isinstance(place, int):
        return NOTHING
    day = _day(claim.brand, device, at, zone)
    if any(use.place == place for use in world.devices.get(day, ())):
        return NOTHING
    return Changes(new=(DeviceUse(new_id(), claim.brand, device, day[2], place, claim.person_id),))


def _since(at: datetime) -> int:
    return to_micros(at - JUST_NOW) + 1


def _day(brand: str, device: str, at: datetime, zone: str) -> tuple[str, str, str]:
    return brand, device, str(local_date(at, zone))
