"""A channel whose float is empty waits: one pause for a brand and channel, tried again now and then. Pure.

The pause is a wait of topic `float` that belongs to nobody; its `event` is the channel. Waiting, nothing is sent there; from
`due_us` on payouts try it again, and the first that is paid ends the pause.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine.clock import to_micros
from engine.commit.changes import NOTHING, Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.ids import new_id
from engine.records import Order, Wait

TOPIC: Final = "float"
#: Whose waits these are: no person's.
NOBODY: Final = 0
AGAIN_AFTER: Final = timedelta(minutes=15)


def ask_pauses(want: Wants, brand: str) -> None:
    """Name the pauses of a brand."""
    want.waits.add((brand, NOBODY))


def pause_of(world: World, brand: str, channel: str) -> Wait | None:
    """The pause of a channel, if there is one."""
    for wait_id in world.waits_of.get((brand, NOBODY), ()):
        wait = world.waits[wait_id]
        if (wait.topic, wait.event) == (TOPIC, channel) and wait.state in {"waiting", "held"}:
            return wait
    return None


def paused(world: World, order: Order, channel: str, at: datetime) -> tuple[Wait, Changes]:
    """The channel has said that the float is empty: the pause from now on, begun or gone on with."""
    due_us = to_micros(at + AGAIN_AFTER)
    known = pause_of(world, order.brand, channel)
    if known:
        again = replace(known, state="waiting", due_us=due_us, until_us=due_us)
        return again, Changes(changed=(again,))
    begun = Wait(
        id=new_id(),
        brand=order.brand,
        topic=TOPIC,
        subject_id=order.id,
        cause_id=order.grant_id,
        campaign_id=0,
        person_id=NOBODY,
        event=channel,
        asked="{}",
        friend=0,
        hold="",
        payload="{}",
        state="waiting",
        since_us=to_micros(at),
        until_us=due_us,
        due_us=due_us,
    )
    return begun, Changes(new=(begun,))


def resumed(world: World, brand: str, channel: str, at_us: int) -> Changes:
    """The channel pays again."""
    known = pause_of(world, brand, channel)
    if known is None:
        return NOTHING
    return Changes(changed=(replace(known, state="opened", ended_us=at_us),))


@dataclass(frozen=True, slots=True)
class TryPaused:
    """Time goes on with a pause: payouts may try the channel, or, when none has since, the pause is over."""

    brand: str
    wait_id: int
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The pause."""
        ask_pauses(want, self.brand)

    def apply(self, world: World) -> tuple[str, Changes]:
        """The wait's state after this."""
        wait = world.waits.get(self.wait_id)
        if wait is None or wait.state not in {"waiting", "held"} or wait.due_us > to_micros(self.now):
            return wait.state if wait else "missing", NOTHING
        if wait.state == "held":
            return "opened", Changes(changed=(replace(wait, state="opened", ended_us=to_micros(self.now)),))
        due_us = to_micros(self.now + AGAIN_AFTER)
        return "held", Changes(changed=(replace(wait, state="held", due_us=due_us, until_us=due_us),))


@dataclass(frozen=True, slots=True)
class ResumeChannel:
    """The brand has filled its float: payouts by a channel go on at once."""

    brand: str
    channel: str
    now: datetime

    def ask(self, world: World, want: Wants) -> None:
        """The pause."""
        ask_pauses(want, self.brand)

    def apply(self, world: World) -> tuple[bool, Changes]:
        """Whether the channel was paused."""
        changes = resumed(world, self.brand, self.channel, to_micros(self.now))
        return changes is not NOTHING, changes
