"""Bonuses for sharing: each must have a bound for one sharer, and no coupon may bring further coupons for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from dsl.analysis.amounts import own_coupons, paid
from dsl.analysis.reach import Spans, lines_named
from dsl.campaign import Campaign, Choice, Draw, Give, Rule, Trigger
from dsl.decision import Cap, Intent
from dsl.diagnostics import Diagnostic, finding
from dsl.intents import intents_of
from dsl.values import Money

_SHARER = "referrer"


@dataclass(frozen=True, slots=True)
class Sharing:
    """What one sharer can get of the reward on `line`: its caps, and what one costs, where it is money."""

    line: int
    caps: tuple[Cap, ...]
    each: Money | None


def chain_findings(campaign: Campaign, spans: Spans) -> Iterator[Diagnostic]:
    """Bonuses without a bound, and chains of coupons without an end."""
    for trigger in campaign.triggers:
        for intent in intents_of(trigger.rules):
            if intent.recipient == _SHARER and not _bounded(campaign, trigger, intent):
                yield finding("BC1115", spans(intent.line))
    yield from _endless(campaign, spans)


def sharing(campaign: Campaign) -> Iterator[Sharing]:
    """The rewards of sharers, in the order of the text."""
    for trigger in campaign.triggers:
        for intent in intents_of(trigger.rules):
            if intent.recipient == _SHARER:
                yield Sharing(intent.line, intent.caps, next(paid(intent), None))


def _bounded(campaign: Campaign, trigger: Trigger, intent: Intent) -> bool:
    """A cap, a number or money bounds it: money always takes from a budget. On an invitation a limit does as well."""
    limited = trigger.kind == "invitation" and any(one.subject == _SHARER for one in campaign.limits)
    return bool(intent.caps or intent.stock or any(paid(intent)) or limited)


def _endless(campaign: Campaign, spans: Spans) -> Iterator[Diagnostic]:
    """Coupons whose redemption brings, on average, at least one coupon whose redemption does so again.

    With M[a, b] the expected number of coupons b that redeeming a brings, the chain ends for sure where the
    spectral radius of M is below 1 (a branching process that dies out).
    """
    names = [coupon.id for coupon in campaign.coupons]
    brings: list[list[Fraction]] = []
    for name in names:
        index = campaign.trigger_for("redemption", coupon=name)
        rules = () if index is None else campaign.triggers[index].rules
        brings.append([_expected(rules, other) for other in names])
    matrix = np.array([[float(one) for one in row] for row in brings]).reshape(len(names), len(names))
    if not names or max(abs(np.linalg.eigvals(matrix))) < 1 - 1e-9:
        return
    lines = sorted(
        {
            intent.line
            for trigger in campaign.triggers
            if trigger.kind == "redemption"
            for intent in intents_of(trigger.rules)
            if any(_gives(intent, name) for name in names)
        }
    )
    yield finding("BC1116", spans(lines[0]), lines=lines_named(lines))


def _expected(rules: tuple[Rule, ...], coupon: str) -> Fraction:
    """The most coupons of a name that the rules bring on average, whoever comes; what has a bound brings no chain."""
    total = Fraction()
    for rule in rules:
        match rule:
            case Give(intent):
                total += _gives(intent, coupon)
            case Draw(scale=scale, outcomes=outcomes):
                total += sum(
                    (
                        Fraction((one.high - one.low) * _gives(intent, coupon), scale)
                        for one in outcomes
                        for intent in one.intents
                    ),
                    Fraction(),
                )
            case Choice(branches):
                total += max(_expected(branch.rules, coupon) for branch in branches)
    return total


def _gives(intent: Intent, coupon: str) -> int:
    return int(coupon in own_coupons(intent) and not intent.caps and intent.stock is None)
