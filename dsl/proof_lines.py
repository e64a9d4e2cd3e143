"""The lines by which a text proves itself: tests, populations and forecasts."""

from __future__ import annotations

from typing import Literal

from dsl.conditions import Comparison
from dsl.nodes import (
    Amount,
    Event,
    FactPart,
    Gift,
    Literal_,
    Moment,
    Node,
    Number,
    Odds,
    Quoted,
    Word,
)
from dsl.written import node

# ---- tests


@node(frozen=True, slots=True)
class TestLine(Node):
    """`test "launch pays everyone"`."""

    name: Quoted

    __test__ = False  # not a test of the test suite


@node(frozen=True, slots=True)
class AtLine(Node):
    """`at 2026-12-02 10:00`."""

    moment: Moment


@node(frozen=True, slots=True)
class EventLine(Node):
    """`scan of 9521000100015 in CN-GD by consumer with claims 0`."""

    event: Event
    region: Word | None
    subject: Word | None
    facts: tuple[FactPart, ...]


@node(frozen=True, slots=True)
class ForcedLine(Node):
    """`draw 1 of 10,000`."""

    number: Number
    scale: Number


@node(frozen=True, slots=True)
class SpentLine(Node):
    """`spent budget`, `spent budget "launch"`, `spent red_packet 888.00 CNY`; without a gift it is the budget."""

    gift: Gift | None
    budget: Quoted | None = None


@node(frozen=True, slots=True)
class LapsedLine(Node):
    """`lapsed red_packet 5.00 CNY`."""

    gift: Gift


@node(frozen=True, slots=True)
class ExpectLine(Node):
    """`expect red_packet 1.88 CNY`, `expect nothing`, `expect refusal`, `expect review`."""

    gift: Gift | None
    refusal: bool
    review: bool = False


# ---- populations and forecasts


@node(frozen=True, slots=True)
class PopulationLine(Node):
    """`population "a usual month"`."""

    name: Quoted


@node(frozen=True, slots=True)
class PeopleLine(Node):
    """`consumers 20,000`."""

    count: Number


@node(frozen=True, slots=True)
class FirstDaysLine(Node):
    """`first 30 days`."""

    days: Number


@node(frozen=True, slots=True)
class RedeemsLine(Node):
    """`redeems 40%`."""

    odds: Odds


@node(frozen=True, slots=True)
class InvitesLine(Node):
    """`invites 10%`."""

    odds: Odds


@node(frozen=True, slots=True)
class SharesLine(Node):
    """`with code.region 75% CN-GD, 25% CN-BJ`."""

    fact: Word
    shares: tuple[tuple[Number, Literal_], ...]


@node(frozen=True, slots=True)
class ForecastLine(Node):
    """`forecast "what a month costs"`."""

    name: Quoted


@node(frozen=True, slots=True)
class OverLine(Node):
    """`over 100,000 scans of "a usual month", seed 7`."""

    scans: Number
    population: Quoted | None
    seed: Number | None


@node(frozen=True, slots=True)
class FigureLine(Node):
    """`expect cost per 1,000 scans under 900.00 CNY`.

    `figure` says what is counted; `per` stands with a cost, `gift` with what is given, `until` with a budget.
    """

    figure: Literal["cost", "given", "claims", "refusals", "lasting"]
    comparison: Comparison = "is"
    values: tuple[Number | Amount, ...] = ()
    per: Number | None = None
    gift: Gift | None = None
    until: Moment | None = None
