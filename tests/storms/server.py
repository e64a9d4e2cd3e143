"""A server of the storm: the whole application on a quick clock. `python -m tests.storms.server --port N`.

The clock runs faster than the world's, and in step in all processes: what waits half a minute for its next
look-up waits half a second. Midnight comes when the storm says so, by making a file.
"""

from __future__ import annotations

import argparse
import os
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import uvicorn

from studio.settings import Settings
from studio.wiring import build_app

FOLDER: Final = "BOTTLECAP_STORM_FOLDER"
DUSK, DAWN = "dusk", "dawn"
SECRET: Final = bytes(range(7, 39))
#: Engine seconds in one real second.
SPEED: Final = 60
#: The first minutes of a day in Beijing, and its last instant.
BEGINS: Final = datetime(2026, 6, 9, 16, 10, tzinfo=UTC)
MIDNIGHT: Final = datetime(2026, 6, 10, 16, 0, tzinfo=UTC)


class QuickClock:
    """The storm's time: from the instant at which one file was made, and into the next day with a second one."""

    def __init__(self, folder: Path) -> None:
        self._began = (folder / DUSK).stat().st_mtime
        self._dawn = folder / DAWN

    def now(self) -> datetime:
        try:
            dawn = self._dawn.stat().st_mtime
        except FileNotFoundError:
            passed = timedelta(seconds=(time.time() - self._began) * SPEED)
            return min(BEGINS + passed, MIDNIGHT - timedelta(seconds=1))
        return MIDNIGHT + timedelta(seconds=max(0.0, time.time() - dawn) * SPEED)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    settings = Settings(
        database_url=os.environ["BOTTLECAP_DATABASE_URL"],
        secret=SECRET,
        payout_pause=timedelta(milliseconds=50),
    )
    app = build_app(settings, clock=QuickClock(Path(os.environ[FOLDER])))
    listening = socket.create_server(("127.0.0.1", given.port), backlog=512)
    print("listening", flush=True)
    config = uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=3)
    uvicorn.Server(config).run(sockets=[listening])


if __name__ == "__main__":
    main()
