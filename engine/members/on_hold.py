"""A person is put on hold while the brand looks into something, and released again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.members.identity import ask_person, person_behind


@dataclass(frozen=True, slots=True)
class SetHold:
    """From now on the person behind an account claims nothing, redeems nothing and is paid nothing; or does again.

    What the brand itself tells of the person still counts, and nothing is lost: codes and coupons stay good, money waits.
    """

    brand: str
    account_id: int
    held: bool
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The person."""
        want.brands.add(self.brand)
        ask_person(world, want, self.account_id)

    def apply(self, world: World) -> tuple[tuple[int, ...], Changes]:
        """The person's accounts; none where nobody of the brand is meant."""
        person = person_behind(world, self.account_id)
        if person is None or person.brand != self.brand:
            return (), NOTHING
        accounts = world.accounts(person)
        if (person.held_us is not None) == self.held:
            return accounts, NOTHING
        since = to_micros(self.at) if self.held else None
        return accounts, Changes(changed=(replace(person, held_us=since),))
