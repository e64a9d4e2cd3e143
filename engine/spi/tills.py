"""A coupon that a reward has issued is about to be taken at a till: the reward may be asked before it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label, Money


@dataclass(frozen=True, slots=True)
class AtTill:
    """What is known when the till asks, at the instant `at` (aware).

    `coupon` is its name in the campaign. `product` (GTIN-14) is what the clerk has scanned, `paid` what the customer has paid
    for it; None where the till told neither. Nobody is named.
    """

    brand: str
    campaign_id: int
    coupon: str
    code: str
    outlet: str
    product: str | None
    paid: Money | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The coupon may be taken, as far as the reward is concerned."""


@dataclass(frozen=True, slots=True)
class Declined:
    """The coupon is not taken now, and stays good. `words` tell the clerk why and what to do."""

    words: Label


TillAnswer = Accepted | Declined
