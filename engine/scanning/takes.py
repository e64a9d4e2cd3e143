"""What the rules of a trigger may take, found out once: each claim asks several times, and rules never change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dsl.campaign import Trigger
from dsl.decision import Intent, Pot
from dsl.facts_read import branches
from dsl.intents import intents_of, pots_of
from dsl.tries import Counted, counted_tries


@dataclass(frozen=True, slots=True)
class Takes:
    """Of one trigger: its blocks' budgets, the rewards with counters of their own, and the draws whose tries count.

    `phases` tells whether any phase ends by count.
    """

    trigger: Trigger
    pots: tuple[Pot, ...]
    rewards: tuple[Intent, ...]
    tries: Mapping[int, Counted]
    phases: bool


_KNOWN: Final[dict[int, Takes]] = {}
_KNOWN_MAX: Final = 10_000


def takes_of(trigger: Trigger) -> Takes:
    """What a trigger's rules may take. Kept by the trigger's identity, for comparing rules would walk them too."""
    known = _KNOWN.get(id(trigger))
    if known is None or known.trigger is not trigger:
        rewards = tuple(
            intent
            for intent in intents_of(trigger.rules)
            if intent.stock or intent.caps or dict(intent.params).get("alliance")
        )
        if len(_KNOWN) >= _KNOWN_MAX:
            _KNOWN.clear()
        phases = any(branch.counts for branch in branches(trigger.rules))
        known = Takes(trigger, tuple(pots_of(trigger)), rewards, counted_tries(trigger.rules), phases)
        _KNOWN[id(trigger)] = known
    return known
