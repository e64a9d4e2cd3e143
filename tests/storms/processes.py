"""The processes of the storm, and the lightning that strikes them."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from tests.storms.server import FOLDER
from tests.support.wallet import ROOT, WalletProcess

#: The database may be struck again and again while a server rises, on a machine that has much else to do.
_START_SECONDS_MAX: Final = 240


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass
class Server:
    """One application server on a port that it keeps over its deaths."""

    environment: Mapping[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.storms.server", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **self.environment}, stdout=subprocess.DEVNULL
        )

    async def ready(self) -> None:
        """Wait until it answers. One that finds no database ends and is started again, as its supervisor would."""
        until = time.monotonic() + _START_SECONDS_MAX
        async with httpx.AsyncClient(trust_env=False) as client:
            while time.monotonic() < until:
                assert self.process is not None
                if self.process.poll() is not None:
                    self.start()
                try:
                    await client.get(f"{self.url}/health/live", timeout=5)
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return
        raise AssertionError("a server does not answer")

    def end(self, sign: signal.Signals) -> int:
        """Send a signal and wait; the exit status."""
        assert self.process
        self.process.send_signal(sign)
        status = self.process.wait(timeout=30)
        self.process = None
        return status


def environment(database_url: str, wallet: WalletProcess, folder: Path) -> dict[str, str]:
    return {"BOTTLECAP_DATABASE_URL": database_url, FOLDER: str(folder), **wallet.config}


def wallet_file(folder: Path) -> Path:
    return folder / "wallet.sqlite3"
