"""What the wallet's book holds, as frozen values. Instants are microseconds since the epoch (UTC)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who pays. `balance_minor` is the float that transfers are taken from."""

    merchant: str
    secret: bytes
    currency: str
    balance_minor: int
    notify_url: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """What a merchant asks for."""

    order_no: str
    payee: str
    amount_minor: int
    currency: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """An order in the book. `code` says why it was refused; `line` is its place in the book."""

    order_no: str
    payee: str
    amount_minor: int
    currency: str
    state: str
    code: str
    line: int
    paid_us: int | None
    hidden_until_us: int

    @property
    def reference(self) -> str:
        """The wallet's own number for it."""
        return f"SW{self.line:012d}"

    @property
    def paid_at(self) -> str | None:
        """When it was paid, as RFC 3339 in UTC."""
        return None if self.paid_us is None else rfc3339(self.paid_us)

    def is_for(self, order: Order) -> bool:
        """Whether the book holds exactly this order under its number."""
        mine = (self.order_no, self.payee, self.amount_minor, self.currency)
        return mine == (order.order_no, order.payee, order.amount_minor, order.currency)


@dataclass(frozen=True, slots=True)
class Packet:
    """What becomes of a transfer that its payee must accept."""

    returns_us: int
    accepted_us: int | None
    returned_us: int | None


def turned_away(order: Order, code: str) -> Transfer:
    """The answer to an order that is not taken into the book."""
    return Transfer(
        order.order_no, order.payee, order.amount_minor, order.currency, "refused", code, 0, None, 0
    )


@dataclass(frozen=True, slots=True)
class DueNotice:
    """A notice to send: `tries` have been made, `copies` are still to arrive."""

    id: str
    url: str
    secret: bytes
    body: bytes
    tries: int
    copies: int


@dataclass(frozen=True, slots=True)
class Twist:
    """What a fault changes in the book for a new order."""

    refuse_code: str = ""
    settles_us: int | None = None
    hidden_until_us: int = 0


def rfc3339(instant_us: int) -> str:
    """An instant as text: `2026-11-05T02:00:03.000000Z`."""
    whole, rest = divmod(instant_us, 1_000_000)
    at = datetime.fromtimestamp(whole, UTC).replace(microsecond=rest)
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
