"""The sandbox bank under a test's clock: as a payment channel, and as a program of its own."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn

from engine.spi import Label, PaymentChannel, Setting, hookimpl
from plugins.sandbox_bank.app import BankApp
from plugins.sandbox_bank.book import Book
from plugins.sandbox_bank.channel import SandboxBank
from tests.support.clock import ClockFile

spi_version = 1
CLOCK: Final = "BOTTLECAP_TEST_CLOCK"
BANK_SECRET: Final = "the bank's and the tests' secret"


class BankOnClock(SandboxBank):
    """The channel, telling the time from the file named in its settings."""

    settings = (*SandboxBank.settings, Setting(CLOCK, Label("Clock file", "时钟文件")))  # type: ignore[assignment]  # one setting more

    async def start(self, config: Mapping[str, str]) -> None:
        self._clock = ClockFile(Path(config[CLOCK])).now
        await super().start(config)


@hookimpl
def register_payment_channels() -> tuple[PaymentChannel, ...]:
    return (BankOnClock(),)


@dataclass(frozen=True, slots=True)
class Bank:
    """A running bank."""

    url: str

    @property
    def settings(self) -> dict[str, str]:
        return {"BOTTLECAP_BANK_URL": self.url, "BOTTLECAP_BANK_SECRET": BANK_SECRET}

    def confirm(self, payee: str) -> list[str]:
        """A payee confirms; the numbers that are paid by it."""
        answer = httpx.post(f"{self.url}/_control/confirm", json={"payee": payee}, trust_env=False)
        assert answer.status_code == 200, answer.text
        numbers: list[Any] = answer.json()["settled"]
        return numbers


@contextmanager
def running_bank(folder: Path, clock: ClockFile) -> Iterator[Bank]:
    """A bank process that runs while the block does."""
    from tests.support.app import Program

    program = Program("tests.support.bank_on_clock", str(folder / "bank.sqlite3"), str(clock.path))
    try:
        yield Bank(program.wait().url)
    finally:
        program.end()


def main(database: str, clock: str) -> None:
    """Serve a book with the time of a file. Prints `ready http://...` once it listens."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(f"ready http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    app = BankApp(Book(database), "bottlecap", BANK_SECRET.encode(), now_us=ClockFile(Path(clock)).micros)
    config = uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
