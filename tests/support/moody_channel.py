"""A payment channel in the test's own process, which answers as the test wants and keeps an honest book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from engine.spi import (
    InProgress,
    Label,
    Money,
    NotFound,
    Notice,
    Paid,
    PaymentChannel,
    PayoutAnswer,
    PayoutOrder,
    Refused,
    Returned,
    Unknown,
    hookimpl,
)

spi_version = 1
MOODS: Final = (
    "pay", "hand", "pay silently", "lose", "take time", "refuse payee", "refuse float", "refuse day", "refuse later",
)  # fmt: skip
_WORDS: Final = Label("later", "稍后")
_NO: Final[Mapping[str, Refused]] = {
    "refuse payee": Refused("PAYEE", _WORDS, payee_fault=True),
    "refuse float": Refused("FLOAT", _WORDS, payee_fault=False, until="float"),
    "refuse day": Refused("DAY", _WORDS, payee_fault=False, until="day"),
    "refuse later": Refused("LATER", _WORDS, payee_fault=False),
}


@dataclass
class Line:
    """An order in the channel's book. `state`: paid, handed, under way, refused, returned."""

    payee: str
    minor: int
    state: str
    at: datetime


@dataclass
class MoodyBook:
    """What the channel has done. `mood` says how it meets the next new order."""

    mood: str = "pay"
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    lines: dict[str, Line] = field(default_factory=dict)

    def received(self) -> Counter[str]:
        """What each payee has, in minor units."""
        sums: Counter[str] = Counter()
        for line in self.lines.values():
            if line.state in {"paid", "handed"}:
                sums[line.payee] += line.minor
        return sums

    def accept_all(self) -> None:
        """Every payee takes what was handed."""
        for line in self.lines.values():
            if line.state == "handed":
                line.state = "paid"

    def send(self, order: PayoutOrder) -> PayoutAnswer:
        """A known number gets its state, a new one what the mood says."""
        if order.order_no in self.lines:
            line = self.lines[order.order_no]
            assert (line.payee, line.minor) == (order.payee, order.amount.minor), "one number, one payment"
            return self.state(order.order_no)
        if self.mood in _NO and self.mood != "refuse payee":
            return _NO[self.mood]
        if self.mood == "lose":
            return Unknown("lost on the way")
        state = {"hand": "handed", "take time": "under way", "refuse payee": "refused"}.get(self.mood, "paid")
        self.lines[order.order_no] = Line(order.payee, order.amount.minor, state, self.now())
        return Unknown("no answer") if self.mood == "pay silently" else self.state(order.order_no)

    def state(self, order_no: str) -> PayoutAnswer:
        """What the book says of an order."""
        line = self.lines.get(order_no)
        if line is None:
            return NotFound()
        until = line.at + timedelta(hours=24)
        if line.state == "handed" and self.now() >= until:
            line.state = "returned"
        if line.state == "under way" and self.mood == "pay":
            line.state = "paid"
        match line.state:
            case "paid":
                return Paid(line.at, order_no)
            case "handed":
                return Paid(line.at, order_no, until)
            case "returned":
                return Returned(until, order_no)
            case "refused":
                return _NO["refuse payee"]
        return InProgress()


BOOK: Final = MoodyBook()


class MoodyChannel(PaymentChannel):
    """1.00 to 20.00 CNY, six orders a payee and day."""

    code = "moody"
    label = Label("Moody channel", "任性渠道")
    help = Label("Answers as a test wants.", "按测试的要求应答。")
    currencies = ("CNY",)
    minimum, maximum = Money(1_00, "CNY"), Money(20_00, "CNY")
    per_day = 6

    async def send(self, order: PayoutOrder) -> PayoutAnswer:
        return BOOK.send(order)

    async def query(self, order_no: str) -> PayoutAnswer:
        return BOOK.state(order_no)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        return None


@hookimpl
def register_payment_channels() -> tuple[PaymentChannel, ...]:
    return (MoodyChannel(),)
