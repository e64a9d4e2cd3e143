"""What pages must know of a brand: its zone and its currency. Neither ever changes, so it is asked once."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from engine.api import BrandView
from starlette.requests import Request

from studio.i18n.locales import locale_of
from studio.i18n.voice import Voice

_NOWHERE: Final = ZoneInfo("UTC")


async def brand_of(request: Request, slug: str) -> BrandView:
    """The brand. Raises NotFound for one that does not exist."""
    brands: dict[str, BrandView] = request.app.state.brands
    if slug not in brands:
        brands[slug] = await request.app.state.engine.accounts.brand(slug)
    return brands[slug]


async def voice_for(request: Request, slug: str) -> Voice:
    """The visitor's language and the brand's zone; UTC where a page has no brand (a code nobody knows)."""
    zone = ZoneInfo((await brand_of(request, slug)).zone) if slug else _NOWHERE
    return Voice(locale_of(request), zone)
