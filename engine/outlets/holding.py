"""Who holds a carton: the outlet that registered it first. Its claims go by the units that a pack is in at the time."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from engine.campaigns.live import BrandState
from engine.commit.world import World
from engine.outlets.identity import House
from engine.records import Consumer

#: The kinds of unit that an outlet holds.
_HELD: Final = ("in_carton", "carton")


def unit_name(batch_id: int, serial: int) -> str:
    """The name under which a unit is registered, observed or served."""
    return f"u:{batch_id}:{serial}"


def registered_as(brand: BrandState, batch_id: int, serial: int, at: datetime) -> str:
    """The name under which a code is registered: that of the carton that it lies in, else its own.

    What an outlet sells is registered for itself: only the code inside a carton stands for the carton.
    """
    if brand.batches_by_id[batch_id].kind == "in_carton":
        for unit in brand.units(batch_id, serial, at):
            if unit.batch.kind == "carton":
                return unit_name(*unit.key)
    return unit_name(batch_id, serial)


def places_of(brand: BrandState, batch_id: int, serial: int, at: datetime) -> tuple[str, ...]:
    """The names under which a pack's carton may have been registered, the innermost first."""
    units = brand.units(batch_id, serial, at)
    return tuple(unit_name(*unit.key) for unit in units if unit.batch.kind in _HELD)


def holder_of(world: World, brand: BrandState, places: tuple[str, ...]) -> House | None:
    """The outlet that holds the carton, as far as it is read."""
    for name in places:
        held = world.holders.get((brand.slug, name))
        if held:
            return world.houses.get(held.outlet_id)
    return None


def works_at(world: World, brand: BrandState, person: Consumer | None, house: House) -> bool:
    """Whether a person is known to work at an outlet."""
    accounts = world.accounts(person) if person else ()
    return any(
        one.store == house.id for account in accounts for one in world.staff.get((brand.slug, account), ())
    )


def is_clerk(world: World, brand: BrandState, person: Consumer, clerk_id: int) -> bool:
    """Whether a person is known to be a clerk."""
    return any(
        one.clerk == clerk_id
        for account in world.accounts(person)
        for one in world.staff.get((brand.slug, account), ())
    )
