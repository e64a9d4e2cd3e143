"""Which consumer a clerk or owner is: staff claims neither for themselves nor from the cartons of their own store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.grants.making import random_code
from engine.members.identity import Who, ask_identity, enrol, person_of
from engine.scanning.deciding import MEMBER_SYMBOLS


@dataclass(frozen=True, slots=True)
class AccountFor:
    """The account behind an identity, made where there is none yet."""

    who: Who
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """Who."""
        ask_identity(world, want, self.who)

    def apply(self, world: World) -> tuple[int, Changes]:
        """The account's id."""
        person = person_of(world, self.who)
        if person:
            return person.id, NOTHING
        person, rows = enrol(world, self.who, random_code(MEMBER_SYMBOLS), self.at)
        return person.id, Changes(new=rows)
