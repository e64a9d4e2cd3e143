"""Servers inside this process's event loop, and the wait until somebody asks to stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn


class LoopServer(uvicorn.Server):
    """A server that leaves signals to whoever runs it, so that several live in one loop."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say when it answers."""
        await super().startup(sockets)
        self.answering.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take none."""
        yield


@contextlib.asynccontextmanager
async def running(config: uvicorn.Config, listener: socket.socket) -> AsyncIterator[LoopServer]:
    """A server that answers while the block runs and drains when it ends."""
    server = LoopServer(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    answering = asyncio.create_task(server.answering.wait())
    try:
        await asyncio.wait({serving, answering}, return_when=asyncio.FIRST_COMPLETED)
        yield server
    finally:
        answering.cancel()
        server.should_exit = True
        await serving


def stop_on_signals() -> asyncio.Event:
    """From now on Ctrl-C and SIGTERM set this event instead of ending the process. Call it in the main thread.

    A second signal ends the process at once, as if nothing had been prepared.
    """
    asked, loop = asyncio.Event(), asyncio.get_running_loop()

    def on_signal(sign: int, _frame: object) -> None:
        signal.signal(sign, signal.SIG_DFL)
        loop.call_soon_threadsafe(asked.set)

    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, on_signal)
    return asked
