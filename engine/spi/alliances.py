"""Alliances: two brands that give out each other's coupons and share the cost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from dsl.values import Label, Money


@dataclass(frozen=True, slots=True)
class AllianceTerms:
    """What both brands accepted. The issuer's campaigns give the honourer's `coupon`.

    For a redemption of the full `worth` the issuer bears `issuer_bears` and the honourer `honourer_bears`,
    and the honourer pays the issuer `fee_to_issuer` for having brought the customer. `cap_a_month` bounds
    coupons issued in a calendar month, `exposure` the worth redeemed and still open together; both act when
    issuing, never when redeeming.
    """

    name: str
    issuer: str
    honourer: str
    coupon: str
    worth: Money
    issuer_bears: Money
    honourer_bears: Money
    fee_to_issuer: Money
    cap_a_month: int | None = None
    exposure: Money | None = None


@dataclass(frozen=True, slots=True)
class Funding:
    """Who bears one redemption: `issuer` + `honourer` is the discount; the honourer pays the issuer `fee`."""

    issuer: Money
    honourer: Money
    fee: Money


class AllianceType(ABC):
    """One way of sharing. Both methods are pure."""

    code: str
    label: Label
    help: Label

    @abstractmethod
    def problems(self, terms: AllianceTerms) -> tuple[Label, ...]:
        """Why these terms cannot be agreed, in words for the person who writes them; empty when they can."""

    @abstractmethod
    def share(self, terms: AllianceTerms, worth: Money) -> Funding:
        """Who bears the discount `worth` that a redemption really gave, from zero to the terms' worth.

        The two parts add up to `worth` exactly. Raises ValueError when `worth` lies outside.
        """
