"""The name of the claim that an event makes in a campaign: its draws go by it, so that the teller can verify them."""

from __future__ import annotations

import hashlib
from typing import Final

_DIGITS: Final = 32


def event_source(campaign_id: int, name: str, event_id: str) -> str:
    """`e:CAMPAIGN:` and the first 32 hexadecimal digits of SHA-256 over event name, line feed and the teller's id."""
    digest = hashlib.sha256(f"{name}\n{event_id}".encode()).hexdigest()[:_DIGITS]
    return f"e:{campaign_id}:{digest}"
