"""What people agree to, purpose by purpose, with every change kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from dsl.values import Label
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.errors import Invalid
from engine.grants.making import random_code
from engine.grants.stored import json_of
from engine.ids import new_id
from engine.members.attributes import purposes_of
from engine.members.identity import Who, ask_identity, enrol, person_of
from engine.records import Consent, Record

#: What may be agreed to besides a birthday, and how people read it.
PURPOSES: Final[Mapping[str, Label]] = {
    "messages": Label("messages about my rewards and offers", "接收奖励与优惠消息"),
    "place": Label("the region where I scan", "使用我扫码时所在的地区"),
}
_MEMBER_SYMBOLS: Final = 8


@dataclass(frozen=True, slots=True)
class SetConsents:
    """A person agrees to purposes, or takes them back. What is not named stays. Raises `Invalid` for a stranger."""

    who: Who
    told: Mapping[str, bool]
    at: datetime

    def __post_init__(self) -> None:
        if unknown := sorted(self.told.keys() - PURPOSES.keys()):
            raise Invalid(
                f"consents/{unknown[0]}",
                Label(f"known: {', '.join(PURPOSES)}", f"可用的有：{'、'.join(PURPOSES)}"),
            )

    def ask(self, world: World, want: Wants) -> None:
        """Who."""
        ask_identity(world, want, self.who)

    def apply(self, world: World) -> tuple[tuple[str, ...], Changes]:
        """All that the person now agrees to; saying the same again changes nothing."""
        person, rows = person_of(world, self.who), tuple[Record, ...]()
        if person is None:
            person, rows = enrol(world, self.who, random_code(_MEMBER_SYMBOLS), self.at)
        before = set(purposes_of(person))
        after = sorted(before - self.told.keys() | {name for name, given in self.told.items() if given})
        if set(after) == before:
            return tuple(after), Changes(new=rows) if rows else NOTHING
        history = tuple(
            Consent(new_id(), person.brand, person.id, name, int(given), to_micros(self.at))
            for name, given in sorted(self.told.items())
            if given != (name in before)
        )
        changed = replace(person, consents=json_of(after) if after else None)
        return tuple(after), Changes(new=(*rows, *history), changed=(changed,))
