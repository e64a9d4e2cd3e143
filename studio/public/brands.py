"""What pages must know of a brand: its zone, its currency, its name. They hardly ever change: asked once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request

from engine.api import BrandView, ClaimAnswer, CouponView
from studio.i18n.locales import locale_of
from studio.i18n.voice import Voice

_NOWHERE: Final = ZoneInfo("UTC")


async def brand_of(request: Request, slug: str) -> BrandView:
    """The brand. Raises NotFound for one that does not exist."""
    brands: dict[str, BrandView] = request.app.state.brands
    if slug not in brands:
        brands[slug] = await request.app.state.engine.accounts.brand(slug)
    return brands[slug]


async def voice_for(request: Request, slug: str, coupons: Iterable[CouponView] = ()) -> Voice:
    """The visitor's language and the brand's zone; UTC where a page has no brand (a code nobody knows).

    Coupons that two brands share are shown with both names, so these are looked up too.
    """
    zone = ZoneInfo((await brand_of(request, slug)).zone) if slug else _NOWHERE
    shared = [one for one in coupons if one.issuer != one.honourer]
    partners = {partner for one in shared for partner in (one.issuer, one.honourer)}
    names = {partner: (await brand_of(request, partner)).name for partner in sorted(partners)}
    return Voice(locale_of(request), zone, names)


def coupons_in(answer: ClaimAnswer | None) -> tuple[CouponView, ...]:
    """The coupons among what a claim gave."""
    return tuple(one.coupon for one in answer.grants if one.coupon) if answer else ()
