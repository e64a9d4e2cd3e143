"""Rewards: what a campaign can give, declared once for language, studio, terms page and ledger."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label, Money
from dsl.vocabulary import Param
from engine.spi.answers import DeliveryReceipt
from engine.spi.effects import Effect
from engine.spi.params import Params
from engine.spi.tills import AtTill, TillAnswer


@dataclass(frozen=True, slots=True)
class GrantRequest:
    """One reward to one recipient, decided at the instant `at` (aware).

    `recipient_kind` is a recipient of the vocabulary: consumer, referrer, clerk, owner or store. `grant_id`
    is unique for ever.
    """

    grant_id: int
    brand: str
    campaign_id: int
    recipient_kind: str
    recipient_id: int
    params: Params
    at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """A committed grant to be fulfilled outside. An `order_no` may come again and must take effect once."""

    order_no: str
    grant: GrantRequest
    data: Mapping[str, str | int]


class RewardType(ABC):
    """One kind of reward.

    `code` is its name in the language (lower case with underscores), `label.zh` its Chinese spelling there
    and its title, `label.en` its title in English; `help` is one sentence for the marketer. The parameter
    whose `lead` is None comes first and is written directly after the name.
    """

    code: str
    label: Label
    help: Label
    params: tuple[Param, ...] = ()
    #: Whether what `deliver` noted can still be called off by people, as a parcel that never left.
    recallable: bool = False
    #: The purpose to which its recipient must have agreed, such as `messages`; without consent it alone stays out.
    purpose: str | None = None

    @abstractmethod
    def cost(self, params: Params) -> Money | None:
        """What one grant takes from the campaign's budget, or None when it takes none. Pure.

        Where `grant` pays, this is exactly what it pays.
        """

    @abstractmethod
    def grant(self, request: GrantRequest) -> tuple[Effect, ...]:
        """What the grant does. Pure: equal requests give equal effects, nothing outside is touched."""

    @abstractmethod
    def describe(self, params: Params, locale: str) -> str:
        """The reward in the words that its recipient reads: `1.88 yuan red packet`, `1.88元红包`."""

    async def deliver(self, delivery: Delivery) -> DeliveryReceipt:
        """Fulfil a grant whose effect is `Deliver`: called after the commit, at least once an order.

        Answers `Unknown` when it cannot tell; the same order then comes again later.
        """
        raise NotImplementedError(f"reward `{self.code}` has the effect Deliver and so must define `deliver`")

    async def at_till(self, request: AtTill) -> TillAnswer:
        """Whether a coupon that this reward issued may be taken now. Called before anything changes; a clerk waits, so it
        must answer within two seconds. Raising, or too late: the clerk is told to try later and the coupon stays good."""
        raise NotImplementedError(f"reward `{self.code}` is not asked at the till")

    @property
    def asked_at_till(self) -> bool:
        """Whether this reward defines `at_till`."""
        return type(self).at_till is not RewardType.at_till

    @property
    def delivers(self) -> bool:
        """Whether this reward defines `deliver`."""
        return type(self).deliver is not RewardType.deliver

    @property
    def pays(self) -> bool:
        """Whether its money leaves by the campaign's payment channel, so that a campaign must name one.

        A reward that delivers brings its worth by itself; one that does both says `pays = True`.
        """
        return not self.delivers
