"""The sandbox wallet as a program of its own, for tests that pay."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SECRET = "a secret only the tests know"
MERCHANT = "bottlecap"
ROOT = Path(__file__).parents[2]


class WalletProcess:
    """A running wallet. `kill` ends it without warning; `start` runs it again on the same file and port."""

    def __init__(self, database: Path, *, notify_url: str = "", balance_minor: int = 100_000_000) -> None:
        self._database, self._notify_url, self._balance_minor = database, notify_url, balance_minor
        self._process: subprocess.Popen[str] | None = None
        self.url = "http://127.0.0.1:0"

    @property
    def config(self) -> dict[str, str]:
        """The settings with which the channel finds it."""
        return {
            "BOTTLECAP_WALLET_URL": self.url,
            "BOTTLECAP_WALLET_MERCHANT": MERCHANT,
            "BOTTLECAP_WALLET_SECRET": SECRET,
        }

    def start(self) -> None:
        command = [
            *(sys.executable, "-m", "plugins.sandbox_wallet.server"),
            *("--port", self.url.rpartition(":")[2], "--database", str(self._database)),
            *("--notify-url", self._notify_url, "--balance-minor", str(self._balance_minor)),
        ]
        environment = {**os.environ, "BOTTLECAP_WALLET_SECRET": SECRET}
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line.startswith("ready "), f"the wallet did not start: {line!r}"
        self.url = line.split()[1]

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def control(self, switch: str, body: dict[str, object]) -> None:
        """Set faults, payees or the float: see the wallet's README."""
        answer = httpx.post(f"{self.url}/_control/{switch}", json=body, trust_env=False)
        assert answer.status_code == 200, answer.text

    def _end(self, sign: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(sign)
            self._process.wait(timeout=10)
            if self._process.stdout:
                self._process.stdout.close()
            self._process = None


@contextmanager
def running_wallet(
    folder: Path, *, notify_url: str = "", balance_minor: int = 100_000_000
) -> Iterator[WalletProcess]:
    """A wallet that runs while the block does."""
    wallet = WalletProcess(folder / "wallet.sqlite3", notify_url=notify_url, balance_minor=balance_minor)
    wallet.start()
    try:
        yield wallet
    finally:
        wallet.stop()
