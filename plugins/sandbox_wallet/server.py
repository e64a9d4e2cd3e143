"""Runs the sandbox wallet by itself: `python -m plugins.sandbox_wallet.server --help`."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence

import uvicorn

from plugins.sandbox_wallet.app import WalletApp
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.records import Merchant


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until told to stop. Prints `ready http://...` on a line of its own once it listens."""
    given = _parser().parse_args(arguments)
    secret = os.environ.get(given.secret_env, "")
    if not secret:
        print(f"set the merchant's secret in the environment variable {given.secret_env}", file=sys.stderr)
        return 2
    book = Book(given.database)
    book.open_merchant(
        Merchant(given.merchant, secret.encode(), "CNY", given.balance_minor, given.notify_url or None)
    )
    listening = socket.create_server((given.host, given.port), backlog=512)
    print(f"ready http://{given.host}:{listening.getsockname()[1]}", flush=True)
    config = uvicorn.Config(
        WalletApp(book),
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        return 0
    finally:
        book.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sandbox-wallet", description="A local wallet that pays play money."
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (this machine only by default)"
    )
    parser.add_argument("--port", type=int, default=8765, help="port to listen on; 0 takes a free one")
    parser.add_argument("--database", default="sandbox_wallet.sqlite3", help="the wallet's own file")
    parser.add_argument("--merchant", default="bottlecap", help="the merchant's number")
    parser.add_argument(
        "--secret-env", default="BOTTLECAP_WALLET_SECRET", help="variable that holds its secret"
    )
    parser.add_argument("--notify-url", default="", help="where signed notices are posted")
    parser.add_argument(
        "--balance-minor",
        type=int,
        default=100_000_000,
        help="its first float in fen; a known merchant keeps its own",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
