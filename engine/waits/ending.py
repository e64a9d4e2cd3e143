"""Ends a wait whose work is done outside the commit, or puts it off for as long as it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.records import Wait
from engine.waits.matching import OPEN


@dataclass(frozen=True, slots=True)
class EndWait:
    """The wait has come to its end; what is settled already stays as it is. With `again` it is only put off."""

    wait: Wait
    now: datetime
    state: str = "opened"
    again: timedelta | None = None

    def ask(self, world: World, want: Wants) -> None:
        """The wait."""
        want.abouts.add(self.wait.subject_id)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        wait = world.waits.get(self.wait.id)
        if wait is None or wait.state not in OPEN:
            return wait.state if wait else "missing", NOTHING
        if self.again is not None:
            return wait.state, Changes(changed=(replace(wait, due_us=to_micros(self.now + self.again)),))
        ended = replace(wait, state=self.state, payload="{}", ended_us=to_micros(self.now))
        return self.state, Changes(changed=(ended,))
