"""Which rewards a block of scans really gets, by order of arrival: the engine's planning, for many scans at once.

What a scan gets depends on earlier scans alone. So a guess for the whole block is put right by reckoning every
scan from what the guess says of the scans before it, again and again until nothing changes: the scans before
the first change are right each time, and the answer is the only one there is. (Causality makes the fixed point
unique.) Mostly two or three rounds do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dsl.campaign import Trigger
from dsl.columns.ways import Way
from dsl.decision import Intent, Refusal
from dsl.facts_read import counted_phases
from dsl.simulation.counters import Arrivals, Counter, Whole
from dsl.simulation.purse import STOCK_SPENT, Purse
from dsl.tries import Counted, counted_tries
from dsl.values import Money

MISSED: Final = 1
WON: Final = 2
ACCEPTED: Final = ""
LIMIT_REACHED: Final = "limit_reached"
NO_RULE: Final = "no_rule"
RULE_REFUSES: Final = "rule_refuses"
NO_CAMPAIGN: Final = "no_campaign"
CAPPED: Final = "capped"
UNDER_REVIEW: Final = "under_review"
#: What could have followed from an earlier event, and did not: no event at all.
NOT_HAPPENED: Final = "not_happened"
_AT_TILL: Final = frozenset(("clerk", "owner", "store"))


@dataclass(frozen=True, slots=True)
class Price:
    """What one reward takes from the budget, and the points it adds."""

    cost: Money | None
    points: int = 0


@dataclass(frozen=True, slots=True)
class Gift:
    """A reward given to some scans of a block, or kept back from them: `why` is empty for given.

    `pot` is the key of the block's budget that was short, where it was one; `cells` are those of its group.
    """

    intent: Intent
    rows: Whole
    why: str = ""
    pot: str = ""
    cells: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Group:
    """The scans of a block that one way answers. `guards` tell which of the block's scans are held, and which noted.

    `cells` tell of budgets for some people only which of the block's scans are theirs, by the budgets' keys.
    """

    trigger: Trigger
    way: Way
    rows: Whole
    cells: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    guards: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What a block of scans gets. `refused` gives places in `reasons`, 0 for accepted claims.

    `claiming` tells which of them are claims when they happen: a redemption is none. None: all. `noted` counts those that
    a guard would have held.
    """

    size: int
    claiming: NDArray[np.bool_] | None = None
    refused: NDArray[np.int8] = field(init=False)
    points: Whole = field(init=False)
    taken: dict[Counter, Whole] = field(default_factory=dict)
    gifts: list[Gift] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    reasons: list[str] = field(default_factory=lambda: [ACCEPTED])
    tries: dict[str, NDArray[np.int8]] = field(default_factory=dict)
    noted: int = 0

    def __post_init__(self) -> None:
        self.refused = np.zeros(self.size, np.int8)
        self.points = np.zeros(self.size, np.int64)

    @property
    def accepted(self) -> NDArray[np.bool_]:
        """Which scans became claims."""
        return np.equal(self.refused, 0)

    @property
    def claimed(self) -> NDArray[np.bool_]:
        """Which became claims of their consumers."""
        return self.accepted if self.claiming is None else self.accepted & self.claiming

    def take(self, counter: Counter) -> Whole:
        """What each scan takes of a counter."""
        if counter not in self.taken:
            self.taken[counter] = np.zeros(self.size, np.int64)
        return self.taken[counter]

    def tried(self, fact: str) -> NDArray[np.int8]:
        """What each scan did to a count of tries: `MISSED`, `WON`, or nothing."""
        if fact not in self.tries:
            self.tries[fact] = np.zeros(self.size, np.int8)
        return self.tries[fact]

    def refuse(self, rows: Whole, reason: str) -> None:
        """Refuse claims; what they had been promised is taken back in `close`."""
        if reason not in self.reasons:
            self.reasons.append(reason)
        self.refused[rows] = self.reasons.index(reason)

    def close(self) -> None:
        """A refused claim takes nothing."""
        refused = ~self.accepted
        self.points[refused] = 0
        for tried in self.tries.values():
            tried[refused] = 0
        for taken in self.taken.values():
            taken[refused] = 0

    def first_change(self, other: Outcome) -> int:
        """The first scan of which two outcomes tell something else that later scans could feel, or the size."""
        changed = (self.accepted != other.accepted) | (self.points != other.points)
        for counter in self.taken.keys() | other.taken.keys():
            changed |= self.take(counter) != other.take(counter)
        for fact in self.tries.keys() | other.tries.keys():
            changed |= self.tried(fact) != other.tried(fact)
        return int(changed.argmax()) if changed.any() else self.size


class Planner:
    """One round over one block, reckoned from a guess.

    `opens` counts the locked rewards that each scan would open; `returned` is what has lapsed before it; `sharers` are
    those who shared, where events have any.
    """

    def __init__(
        self,
        purse: Purse,
        price: Callable[[Intent], Price],
        arrivals: Arrivals,
        guess: Outcome,
        opens: Whole,
        returned: Mapping[Counter, Whole],
        sharers: Arrivals | None = None,
    ) -> None:
        self._purse = purse
        self._price = price
        self._arrivals = arrivals
        self._guess = guess
        self._opens = opens
        self._returned = returned
        self._sharers = sharers
        self._used: dict[Counter, Whole] = {}
        self.outcome = Outcome(guess.size, guess.claiming)

    def plan(self, group: Group) -> None:
        """Give what the group's way says, as far as there is room."""
        rows, way, outcome = group.rows, group.way, self.outcome
        outcome.groups.append(group)
        if way.refusal:
            if group.trigger.kind != "redemption":
                outcome.refuse(rows, RULE_REFUSES)
            return
        limits = self._purse.limits(group.trigger)
        for counter, most in limits:
            room = self._room(counter, rows, 1, most, own=False)
            outcome.refuse(rows[~room], LIMIT_REACHED)
            rows = rows[room]
        tries = self._tries(group)
        if not way.intents and not tries and group.trigger.kind != "redemption":
            outcome.refuse(rows[self._opens[rows] == 0], NO_RULE)
            rows = rows[self._opens[rows] > 0]
        for counter, _ in limits:
            outcome.take(counter)[rows] += 1
        for fact in counted_phases(group.trigger.rules, way.lines):
            outcome.take(self._purse.phase(fact))[rows] += 1
        before = len(outcome.gifts)
        for intent in way.intents:
            self._give(group, intent, rows)
        self._count_tries(tries, rows, outcome.gifts[before:])
        self._guard(group)

    def _guard(self, group: Group) -> None:
        """What a guard holds gives and takes nothing, for nobody decides here; what it watches is only counted."""
        rows = group.rows[self.outcome.refused[group.rows] == 0]
        if "review" in group.guards:
            held = group.guards["review"][rows]
            self.outcome.refuse(rows[held], UNDER_REVIEW)
            rows = rows[~held]
        if "watch" in group.guards:
            self.outcome.noted += int(group.guards["watch"][rows].sum())

    @staticmethod
    def _tries(group: Group) -> list[Counted]:
        """The draws of a way whose tries count."""
        counted = counted_tries(group.trigger.rules) if group.way.draws else {}
        return [counted[met.site] for met in group.way.draws if met.site in counted]

    def _count_tries(self, tries: list[Counted], rows: Whole, gifts: list[Gift]) -> None:
        """A draw is won where one of its prizes was really given, else missed."""
        for one in tries:
            tried = self.outcome.tried(one.fact)
            tried[rows] = MISSED
            for gift in gifts:
                if not gift.why and gift.intent.line in one.wins:
                    tried[gift.rows] = WON

    def _give(self, group: Group, intent: Intent, rows: Whole) -> None:
        rows = self._having(group.trigger, intent, rows)
        rows = rows[self.outcome.refused[rows] == 0]
        takes: list[tuple[Counter, int, str]] = []
        for counter, cap in self._purse.caps(group.trigger, intent):
            room = self._room(counter, rows, 1, cap.limit)
            rows = self._keep_back(intent, rows, room, CAPPED)
            takes.append((counter, 1, ""))
        stock = self._purse.stock(intent)
        if stock:
            room = self._room(stock[0], rows, 1, stock[1])
            self._fall_back(group, intent, rows[~room], STOCK_SPENT)
            rows = rows[room]
            takes.append((stock[0], 1, ""))
        price = self._price(intent)
        for counter, most, reason, pot in self._purse.budgets(intent, price.cost) if price.cost else ():
            room = self._room(counter, rows, price.cost.minor if price.cost else 0, most)
            if pot in group.cells:
                room |= ~group.cells[pot][rows]
            self._fall_back(group, intent, rows[~room], reason, pot)
            rows = rows[room]
            takes.append((counter, price.cost.minor if price.cost else 0, pot))
        for counter, amount, pot in takes:
            theirs = rows[group.cells[pot][rows]] if pot in group.cells else rows
            self.outcome.take(counter)[theirs] += amount
        if intent.lock:
            self.outcome.take(self._purse.locked(intent))[rows] += 1
        elif intent.recipient == "consumer":
            self.outcome.points[rows] += price.points
        self.outcome.gifts.append(Gift(intent, rows, cells=group.cells))

    def _having(self, trigger: Trigger, intent: Intent, rows: Whole) -> Whole:
        """Those of the events that have the recipient: a sharer where there is one, the shop's people at a till alone;
        each pack counts as shipped to a dealer."""
        if intent.recipient == "consumer":
            return rows
        if intent.recipient == "referrer" and self._sharers is not None:
            return rows[self._sharers.consumers[rows] >= 0]
        if intent.recipient == "dealer" and trigger.kind == "scan":
            return rows
        return rows if trigger.kind == "redemption" and intent.recipient in _AT_TILL else rows[:0]

    def _fall_back(self, group: Group, intent: Intent, rows: Whole, reason: str, pot: str = "") -> None:
        if not len(rows):
            return
        self._keep_back(intent, rows, np.zeros(len(rows), np.bool_), reason, pot)
        if intent.if_spent is None or isinstance(intent.if_spent, Refusal):
            if group.trigger.kind != "redemption":  # the coupon was promised: only the bonus stays out
                self.outcome.refuse(rows, reason)
            return
        for other in intent.if_spent:
            self._give(group, other, rows)

    def _keep_back(
        self, intent: Intent, rows: Whole, room: NDArray[np.bool_], why: str, pot: str = ""
    ) -> Whole:
        if not room.all():
            self.outcome.gifts.append(Gift(intent, rows[~room], why, pot))
        return rows[room]

    def _room(
        self, counter: Counter, rows: Whole, amount: int, most: int, *, own: bool = True
    ) -> NDArray[np.bool_]:
        """Which scans find room, after earlier scans and after what they have taken themselves."""
        if counter not in self._used:
            whose = self._sharers if counter.of_sharer and self._sharers is not None else self._arrivals
            used = counter.before(whose, self._guess.take(counter))
            self._used[counter] = used - self._returned[counter] if counter in self._returned else used
        used = self._used[counter][rows]
        if own and counter in self.outcome.taken:
            used = used + self.outcome.taken[counter][rows]
        return used + amount <= most
