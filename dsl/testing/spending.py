"""What is given in the end when a test says that budget or stocks are used up, or that nobody opens a lock.

As the engine plans, without counters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dsl.analysis.amounts import paid
from dsl.campaign import Spent
from dsl.cells import NO_CELLS, takes_from
from dsl.decision import Decision, Intent, Refusal


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a decision. `instead` are the lines that stood in for rewards which had run out."""

    intents: tuple[Intent, ...]
    refusal: Refusal | None
    instead: tuple[int, ...] = ()


def settle(decision: Decision, spent: Iterable[Spent], cells: frozenset[str] = NO_CELLS) -> Settled:
    """Give each reward, or what stands in for it; a refusal in its place refuses the whole claim.

    `cells` are the budgets for some people only that the event falls into.
    """
    if decision.refusal is not None:
        return Settled((), decision.refusal)
    walk = _Walk(tuple(spent), cells)
    for intent in decision.intents:
        walk.give(intent)
        if walk.refusal is not None:
            return Settled((), walk.refusal, tuple(walk.instead))
    return Settled(tuple(walk.given), None, tuple(walk.instead))


def runs_out(intent: Intent, spent: Iterable[Spent], cells: frozenset[str]) -> bool:
    """Whether the reward finds its stock or a budget used up, or its partner gone."""
    for one in spent:
        if one.lapsed:
            continue
        if one.reward is None and any(_takes(intent, one, cells, amount.currency) for amount in paid(intent)):
            return True
        if intent.ends_alone and (one.reward, one.params) == (intent.reward, intent.params):
            return True
    return False


def _takes(intent: Intent, spent: Spent, cells: frozenset[str], currency: str) -> bool:
    """Whether money for the reward comes from the budget that is spent: without a name, every one is."""
    return spent.budget is None or any(
        pot.name == spent.budget and pot.total.currency == currency and takes_from(pot, cells)
        for pot in intent.pots
    )


@dataclass(slots=True)
class _Walk:
    spent: tuple[Spent, ...]
    cells: frozenset[str]
    given: list[Intent] = field(default_factory=list)
    instead: list[int] = field(default_factory=list)
    refusal: Refusal | None = None

    def give(self, intent: Intent) -> None:
        if self.refusal is not None:
            return
        if not runs_out(intent, self.spent, self.cells):
            self.give_or_lapse(intent)
            return
        match intent.if_spent:
            case None:
                self.refusal = Refusal(intent.line)
            case Refusal() as refusal:
                self.instead.append(refusal.line)
                self.refusal = refusal
            case others:
                for other in others:
                    self.instead.append(other.line)
                    self.give(other)

    def give_or_lapse(self, intent: Intent) -> None:
        """What a lapsed reward leaves in its place comes later, when nothing runs out any more."""
        if intent.lock is None or Spent(intent.reward, intent.params, lapsed=True) not in self.spent:
            self.given.append(intent)
            return
        for other in intent.lock.lapsed:
            self.instead.append(other.line)
            self.given.append(other)
