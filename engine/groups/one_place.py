"""A person has one place in a group: of two accounts that turn out to be one person, the first place stands.

The other is called off and its money goes back, as long as it is not dispatched. One that is still to be paid keeps its
bill until the channel has said what became of it; paid then, it goes back at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.group_records import Purchase
from engine.groups.rows import ask_kept, refunding

#: Why such a place ends.
SAME_PERSON: Final = "same_person"


def ask_second_places(world: World, want: Wants, brand: str, accounts: Collection[int]) -> None:
    """Name the groups in which several accounts have places, with what is kept for those that end."""
    want.places.update((brand, account) for account in accounts)
    inside = [group for account in accounts for group in world.places_of.get((brand, account), ())]
    for group in sorted({one for one in inside if inside.count(one) > 1}):
        want.groups.add(group)
        for purchase in _seconds(world, group, accounts):
            want.abouts.add(purchase.id)
            ask_kept(world, want, purchase)


def second_places_back(world: World, brand: str, accounts: Collection[int], now: datetime) -> Changes:
    """All places of several accounts but the first in each group are refunded, where they are paid and not dispatched."""
    changes = NOTHING
    groups = {group for account in accounts for group in world.places_of.get((brand, account), ())}
    for group in sorted(groups):
        for purchase in _seconds(world, group, accounts):
            changes += refunding(world.after(changes), purchase, SAME_PERSON, now)
    return changes


def has_another(world: World, purchase: Purchase, accounts: Collection[int]) -> bool:
    """Whether one of the accounts has another place in the purchase's group that is paid for."""
    return any(one.id != purchase.id for one in _places(world, purchase.group_id or 0, accounts))


def _seconds(world: World, group_id: int, accounts: Collection[int]) -> Iterator[Purchase]:
    """The paid places of several accounts behind the first, which may be on its way already."""
    paid = _places(world, group_id, accounts)
    first = min(paid, key=lambda one: (one.state != "sent", one.at_us, one.id), default=None)
    return (one for one in paid if one.state == "paid" and one is not first)


def _places(world: World, group_id: int, accounts: Collection[int]) -> list[Purchase]:
    rows = (world.purchases[one] for one in world.purchases_in.get(group_id, ()))
    return [one for one in rows if one.state in {"paid", "sent"} and one.consumer_id in accounts]
