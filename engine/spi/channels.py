"""Payment channels: how owed money reaches people."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from dsl.values import Label, Money
from engine.spi.answers import PayoutAnswer


@dataclass(frozen=True, slots=True)
class Setting:
    """One configuration value a channel needs, by the name of its environment variable."""

    name: str
    label: Label
    secret: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class PayoutOrder:
    """An order to pay. `order_no` names it for ever: at most 32 letters and digits.

    `payee` is the recipient's stable name within Bottlecap, such as `consumer-20931`: whose account that is, the
    channel knows. `remark`, of at most 32 characters, is for the payee to read.
    """

    order_no: str
    payee: str
    amount: Money
    remark: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A verified message that an order changed: a hint to look it up, never proof of payment."""

    notice_id: str
    order_no: str


class PaymentChannel(ABC):
    """One way to send money. Numbers are sent at least once and must pay at most once.

    `minimum` and `maximum` bound one order, both included and in one of `currencies`; amounts in a second
    currency are bounded by the channel's own answer. Of `per_day`, one payee gets so many orders in a day of `zone`,
    counted by when they are sent.
    """

    code: str
    label: Label
    help: Label
    currencies: tuple[str, ...]
    minimum: Money
    maximum: Money
    per_day: int | None = None
    zone: str = "Asia/Shanghai"
    settings: tuple[Setting, ...] = ()

    def can_pay(self, amount: Money, *, gathered: bool = False) -> bool:
        """Whether one order of this amount is within the channel's limits; `gathered`, together with more to come."""
        if amount.currency not in self.currencies:
            return False
        if amount.currency != self.minimum.currency:
            return True
        return amount <= self.maximum and (gathered or self.minimum <= amount)

    async def start(self, config: Mapping[str, str]) -> None:  # noqa: B027  # not every channel connects
        """Open connections, in the loop that will send; `config` has a value for each declared setting."""

    async def stop(self) -> None:  # noqa: B027  # not every channel connects
        """Close connections. May be called twice."""

    @abstractmethod
    async def send(self, order: PayoutOrder) -> PayoutAnswer:
        """Send an order. A time-out or an answer that cannot be verified is `Unknown`, never an exception."""

    @abstractmethod
    async def query(self, order_no: str) -> PayoutAnswer:
        """Look an order up. `NotFound` only when the channel says so in a verified answer."""

    @abstractmethod
    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """The notice in a request that says it comes from the channel; None when its signature is not valid.

        Header names are lower case.
        """
