"""Slows guessing down, exactly and for all processes: who sends too many wrong codes waits, whatever they send next.

An account and a device are counted, never a network address that a whole shop shares. A code that does not exist costs every
sender the same: one command, and nothing looks at how near it is to a real one.

A row stands for the digest of an account or a device: `seen` are the instants of its last wrong codes, as a JSON list, and until
`blocked_us` it can claim nothing. Another stands for a brand as a whole (`BRAND|*`): `seen` is how many came in each ten seconds,
as JSON pairs, and `blocked_us` is since when there are so many that the brand was told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from engine.clock import from_micros, to_micros
from engine.commit.changes import Changes
from engine.commit.wants import Wants
from engine.commit.world import World
from engine.fraud.rows import Guesser

WRONG_MAX: Final = 5
WINDOW: Final = timedelta(minutes=10)
BLOCK: Final = timedelta(minutes=60)
#: Wrong codes of a brand within the window of which it is told, once.
ALARM_AT: Final = 1_000
_BUCKET_US: Final = 10_000_000
_WINDOW_US: Final = WINDOW // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Guessed:
    """A wrong code was sent: until when its sender may claim nothing, and whether the brand must be told now."""

    blocked_until: datetime | None
    alarm: bool


def brand_key(brand: str) -> str:
    """Under which all wrong codes sent to a brand are counted."""
    return f"{brand}|*"


def blocked_until(world: World, subjects: tuple[str, ...], at: datetime) -> datetime | None:
    """Until when an account or device may claim nothing."""
    ends = [world.guessers[one].blocked_us or 0 for one in subjects if one in world.guessers]
    latest = max(ends, default=0)
    return from_micros(latest) if latest > to_micros(at) else None


@dataclass(frozen=True, slots=True)
class NoteGuess:
    """A code that does not exist was sent by these subjects; `brand` is whose caller told it, empty for a page."""

    subjects: tuple[str, ...]
    brand: str
    at: datetime

    def ask(self, world: World, want: Wants) -> None:
        """What its senders and the whole brand have sent before."""
        want.guessers.update((*self.subjects, brand_key(self.brand)))

    def apply(self, world: World) -> tuple[Guessed, Changes]:
        """What follows. Who is blocked already is blocked no longer for it."""
        until = blocked_until(world, self.subjects, self.at)
        if until:
            return Guessed(until, alarm=False), Changes()
        rows = [self._noted(world.guessers.get(one), one) for one in self.subjects]
        whole, alarm = self._of_brand(world.guessers.get(brand_key(self.brand)))
        new = tuple(row for row in (*rows, whole) if row.key not in world.guessers)
        changed = tuple(row for row in (*rows, whole) if row.key in world.guessers)
        return Guessed(None, alarm), Changes(new=new, changed=changed)

    def _noted(self, known: Guesser | None, key: str) -> Guesser:
        at_us = to_micros(self.at)
        earlier = json.loads(known.seen) if known else []
        seen = [one for one in earlier if at_us - one < _WINDOW_US] + [at_us]
        if len(seen) < WRONG_MAX:
            return Guesser(key, self.brand, json.dumps(seen), None, at_us)
        return Guesser(key, self.brand, "[]", at_us + BLOCK // timedelta(microseconds=1), at_us)

    def _of_brand(self, known: Guesser | None) -> tuple[Guesser, bool]:
        at_us = to_micros(self.at)
        bucket = at_us // _BUCKET_US
        buckets: dict[int, int] = dict(json.loads(known.seen)) if known else {}
        buckets = {one: count for one, count in buckets.items() if (bucket - one) * _BUCKET_US < _WINDOW_US}
        buckets[bucket] = buckets.get(bucket, 0) + 1
        many, since = sum(buckets.values()) >= ALARM_AT, known.blocked_us if known else None
        row = Guesser(
            brand_key(self.brand),
            self.brand,
            json.dumps(list(buckets.items())),
            since if many else None,
            at_us,
        )
        if many and since is None:
            return replace(row, blocked_us=at_us), True
        return row, False


def guesses_now(row: Guesser, at: datetime) -> int:
    """How many wrong codes a brand got within the window."""
    bucket = to_micros(at) // _BUCKET_US
    buckets: Mapping[int, int] = dict(json.loads(row.seen))
    return sum(count for one, count in buckets.items() if (bucket - one) * _BUCKET_US < _WINDOW_US)
