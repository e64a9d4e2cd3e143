"""The demo's secrets: drawn once for each installation, kept in one file that only its owner can read."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Keys:
    """The installation's secret and the wallet's, one password for the marketers, one PIN for the tills, API keys
    by brand."""

    secret: str
    wallet_secret: str
    password: str
    pin: str
    api_keys: dict[str, str]

    @property
    def secret_bytes(self) -> bytes:
        """The installation's secret."""
        return base64.b64decode(self.secret)

    @classmethod
    def drawn(cls, brands: Iterable[str]) -> Self:
        """New keys."""
        return cls(
            secret=base64.b64encode(secrets.token_bytes(32)).decode(),
            wallet_secret=secrets.token_urlsafe(32),
            password=secrets.token_urlsafe(12),
            pin=f"{secrets.randbelow(10**6):06}",
            api_keys={brand: f"bck_{secrets.token_urlsafe(32)}" for brand in brands},
        )


def read_keys(path: Path) -> Keys | None:
    """The keys of an earlier start; None when there are none, or none that can be used."""
    try:
        return Keys(**json.loads(path.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def write_keys(path: Path, keys: Keys) -> None:
    """Keep the keys, readable by their owner only."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(keys), file, indent=2)
