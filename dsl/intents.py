"""Everything that rules could ever give, and the budgets of their blocks, without deciding anything."""

from __future__ import annotations

from collections.abc import Iterator

from dsl.campaign import Choice, Draw, Give, Rule, Trigger
from dsl.decision import Intent, Pot


def intents_of(rules: tuple[Rule, ...]) -> Iterator[Intent]:
    """Each reward in the rules, in the order of the text, each followed by what may be given in its place.

    That is what follows when it is spent, and what follows when it lapses unopened.
    """
    for rule in rules:
        match rule:
            case Give(intent):
                yield from with_fallbacks(intent)
            case Draw(outcomes=outcomes):
                for intent in (intent for outcome in outcomes for intent in outcome.intents):
                    yield from with_fallbacks(intent)
            case Choice(branches):
                for branch in branches:
                    yield from intents_of(branch.rules)


def draws_of(rules: tuple[Rule, ...]) -> Iterator[Draw]:
    """Each draw in the rules, in the order of the text."""
    for rule in rules:
        match rule:
            case Draw():
                yield rule
            case Choice(branches):
                for branch in branches:
                    yield from draws_of(branch.rules)


def pots_of(trigger: Trigger) -> Iterator[Pot]:
    """The budget of each block of an event, in the order of the text: an outer one before those inside it."""
    yield from trigger.pots
    yield from _pots(trigger.rules)


def _pots(rules: tuple[Rule, ...]) -> Iterator[Pot]:
    for rule in rules:
        for branch in rule.branches if isinstance(rule, Choice) else ():
            yield from branch.pots
            yield from _pots(branch.rules)


def with_fallbacks(intent: Intent) -> Iterator[Intent]:
    """The reward, then everything that may be given in its place."""
    yield intent
    if isinstance(intent.if_spent, tuple):
        for other in intent.if_spent:
            yield from with_fallbacks(other)
    if intent.lock:
        for other in intent.lock.lapsed:
            yield from with_fallbacks(other)
