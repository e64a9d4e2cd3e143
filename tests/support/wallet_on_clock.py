"""The sandbox wallet under a test's clock: as a payment channel for engines, and as a program of its own.

The wallet is the product's; only its time is given. The two sides may be given different clocks, for a
wallet whose books lag behind.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import uvicorn

from engine.spi import Label, PaymentChannel, Setting, hookimpl
from plugins.sandbox_wallet.app import WalletApp
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.channel import SandboxPackets, SandboxWallet
from plugins.sandbox_wallet.records import Merchant
from tests.support.clock import ClockFile
from tests.support.wallet import MERCHANT, SECRET

spi_version = 1
CLOCK: Final = "BOTTLECAP_TEST_CLOCK"
PATIENCE: Final = "BOTTLECAP_TEST_PATIENCE_S"


class WalletOnClock(SandboxWallet):
    """The channel, telling the time from the file named in its settings, and waiting as long as they say."""

    settings = (  # type: ignore[assignment]  # three settings of its own and two of the test's
        *SandboxWallet.settings,
        Setting(CLOCK, Label("Clock file", "时钟文件")),
        Setting(PATIENCE, Label("Seconds to wait", "等待秒数"), default="20"),
    )

    async def start(self, config: Mapping[str, str]) -> None:
        self._clock, self._timeout_s = ClockFile(Path(config[CLOCK])).now, float(config[PATIENCE])
        await super().start(config)


class PacketsOnClock(SandboxPackets):
    """The wallet's packets, likewise."""

    settings = WalletOnClock.settings  # type: ignore[assignment]  # five where the base class has three

    async def start(self, config: Mapping[str, str]) -> None:
        self._clock, self._timeout_s = ClockFile(Path(config[CLOCK])).now, float(config[PATIENCE])
        await super().start(config)


@hookimpl
def register_payment_channels() -> tuple[PaymentChannel, ...]:
    return (WalletOnClock(), PacketsOnClock())


def main(database: str, clock: str) -> None:
    """Serve a book with the time of a file. Prints `ready http://...` once it listens."""
    book = Book(database)
    book.open_merchant(Merchant(MERCHANT, SECRET.encode(), "CNY", 100_000_000, None))
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(f"ready http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    app = WalletApp(book, now_us=ClockFile(Path(clock)).micros)
    config = uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
