"""What a granted reward does: the closed set of effects that the ledger knows how to book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dsl.values import Money


@dataclass(frozen=True, slots=True)
class Pay:
    """Owe the recipient money, to be sent through the campaign's payment channel after the commit."""

    amount: Money


@dataclass(frozen=True, slots=True)
class AddPoints:
    """Credit points with the brand at once. Always more than zero."""

    points: int


@dataclass(frozen=True, slots=True)
class SpendPoints:
    """Take points that the recipient holds, as the price of the rest. Who holds fewer gets nothing at all."""

    points: int


@dataclass(frozen=True, slots=True)
class IssueCoupon:
    """Put a coupon of the campaign, or of an allied brand, into the recipient's wallet at once."""

    coupon: str
    alliance: str | None = None


@dataclass(frozen=True, slots=True)
class Deliver:
    """Hand the reward to `RewardType.deliver` after the commit, with these data, at least once. With `address`, a person is
    asked where to send it, and the brand's people send it."""

    data: Mapping[str, str | int]
    address: bool = False


Effect = Pay | AddPoints | SpendPoints | IssueCoupon | Deliver
