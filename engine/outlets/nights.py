"""Each midnight of a brand its outlets are graded: one wait that is put off from night to night. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from dsl.zones import local_date, start_of_day
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.ids import new_id
from engine.records import Wait

TOPIC: Final = "grading"
_FOR_EVER: Final = 2**62


def next_midnight(now: datetime, zone: str) -> datetime:
    """The midnight that comes next in a zone."""
    return start_of_day(local_date(now, zone) + timedelta(days=1), zone)


@dataclass(frozen=True, slots=True)
class LookAfterNights:
    """From the next midnight on a brand's outlets are graded."""

    brand: str
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The brand, for its zone."""
        want.brands.add(self.brand)

    def apply(self, world: World) -> tuple[None, Changes]:
        """The wait is made."""
        due_us = to_micros(next_midnight(self.now, world.brands[self.brand].zone))
        wait = Wait(
            new_id(), self.brand, TOPIC, new_id(), 0, 0, 0, "", "{}", 0, "", "{}", "waiting",
            to_micros(self.now), _FOR_EVER, due_us,
        )  # fmt: skip
        return None, Changes(new=(wait,))


@dataclass(frozen=True, slots=True)
class NextNight:
    """A day's grades are written down; the wait goes on to the next midnight."""

    wait: Wait
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The wait, and the brand for its zone."""
        want.brands.add(self.wait.brand)
        want.abouts.add(self.wait.subject_id)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        wait = world.waits.get(self.wait.id)
        if wait is None or wait.state != "waiting" or wait.due_us > to_micros(self.now):
            return wait.state if wait else "missing", NOTHING
        due_us = to_micros(next_midnight(self.now, world.brands[wait.brand].zone))
        return "waiting", Changes(changed=(replace(wait, due_us=due_us),))
