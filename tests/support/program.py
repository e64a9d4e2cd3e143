"""`bottlecap` as a process of its own, for tests that start, watch and stop it."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
_WAIT_S = 60


class Program:
    """A running command. Its output is read as it comes."""

    def __init__(self, arguments: tuple[str, ...], environment: Mapping[str, str], folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BOTTLECAP_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "studio.cli.main", *arguments],
            cwd=folder,
            env=kept | {"PYTHONPATH": str(ROOT)} | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.told = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as output:
            for line in output:
                self._lines.put(line)
        self._lines.put(None)

    def wait_for(self, pattern: str) -> str:
        """Read on until the output holds the pattern; what its first group matched."""
        until = time.monotonic() + _WAIT_S
        while (found := re.search(pattern, self.told)) is None:
            try:
                line = self._lines.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"`{pattern}` did not come in {_WAIT_S} s:\n{self.told}") from None
            assert line is not None, f"`{pattern}` never came:\n{self.told}"
            self.told += line
        return found.group(found.lastindex or 0)

    def send(self, sign: signal.Signals) -> None:
        """Send it a signal and go on."""
        self._process.send_signal(sign)

    def stop(self, sign: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop; its exit status."""
        self.send(sign)
        return self.ended()

    def ended(self) -> int:
        """Wait for its end; its exit status."""
        status = self._process.wait(timeout=_WAIT_S)
        while (line := self._lines.get(timeout=_WAIT_S)) is not None:
            self.told += line
        return status

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(timeout=_WAIT_S)


@contextmanager
def bottlecap(
    *arguments: str, folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """The command, running while the block does and never longer."""
    program = Program(arguments, environment or {}, folder)
    try:
        yield program
    finally:
        program.kill()
