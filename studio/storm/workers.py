"""Worker processes of a storm: each serves on a port of its own, is killed without warning, and started again."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from typing import Final

import httpx

from studio.cli.opening import DATABASE_VARIABLE, SECRET_VARIABLE
from studio.cli.stopping import Cannot

_START_SECONDS_MAX: Final = 60.0


class Worker:
    """One `bottlecap serve`, which sends no money."""

    def __init__(self, database: str, secret: bytes) -> None:
        with socket.create_server(("127.0.0.1", 0)) as found:
            self._port = int(found.getsockname()[1])
        self._environment: Mapping[str, str] = {
            **os.environ,
            DATABASE_VARIABLE: database,
            SECRET_VARIABLE: base64.b64encode(secret).decode(),
            "BOTTLECAP_RUN_PAYOUTS": "0",
            "BOTTLECAP_LOG_LEVEL": "error",
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it serves, over all its lives."""
        return f"http://127.0.0.1:{self._port}"

    async def start(self) -> None:
        """Start it and wait until it answers. Raises `Cannot` when it does not."""
        process = self._spawn()
        until = time.monotonic() + _START_SECONDS_MAX
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            while time.monotonic() < until and process.poll() is None:
                try:
                    await client.get(f"{self.url}/health")
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
                else:
                    return
        raise Cannot("a worker process does not serve: try `bottlecap serve` on this database by itself")

    def _spawn(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "studio.cli.main", "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return self._process

    def end(self, sign: signal.Signals) -> None:
        """Send it a signal and wait for its end. One that has ended is left alone."""
        if self._process is not None:
            self._process.send_signal(sign)
            self._process.wait()
            self._process = None
