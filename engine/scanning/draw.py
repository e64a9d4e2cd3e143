"""The number that fate has for a draw: fixed by the version's committed secret, so a retry cannot draw again."""

from __future__ import annotations

import hashlib
import hmac

from dsl.program import DrawNumber
from engine.scanning.dealing import Dealt


def draw_number(secret: bytes, source: str, trigger: int, site: int, scale: int) -> int:
    """A whole number in [0, scale).

    `source` is the printed code (its 14 canonical characters) for a scan, else the event's own name.
    HMAC-SHA256 under the version's secret over `source|trigger|site`, read as a 256-bit integer and scaled by
    multiplication, so that no remainder favours an outcome by more than 2^-230.
    """
    digest = hmac.digest(secret, f"{source}|{trigger}|{site}".encode(), hashlib.sha256)
    return int.from_bytes(digest, "big") * scale >> 256


def drawing(secret: bytes, source: str, trigger: int, dealt: Dealt | None = None) -> DrawNumber:
    """The draws of one event; `dealt` is its code's part in the deals."""

    def draw(site: int, scale: int) -> int:
        number = dealt.number(site) if dealt else None
        if number is not None:
            return number
        return draw_number(secret, source, trigger, site, scale)

    return draw
