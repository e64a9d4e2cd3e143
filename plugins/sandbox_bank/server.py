"""Runs the sandbox bank by itself: `python -m plugins.sandbox_bank.server --help`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence

import uvicorn

from plugins.sandbox_bank.app import BankApp
from plugins.sandbox_bank.book import Book


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop. Prints `ready http://...` on a line of its own once it listens."""
    parser = argparse.ArgumentParser(
        prog="sandbox-bank", description="A local bank that transfers play money."
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (this machine only by default)"
    )
    parser.add_argument("--port", type=int, default=8766, help="port to listen on; 0 takes a free one")
    parser.add_argument("--database", default="sandbox_bank.sqlite3", help="the bank's own file")
    parser.add_argument("--client", default="bottlecap", help="the client's number")
    given = parser.parse_args(arguments)
    secret = os.environ.get("BOTTLECAP_BANK_SECRET", "")
    if not secret:
        print("set the client's secret in the environment variable BOTTLECAP_BANK_SECRET", file=sys.stderr)
        return 2
    book = Book(given.database)
    listening = socket.create_server((given.host, given.port), backlog=128)
    print(f"ready http://{given.host}:{listening.getsockname()[1]}", flush=True)
    app = BankApp(book, given.client, secret.encode())
    config = uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=2)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return 0
    finally:
        book.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
