"""What each block costs, set above its line while the text is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from dsl.analysis.cost import Bounds, BranchCosts, TriggerCosts, costs
from dsl.analysis.survey import survey
from dsl.service.document import Document
from dsl.values import CURRENCY_EXPONENTS, Label, Money


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
    most = Money(bounds.most, bounds.currency)
    if bounds.low == bounds.high == bounds.most:
        return Label(f"costs {most} an event", f"每次 {most}")
    mean = _between(bounds)
    return Label(f"costs {mean} an event on average, {most} at most", f"每次平均 {mean}，至多 {most}")


def _coupon(bounds: Bounds) -> Label:
    most = Money(bounds.most, bounds.currency)
    return Label(f"coupons of up to {most} owed if redeemed", f"券若全部核销应付至多 {most}")


def _between(bounds: Bounds) -> str:
    low, high = (_figure(value, bounds.currency) for value in (bounds.low, bounds.high))
    return f"{low} {bounds.currency}" if low == high else f"{low}–{high} {bounds.currency}"


def _figure(minor: Fraction, currency: str) -> str:
    """An expectation in major units, rounded to two digits more than the currency has."""
    exponent = CURRENCY_EXPONENTS[currency]
    whole, part = divmod(round(minor * 100), 10 ** (exponent + 2))
    return f"{whole:,}.{part:0{exponent + 2}d}"
