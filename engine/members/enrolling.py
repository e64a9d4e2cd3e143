"""Making an account for somebody who has done nothing yet that would have made one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.commit.changes import Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.making import random_code
from engine.members.identity import Who, ask_identity, enrol, person_of
from engine.records import Consumer, Record
from engine.scanning.deciding import MEMBER_SYMBOLS


@dataclass(frozen=True, slots=True)
class Enrol:
    """Make sure that a consumer has an account."""

    who: Who
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """Who."""
        ask_identity(world, want, self.who)

    def apply(self, world: World) -> tuple[Consumer, Changes]:
        """The account there is, or a new one."""
        person = person_of(world, self.who)
        rows: tuple[Record, ...] = ()
        if person is None:
            person, rows = enrol(world, self.who, random_code(MEMBER_SYMBOLS), self.at)
        return person, Changes(new=rows)
