"""What came of a simulation: claims and spend by rule line, segment, region, day and prize."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dsl.campaign import Campaign
from dsl.columns.facts import Column, Words
from dsl.decision import Intent, Pot
from dsl.intents import pots_of
from dsl.simulation.counters import Whole
from dsl.simulation.locks import Held
from dsl.simulation.purse import BLOCK_BUDGET_SPENT, BUDGET_SPENT, STOCK_SPENT
from dsl.simulation.settling import NOT_HAPPENED, Gift, Group, Outcome, Price
from dsl.values import Money

K = TypeVar("K", int, str)


def _events(outcome: Outcome) -> NDArray[np.bool_]:
    """What happened and could be a claim: redemptions are counted by themselves."""
    happened = np.ones(outcome.size, np.bool_)
    if outcome.claiming is not None:
        happened = outcome.claiming.copy()
    if NOT_HAPPENED in outcome.reasons:
        happened &= outcome.refused != outcome.reasons.index(NOT_HAPPENED)
    return happened


@dataclass(slots=True)
class Part:
    """Scans, how many of them became claims, and what those cost, in minor units by currency."""

    scans: int = 0
    claims: int = 0
    spend: Count[str] = field(default_factory=Count)

    def add(self, scans: int, claims: int, spend: Mapping[str, int]) -> None:
        """Count some more."""
        self.scans += scans
        self.claims += claims
        self.spend.update(spend)


@dataclass(slots=True)
class Prize:
    """How often one reward of the text was given, what that cost, and how often it was kept back, by reason.

    Of a locked reward, how often it was `opened` and how often it `lapsed`; what is neither still waits.
    """

    intent: Intent
    given: int = 0
    spend: Count[str] = field(default_factory=Count)
    kept_back: Count[str] = field(default_factory=Count)
    opened: int = 0
    lapsed: int = 0


@dataclass(slots=True)
class PotUse:
    """What was taken from the budget of a block, in minor units, and when it was first short for a reward."""

    pot: Pot
    spent: int = 0
    short: int | None = None


@dataclass(slots=True)
class Tally:
    """The figures of one simulation. `consumers` counts those who scanned. Days are proleptic ordinals; instants microseconds since the epoch.

    `ended` tells for each currency when a reward first found the whole budget used up, `sold_out` for the line
    of each stock when one first found it empty. `tried` are the triggers that some event could meet, `redeemed` counts
    coupons. `returned` is what lapsed rewards gave back; spend counts it, as set
    aside at the claim. `noted` counts what `watch` would have held, `unguarded` names guards with the facts of theirs that
    are not simulated.
    """

    campaign: Campaign
    seed: int
    consumers: int = 0
    tried: frozenset[int] = frozenset()
    total: Part = field(default_factory=Part)
    refused: Count[str] = field(default_factory=Count)
    returned: Count[str] = field(default_factory=Count)
    prizes: dict[tuple[int, str], Prize] = field(default_factory=dict)
    lines: dict[int, Part] = field(default_factory=dict)
    segments: dict[str, Part] = field(default_factory=dict)
    regions: dict[str | None, Part] = field(default_factory=dict)
    days: dict[int, Part] = field(default_factory=dict)
    ended: dict[str, int] = field(default_factory=dict)
    sold_out: dict[int, int] = field(default_factory=dict)
    redeemed: Count[str] = field(default_factory=Count)
    noted: int = 0
    unguarded: tuple[tuple[str, str], ...] = ()
    pots: dict[str, PotUse] = field(init=False)

    def __post_init__(self) -> None:
        pots = (pot for trigger in self.campaign.triggers for pot in pots_of(trigger))
        self.pots = {pot.key: PotUse(pot) for pot in pots}

    def add(
        self, outcome: Outcome, at: Whole, day: int, region: Column | None, prices: Mapping[int, Price]
    ) -> None:
        """Count a settled block of one day."""
        spend = self._gifts(outcome, at, prices)
        for place, reason in enumerate(outcome.reasons):
            if place and reason != NOT_HAPPENED:
                self.refused[reason] += int((outcome.refused == place).sum())
        self.noted += outcome.noted
        claims = outcome.claimed
        size = int(_events(outcome).sum())
        whole = {currency: int(amounts.sum()) for currency, amounts in spend.items()}
        self.total.add(size, int(claims.sum()), whole)
        self.days.setdefault(day, Part()).add(size, int(claims.sum()), whole)
        for group in outcome.groups:
            self._group(group, outcome, spend)
        if isinstance(region, Words):
            self._regions(region, outcome, spend)

    def unlocked(self, opened: Iterable[Held], lapsed: Iterable[Held], prices: Mapping[int, Price]) -> None:
        """Count what became of locked rewards. `returned` is money that lapses gave back to the budgets."""
        for held in opened:
            self._prize(held).opened += 1
        for held in lapsed:
            self._prize(held).lapsed += 1
            cost = prices[id(held.kind.intent)].cost
            if cost:
                self.returned[cost.currency] += cost.minor

    def _prize(self, held: Held) -> Prize:
        intent = held.kind.intent
        return self.prizes.setdefault((intent.line, intent.reward), Prize(intent))

    def _gifts(self, outcome: Outcome, at: Whole, prices: Mapping[int, Price]) -> dict[str, Whole]:
        spend: dict[str, Whole] = {}
        accepted = outcome.accepted
        for gift in outcome.gifts:
            prize = self.prizes.setdefault((gift.intent.line, gift.intent.reward), Prize(gift.intent))
            cost = prices[id(gift.intent)].cost
            if gift.why:
                self._kept_back(prize, gift, at[gift.rows], cost)
                continue
            rows = gift.rows[accepted[gift.rows]]
            prize.given += len(rows)
            if cost:
                spend.setdefault(cost.currency, np.zeros(outcome.size, np.int64))[rows] += cost.minor
                prize.spend[cost.currency] += cost.minor * len(rows)
                for use in self._uses(gift.intent, cost):
                    theirs = gift.cells.get(use.pot.key)
                    use.spent += cost.minor * (len(rows) if theirs is None else int(theirs[rows].sum()))
        return spend

    def _uses(self, intent: Intent, cost: Money) -> list[PotUse]:
        return [self.pots[pot.key] for pot in intent.pots if pot.total.currency == cost.currency]

    @staticmethod
    def _first(known: dict[K, int], key: K, at: Whole) -> None:
        known[key] = min(int(at[0]), known.get(key, int(at[0])))

    def _kept_back(self, prize: Prize, gift: Gift, at: Whole, cost: Money | None) -> None:
        why = gift.why
        prize.kept_back[why] += len(at)
        if why == STOCK_SPENT:
            self._first(self.sold_out, prize.intent.line, at)
        if why == BUDGET_SPENT and cost:
            self._first(self.ended, cost.currency, at)
        if why == BLOCK_BUDGET_SPENT:
            use = self.pots[gift.pot]
            use.short = int(at[0]) if use.short is None else min(int(at[0]), use.short)

    def _group(self, group: Group, outcome: Outcome, spend: Mapping[str, Whole]) -> None:
        claims = int(outcome.accepted[group.rows].sum())
        cost = {currency: int(amounts[group.rows].sum()) for currency, amounts in spend.items()}
        for line in (group.trigger.line, *group.way.lines):
            self.lines.setdefault(line, Part()).add(len(group.rows), claims, cost)
        for name in group.way.segments:
            self.segments.setdefault(name, Part()).add(len(group.rows), claims, cost)

    def _regions(self, region: Words, outcome: Outcome, spend: Mapping[str, Whole]) -> None:
        size = len(region.table) + 1
        places = region.codes.astype(np.int64) + 1
        scans = np.bincount(places[_events(outcome)], minlength=size)
        claims = np.bincount(places[outcome.claimed], minlength=size)
        costs = {currency: np.bincount(places, amounts, size) for currency, amounts in spend.items()}
        for place in np.flatnonzero(scans).tolist():
            name = str(region.table[place - 1]) if place else None
            cost = {currency: int(sums[place]) for currency, sums in costs.items()}
            self.regions.setdefault(name, Part()).add(int(scans[place]), int(claims[place]), cost)
