"""Locked rewards in a simulation: which scans open them, and what those that nobody opens give back.

Only a later scan of the same consumer opens; a reward that waits for anything else stays set aside, so that what a
campaign may cost is never told too low. What stands in for a lapsed reward takes nothing here.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from dsl.campaign import Campaign, Trigger
from dsl.decision import Intent, Lock
from dsl.instants import instant, micros
from dsl.intents import intents_of
from dsl.simulation.counters import Arrivals, Counter, Whole
from dsl.simulation.purse import Purse
from dsl.simulation.settling import Outcome, Price
from dsl.validity import ends

_SCAN: Final = "scan"


@dataclass(frozen=True, slots=True)
class Kind:
    """A locked reward of the text. `mark` counts where it was won, `openers` are the triggers that open it."""

    intent: Intent
    lock: Lock
    mark: Counter
    takes: tuple[tuple[Counter, int], ...]
    points: int
    instead: int
    openers: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A reward that one consumer has won and not opened yet: at which scan, and from when on it is too late.

    `turns` are the periods of its counters in which it was won: what is counted anew is not given back.
    """

    kind: Kind
    consumer: int
    scan: int
    until: int
    turns: tuple[int, ...]


@dataclass(slots=True)
class Keyed:
    """What the locks do in one block, as a guess of the block says. `opens` counts what each scan would open."""

    opens: Whole
    points: Whole
    lapses_points: Whole
    opened: list[Held] = field(default_factory=list)
    lapsed: list[Held] = field(default_factory=list)
    touched: dict[int, list[Held]] = field(default_factory=dict)
    returned: dict[Counter, Whole] = field(default_factory=dict)


class Locks:
    """Every locked reward of a campaign, and who waits for which."""

    def __init__(self, campaign: Campaign, purse: Purse, price: Callable[[Intent], Price]) -> None:
        self._zone = campaign.zone
        self._kinds = list(_kinds(campaign, purse, price))
        self._waiting: dict[int, list[Held]] = {}
        self._due: list[Held] = []

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def keyed(self, arrivals: Arrivals, at: Whole, triggers: Whole, first: int, guess: Outcome) -> Keyed:
        """What a block's scans open and what lapses meanwhile. `first` is the block's first scan."""
        size = len(at)
        keyed = Keyed(np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(size, np.int64))
        if not size:
            return keyed
        winning: dict[int, list[Kind]] = {}
        for kind in self._kinds:
            for row in np.flatnonzero(guess.take(kind.mark)).tolist():
                winning.setdefault(row, []).append(kind)
        people = np.array([*self._waiting, *(int(arrivals.consumers[row]) for row in winning)], np.int64)
        for row in np.flatnonzero(np.isin(arrivals.consumers, people)).tolist():
            self._scan(keyed, row, arrivals, at, int(triggers[row]), guess)
            for kind in winning.get(row, ()):
                self._win(keyed, kind, int(arrivals.consumers[row]), first + row, int(at[row]))
        self._lapse(keyed, arrivals, at, first)
        return keyed

    def _scan(
        self, keyed: Keyed, row: int, arrivals: Arrivals, at: Whole, trigger: int, guess: Outcome
    ) -> None:
        consumer = int(arrivals.consumers[row])
        held = keyed.touched.setdefault(consumer, list(self._waiting.get(consumer, ())))
        fitting = [one for one in held if one.until > at[row] and trigger in one.kind.openers]
        mine = [one for one in fitting if one.scan == fitting[0].scan]
        keyed.opens[row] = len(mine)
        if mine and guess.accepted[row]:
            held[:] = [one for one in held if one not in mine]
            keyed.opened += mine
            keyed.points[row] += sum(one.kind.points for one in mine)

    def _win(self, keyed: Keyed, kind: Kind, consumer: int, scan: int, at: int) -> None:
        until = micros(ends(kind.lock.term, instant(at), self._zone))
        turns = tuple(counter.turns for counter, _ in kind.takes)
        keyed.touched[consumer].append(Held(kind, consumer, scan, until, turns))

    def _lapse(self, keyed: Keyed, arrivals: Arrivals, at: Whole, first: int) -> None:
        last = int(at[-1])
        opened = set(map(id, keyed.opened))
        before = self._due[: bisect_right(self._due, last, key=_until)]
        new = (one for held in keyed.touched.values() for one in held if one.scan >= first)
        for one in (*before, *(held for held in new if held.until <= last)):
            if id(one) in opened:
                continue
            keyed.lapsed.append(one)
            from_row = int(np.searchsorted(at, one.until, side="left"))
            own = arrivals.consumers[from_row:] == one.consumer
            keyed.lapses_points[from_row:][own] += one.kind.instead
            for (counter, amount), turn in zip(one.kind.takes, one.turns, strict=True):
                if counter.turns == turn:
                    back = keyed.returned.setdefault(counter, np.zeros(len(at), np.int64))
                    counter.return_from(back, from_row, own, amount)

    def keep(self, keyed: Keyed) -> None:
        """The block is settled."""
        gone = set(map(id, (*keyed.opened, *keyed.lapsed)))
        known = {id(one) for one in self._due}
        new = [one for held in keyed.touched.values() for one in held if id(one) not in known]
        if gone:
            self._due = [one for one in self._due if id(one) not in gone]
        for consumer, held in keyed.touched.items():
            self._waiting[consumer] = held
        for consumer in {one.consumer for one in keyed.lapsed} | keyed.touched.keys():
            left = [one for one in self._waiting.get(consumer, ()) if id(one) not in gone]
            if left:
                self._waiting[consumer] = left
            else:
                self._waiting.pop(consumer, None)
        for one in new:
            if id(one) not in gone:
                insort(self._due, one, key=_until)
        for one in keyed.lapsed:
            for (counter, amount), turn in zip(one.kind.takes, one.turns, strict=True):
                if counter.turns == turn:
                    counter.give_back(one.consumer, amount)


def _until(held: Held) -> int:
    return held.until


def _kinds(campaign: Campaign, purse: Purse, price: Callable[[Intent], Price]) -> Iterator[Kind]:
    seen: set[int] = set()
    for trigger in campaign.triggers:
        for intent in intents_of(trigger.rules):
            lock = intent.lock
            if lock is None or lock.event != _SCAN or trigger.kind != _SCAN or id(intent) in seen:
                continue
            if intent.recipient != "consumer":
                continue
            seen.add(id(intent))
            openers = frozenset(place for place, other in enumerate(campaign.triggers) if _opens(lock, other))
            told, instead = price(intent), sum(price(other).points for other in lock.lapsed)
            takes = tuple(purse.takes(trigger, intent, told.cost))
            yield Kind(intent, lock, purse.locked(intent), takes, told.points, instead, openers)


def _opens(lock: Lock, trigger: Trigger) -> bool:
    """Whether whatever a trigger answers is surely what the lock asks for."""
    return trigger.kind == lock.event and set(lock.asked) <= set(trigger.asked)
