"""Draws that are won at the latest on a person's n-th try: what counts as a win, and what such a draw becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dsl.campaign import Branch, Choice, Draw, Outcome, Rule, Tries
from dsl.conditions import Compare
from dsl.decision import Intent
from dsl.intents import draws_of


@dataclass(frozen=True, slots=True)
class Counted:
    """A draw whose tries count: the fact and the key of its count, and the lines of rewards that are a win."""

    fact: str
    key: str
    wins: frozenset[int]

    def won(self, given: Iterable[Intent]) -> bool:
        """Whether one of its prizes was really given: what stands in for a spent prize is no win."""
        return any(intent.line in self.wins for intent in given)


def counted_tries(rules: tuple[Rule, ...]) -> Mapping[int, Counted]:
    """The draws in the rules whose tries count, by their sites."""
    found: dict[int, Counted] = {}
    for draw in draws_of(rules):
        if draw.tries is None:
            continue
        prizes = draw.outcomes if draw.tries.sure else draw.outcomes[:-1]
        lines = {intent.line for outcome in prizes for intent in outcome.intents}
        known = found[draw.site].wins if draw.site in found else frozenset[int]()
        found[draw.site] = Counted(draw.tries.fact, draw.tries.key, known | lines)
    return found


def won_in_time(draw: Draw, fact: str, key: str, latest: int, line: int, sure: tuple[Intent, ...]) -> Choice:
    """The draw twice: after so many misses, what stands on `line` in place of its rest, else as it is."""
    usual = Tries(fact, key, latest, sure=False)
    rest = draw.outcomes[-1]
    prizes = tuple(replace(one, intents=_instead(one, rest, sure)) for one in draw.outcomes[:-1])
    last = Outcome(rest.low, rest.high, sure, line)
    certain = replace(draw, outcomes=(*prizes, last), tries=replace(usual, sure=True))
    missed = Compare(fact, "count", "at_least", (latest - 1,))
    return Choice(
        (
            Branch("when", line, (certain,), condition=missed),
            Branch("otherwise", draw.line, (replace(draw, tries=usual),)),
        )
    )


def _instead(prize: Outcome, rest: Outcome, sure: tuple[Intent, ...]) -> tuple[Intent, ...]:
    """A prize whose stock is spent gives way to what is sure, once, instead of to the rest."""
    found: list[Intent] = []
    for intent in prize.intents:
        falls = intent.stock is not None and intent.if_spent == rest.intents
        first = not any(one.if_spent is sure for one in found)
        found.append(replace(intent, if_spent=sure) if falls and first else intent)
    return tuple(found)
