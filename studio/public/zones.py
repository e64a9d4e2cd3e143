"""The time zone in which a brand speaks; it never changes for a brand, so it is asked for once."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request

from studio.i18n.locales import locale_of
from studio.i18n.voice import Voice

_NOWHERE: Final = ZoneInfo("UTC")


async def voice_for(request: Request, brand: str) -> Voice:
    """The visitor's language and the brand's zone; UTC where a page has no brand (a code nobody knows)."""
    if not brand:
        return Voice(locale_of(request), _NOWHERE)
    zones: dict[str, ZoneInfo] = request.app.state.zones
    if brand not in zones:
        zones[brand] = ZoneInfo((await request.app.state.engine.accounts.brand(brand)).zone)
    return Voice(locale_of(request), zones[brand])
