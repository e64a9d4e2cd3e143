"""The sandbox wallet's till within the test's own process, under its clock: the same book for all engines of a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import httpx

from engine.spi import CollectingChannel, Label, Setting, hookimpl
from plugins.sandbox_wallet.app import WalletApp
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.channel import MERCHANT, SECRET, URL
from plugins.sandbox_wallet.collecting import SandboxTill
from plugins.sandbox_wallet.faults import FaultPlan
from plugins.sandbox_wallet.records import Merchant
from tests.support.clock import ClockFile

spi_version = 1
FOLDER: Final = "BOTTLECAP_TEST_TILL"
#: The books that engines of this process have open, by their folders.
OPEN: Final[dict[str, list[Book]]] = {}
_MERCHANT, _SECRET = "shop", "a secret only the tests know"


class TillOnClock(SandboxTill):
    """The channel, on the book and the clock in a folder."""

    code = "till_on_clock"
    label = Label("Till on a clock", "定时收银")
    settings = (Setting(FOLDER, Label("Folder", "文件夹")),)  # type: ignore[assignment]  # one where the base class has three

    async def start(self, config: Mapping[str, str]) -> None:
        folder = Path(config[FOLDER])
        clock, self._book = ClockFile(folder / "clock"), Book(folder / "till.sqlite3")
        OPEN.setdefault(config[FOLDER], []).append(self._book)
        self._book.open_merchant(Merchant(_MERCHANT, _SECRET.encode(), "CNY", 0, None))
        self._clock = clock.now
        self._transport = httpx.ASGITransport(app=WalletApp(self._book, now_us=clock.micros))  # type: ignore[arg-type]  # the same protocol, written out
        await super().start({URL: "http://till", MERCHANT: _MERCHANT, SECRET: _SECRET})

    async def stop(self) -> None:
        if self._client:
            for books in OPEN.values():
                if self._book in books:
                    books.remove(self._book)
            self._book.close()
        await super().stop()


class TillBook:
    """What happens at the till beside the shop: people pay, answers are lost; and what it has booked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, ClockFile(folder / "clock")

    @property
    def settings(self) -> dict[str, str]:
        return {FOLDER: str(self.folder)}

    def pay(self, url: str) -> None:
        """Somebody presses Pay on the page of a bill."""
        self._with(lambda book: book.pay_bill(url.rpartition("/")[2], self.clock.micros()))

    def trouble(self, **plan: object) -> None:
        """Answers that are lost or late, as `FaultPlan` has them, for every engine of this process."""
        for book in OPEN.get(str(self.folder), ()):
            book.set_plan(FaultPlan(**plan))  # type: ignore[arg-type]  # the caller's words

    def movements(self) -> list[tuple[str, int]]:
        """Number and amount of each bill paid and, negative, each refund."""
        found: list[tuple[str, int]] = []
        self._with(lambda book: found.extend(book.movements(_MERCHANT)))
        return found

    def _with(self, what: Callable[[Book], object]) -> None:
        book = Book(self.folder / "till.sqlite3")
        try:
            what(book)
        finally:
            book.close()


@hookimpl
def register_collecting_channels() -> tuple[CollectingChannel, ...]:
    return (TillOnClock(),)
