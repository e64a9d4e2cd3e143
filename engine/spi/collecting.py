"""Collecting channels: how people pay a brand's shop, and how they get their money back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dsl.values import Label, Money
from engine.spi.answers import InProgress, NotFound, Refused, Unknown
from engine.spi.channels import Notice, Setting


@dataclass(frozen=True, slots=True)
class Bill:
    """Something to be paid. `bill_no` names it for ever: at most 32 letters and digits.

    It can be paid before `expires`; from then on it never can. `payer` is a stable name within Bottlecap, such as
    `consumer-20931`; `subject`, of at most 64 characters, is for the payer to read; `back_url` is where to go afterwards.
    """

    bill_no: str
    payer: str
    amount: Money
    subject: str
    expires: datetime
    back_url: str


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """An order to give back what was collected under `bill_no`. `refund_no` names it for ever, like a bill's."""

    refund_no: str
    bill_no: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Awaiting:
    """The bill can be paid, by who opens `pay_url`."""

    pay_url: str


@dataclass(frozen=True, slots=True)
class Collected:
    """The whole bill was paid at `at`; `reference` is the channel's own number for it."""

    at: datetime
    reference: str


@dataclass(frozen=True, slots=True)
class Closed:
    """The bill was not paid and never can be: its time is over, or it was closed."""


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money has gone back at `at`."""

    at: datetime
    reference: str


CollectAnswer = Awaiting | Collected | Closed | NotFound | Unknown
RefundAnswer = Refunded | InProgress | Refused | NotFound | Unknown


class CollectingChannel(ABC):
    """One way to be paid. Numbers are sent at least once and must take effect at most once.

    Whether money has moved is told by three answers alone: `Collected` and `Refunded` say that it has, `Closed` that it
    never will. Everything else leaves it open, and Bottlecap asks again.
    """

    code: str
    label: Label
    help: Label
    currencies: tuple[str, ...]
    settings: tuple[Setting, ...] = ()

    async def start(self, config: Mapping[str, str]) -> None:  # noqa: B027  # not every channel connects
        """Open connections, in the loop that will use them; `config` has a value for each declared setting."""

    async def stop(self) -> None:  # noqa: B027  # not every channel connects
        """Close connections. May be called twice."""

    @abstractmethod
    async def open(self, bill: Bill) -> CollectAnswer:
        """Open a bill, or tell how the one of this number stands. Never raises for what the network does."""

    @abstractmethod
    async def look_up(self, bill_no: str) -> CollectAnswer:
        """How a bill stands. `NotFound` only when the channel says so in a verified answer."""

    @abstractmethod
    async def close(self, bill_no: str) -> CollectAnswer:
        """See to it that a bill is not paid any more: `Closed`, or `Collected` where it was paid already."""

    @abstractmethod
    async def refund(self, order: RefundOrder) -> RefundAnswer:
        """Give back what was collected. The same number again is the same refund, never a second one."""

    @abstractmethod
    async def look_up_refund(self, refund_no: str) -> RefundAnswer:
        """How a refund stands. `NotFound` only when the channel says so in a verified answer."""

    @abstractmethod
    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """The notice in a request that says it comes from the channel, its number that of a bill or refund; None when its
        signature is not valid. Header names are lower case."""
