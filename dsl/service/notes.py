"""What each block costs, set above its line while the text is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from dsl.analysis.cost import Bounds, BranchCosts, TriggerCosts, costs
from dsl.analysis.survey import survey
from dsl.difference.wording import money
from dsl.service.document import Document
from dsl.values import Label, Money


@dataclass(frozen=True, slots=True)
class Note:
    """A remark about the block that begins on a line (1-based)."""

    line: int
    words: Label


def notes(document: Document) -> tuple[Note, ...]:
    """What one event costs that comes through each block; nothing for a text with errors or without money."""
    campaign = document.checked.campaign
    if campaign is None:
        return ()
    return tuple(_notes(costs(survey(campaign, document.vocabulary)).triggers))


def _notes(triggers: tuple[TriggerCosts, ...]) -> Iterator[Note]:
    for trigger in triggers:
        blocks: tuple[TriggerCosts | BranchCosts, ...] = (trigger, *trigger.branches)
        for place in blocks:
            parts = [_money(bounds) for bounds in place.money] + [_coupon(bounds) for bounds in place.coupons]
            if parts:
                yield Note(
                    place.line,
                    Label("; ".join(part.en for part in parts), "；".join(part.zh for part in parts)),
                )


def _money(bounds: Bounds) -> Label:
    most = money(Money(bounds.most, bounds.currency))
    if bounds.low == bounds.high == bounds.most:
        return Label(f"costs {most.en} an event", f"每次 {most.zh}")
    mean = _between(bounds)
    return Label(
        f"costs {mean.en} an event on average, {most.en} at most", f"每次平均 {mean.zh}，至多 {most.zh}"
    )


def _coupon(bounds: Bounds) -> Label:
    most = money(Money(bounds.most, bounds.currency))
    return Label(f"coupons of up to {most.en} owed if redeemed", f"券若全部核销应付至多 {most.zh}")


def _between(bounds: Bounds) -> Label:
    """An expectation to the smallest unit, half up; more than nothing is never told as nothing."""
    low, high = (Money(int(mean + Fraction(1, 2)), bounds.currency) for mean in (bounds.low, bounds.high))
    smallest = money(Money(1, bounds.currency))
    if not high.minor and bounds.high:
        return Label(f"less than {smallest.en}", f"不到 {smallest.zh}")
    if low == high:
        return money(high)
    high_told = money(high)
    return Label(f"{low.amount}–{high_told.en}", f"{low.amount}–{high_told.zh}")
