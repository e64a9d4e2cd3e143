"""The sandbox wallet beside the demo, in the same process. This and `studio.wiring` alone know plugins by name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import uvicorn

from plugins.sandbox_wallet.app import WalletApp
from plugins.sandbox_wallet.book import Book
from plugins.sandbox_wallet.channel import MERCHANT, SECRET, URL
from plugins.sandbox_wallet.records import Merchant

_MERCHANT: Final = "bottlecap"
#: What the wallet may pay out before it needs a top-up: one million yuan of play money.
_FLOAT_MINOR: Final = 100_000_000


@contextmanager
def wallet_server(path: Path, secret: str, notify_origin: str) -> Iterator[uvicorn.Config]:
    """The wallet on its own file, ready to be served; it tells Bottlecap about every payment."""
    book = Book(path)
    book.open_merchant(
        Merchant(_MERCHANT, secret.encode(), "CNY", _FLOAT_MINOR, f"{notify_origin}/hooks/sandbox_wallet")
    )
    try:
        yield uvicorn.Config(
            WalletApp(book),
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=2,
        )
    finally:
        book.close()


def channel_settings(origin: str, secret: str) -> dict[str, str]:
    """How the payment channel finds the wallet."""
    return {URL: origin, MERCHANT: _MERCHANT, SECRET: secret}
