"""When a kept report is sent: each day or each Monday at eight, by one wait that is put off from time to time. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from dsl.zones import local_date
from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.ids import new_id
from engine.records import Wait

TOPIC: Final = "report"
EVERY: Final = ("day", "week")
_HOUR: Final = 8
_FOR_EVER: Final = 2**62


def next_due(now: datetime, zone: str, every: str) -> datetime:
    """The next eight o'clock, or that of the next Monday."""
    day = local_date(now, zone)
    while True:
        at = datetime.combine(day, time(_HOUR), ZoneInfo(zone)).astimezone(UTC)
        if at > now and (every == "day" or day.weekday() == 0):
            return at
        day += timedelta(days=1)


def days_of(due: datetime, zone: str, every: str) -> tuple[date, date]:
    """The days that a report tells of: yesterday, or the seven days until then."""
    last = local_date(due, zone) - timedelta(days=1)
    return last - timedelta(days=0 if every == "day" else 6), last


@dataclass(frozen=True, slots=True)
class Schedule:
    """From now on a kept report is sent, or with no `every` it is sent no more."""

    brand: str
    view_id: int
    every: str
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The brand for its zone, and the wait that there may be."""
        want.brands.add(self.brand)
        want.abouts.add(self.view_id)

    def apply(self, world: World) -> tuple[None, Changes]:
        """The wait is made, changed or ended."""
        wait = world.waits.get(world.wait_about.get(self.view_id, 0))
        changes = NOTHING
        if wait and wait.state == "waiting":
            changes = Changes(changed=(replace(wait, state="void", ended_us=to_micros(self.now)),))
        if not self.every:
            return None, changes
        due_us = to_micros(next_due(self.now, world.brands[self.brand].zone, self.every))
        made = Wait(
            new_id(), self.brand, TOPIC, self.view_id, 0, 0, 0, "", "{}", 0, "", self.every, "waiting",
            to_micros(self.now), _FOR_EVER, due_us,
        )  # fmt: skip
        return None, changes + Changes(new=(made,))


@dataclass(frozen=True, slots=True)
class NextReport:
    """A report has been sent, or cannot be; the wait goes on to the next time."""

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
        due_us = to_micros(next_due(self.now, world.brands[wait.brand].zone, wait.payload))
        return "waiting", Changes(changed=(replace(wait, due_us=due_us),))
