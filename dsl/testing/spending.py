"""What is given in the end when a test says that budget or stocks are used up, or that nobody opens a lock.

As the engine plans, without counters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from dsl.analysis.amounts import paid
from dsl.campaign import Spent
from dsl.decision import Decision, Intent, Refusal


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of a decision. `instead` are the lines that stood in for rewards which had run out."""

    intents: tuple[Intent, ...]
    refusal: Refusal | None
    instead: tuple[int, ...] = ()


def settle(decision: Decision, spent: Iterable[Spent]) -> Settled:
    """Give each reward, or what stands in for it; a refusal in its place refuses the whole claim."""
    if decision.refusal is not None:
        return Settled((), decision.refusal)
    walk = _Walk(tuple(spent))
    for intent in decision.intents:
        walk.give(intent)
        if walk.refusal is not None:
            return Settled((), walk.refusal, tuple(walk.instead))
    return Settled(tuple(walk.given), None, tuple(walk.instead))


def runs_out(intent: Intent, spent: Iterable[Spent]) -> bool:
    """Whether the reward finds its stock or the budget used up."""
    for one in spent:
        if one.lapsed:
            continue
        if one.reward is None and any(True for _ in paid(intent)):
            return True
        if intent.stock is not None and (one.reward, one.params) == (intent.reward, intent.params):
            return True
    return False


@dataclass(slots=True)
class _Walk:
    spent: tuple[Spent, ...]
    given: list[Intent] = field(default_factory=list)
    instead: list[int] = field(default_factory=list)
    refusal: Refusal | None = None

    def give(self, intent: Intent) -> None:
        if self.refusal is not None:
            return
        if not runs_out(intent, self.spent):
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
