"""What every door of the till needs: who stands at it, what was typed, whether a request number will do."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from dsl.values import Label
from engine.codes.alphabet import SYMBOLS
from engine.errors import Invalid
from engine.outcomes import ClerkIdentity
from engine.outlets.identity import ONLINE, Till
from engine.storage.outlet_store import OutletStore

_FOLD = str.maketrans({"I": "1", "L": "1", "O": "0"})
REQUEST_MAX: Final = 64


def typed_code(text: str) -> str:
    """A member or coupon code from what was typed or scanned: an address gives its last part."""
    try:
        tail = urlsplit(text.strip()).path.rstrip("/").rsplit("/", 1)[-1] if "/" in text else text
    except ValueError:  # no address at all, such as one with half a bracket for its host
        return ""
    upper = "".join(tail.upper().translate(_FOLD).split()).replace("-", "")[:32]
    return upper if upper and all(symbol in SYMBOLS for symbol in upper) else ""


async def till_of(outlets: OutletStore, clerk: ClerkIdentity, taken_at: datetime | None = None) -> Till:
    """The till at which a clerk stands."""
    outlet = await outlets.outlet(clerk.outlet_id)
    return Till(
        clerk.brand,
        clerk.outlet_id,
        clerk.id,
        await outlets.owner_of(clerk.outlet_id),
        taken_at,
        clerk.outlet_code,
        outlet.region if outlet else "",
        outlet is not None and outlet.sells == ONLINE,
    )


def check_request(request_id: str) -> None:
    """Raises `Invalid` for a request number that cannot be kept."""
    if not (1 <= len(request_id) <= REQUEST_MAX and request_id.isprintable()):
        raise Invalid(
            "request_id",
            Label(f"use 1 to {REQUEST_MAX} printable characters", f"请使用 1 至 {REQUEST_MAX} 个可显示字符"),
        )
