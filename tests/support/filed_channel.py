"""Two payment channels whose book is a file, so that it outlives a process that dies; each payee meets a mood of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from engine.spi import Label, Money, Notice, PaymentChannel, PayoutAnswer, PayoutOrder, hookimpl
from tests.support.moody_channel import Line, MoodyBook

spi_version = 1


@dataclass
class FiledBook(MoodyBook):
    """A book that is read before and written after each step. `moods` are those of payees; all others are paid."""

    path: Path = Path()
    moods: dict[str, str] = field(default_factory=dict)

    def read(self) -> None:
        """What stands in the file."""
        told = json.loads(self.path.read_text()) if self.path.exists() else {}
        self.lines = {
            number: Line(**{**line, "at": datetime.fromisoformat(line["at"])})
            for number, line in told.items()
        }

    def write(self) -> None:
        """Put it into the file at once and whole."""
        told = {number: {**asdict(line), "at": line.at.isoformat()} for number, line in self.lines.items()}
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(told))
        fresh.replace(self.path)

    def paying(self, order: PayoutOrder) -> PayoutAnswer:
        """The answer to a sending, as the payee's mood says."""
        self.read()
        self.mood = self.moods.get(order.payee, "pay")
        answer = self.send(order)
        self.write()
        return answer

    def looking_up(self, order_no: str) -> PayoutAnswer:
        """The answer to a look-up."""
        self.read()
        answer = self.state(order_no)
        self.write()
        return answer


BOOK: Final = FiledBook()


class SmallChannel(PaymentChannel):
    """1.00 to 20.00 CNY."""

    code = "small_packets"
    label = Label("Small packets", "小额红包")
    help = Label("Pays up to 20 yuan.", "单笔至多 20 元。")
    currencies = ("CNY",)
    minimum, maximum = Money(1_00, "CNY"), Money(20_00, "CNY")

    async def send(self, order: PayoutOrder) -> PayoutAnswer:
        return BOOK.paying(order)

    async def query(self, order_no: str) -> PayoutAnswer:
        return BOOK.looking_up(order_no)

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        return None


class LargeChannel(SmallChannel):
    """1.00 to 500.00 CNY."""

    code = "large_transfers"
    label = Label("Large transfers", "大额转账")
    maximum = Money(500_00, "CNY")


@hookimpl
def register_payment_channels() -> tuple[PaymentChannel, ...]:
    return (SmallChannel(), LargeChannel())
