"""The brand's own pictures by their addresses, and the picture that chat apps show of an invitation.

What a licence no longer covers is gone from every address at that instant: nobody was allowed to keep it longer.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import page_views
from studio.assets import FOREVER
from studio.i18n.locales import locale_of
from studio.public.looks import number_of, shelf_of

_KINDS: Final = ("image/avif", "image/webp")
#: What every browser shows.
_ALWAYS: Final = ("image/jpeg", "image/png")
_NAMED: Final = re.compile(r"[a-z-]+/[a-z*+-]+")
_NEUTRAL_CARD: Final = "card.png"


def region_of(request: Request) -> str | None:
    """Where the request comes from, if the operator's proxy says so in a header it alone can set."""
    header = request.app.state.settings.region_header
    return request.headers.get(header) or None if header else None


async def serve_own_picture(request: Request) -> Response:
    """GET /static/picture/{brand}/{id}: in the smallest form that the browser names; 410 once a licence is over."""
    named = set(_NAMED.findall(request.headers.get("accept", "")))
    accepted = (*(kind for kind in _KINDS if kind in named), *_ALWAYS)
    brand, picture_id = request.path_params["brand"], request.path_params["picture_id"]
    found = await request.app.state.engine.pages.picture(brand, picture_id, accepted, region_of(request))
    if isinstance(found, page_views.PictureGone):
        words = found.words.zh if locale_of(request).startswith("zh") else found.words.en
        return PlainTextResponse(words, 410)
    return _answer(found)


async def share_card(request: Request) -> Response:
    """GET /i/{token}/card: the picture of an invitation as it may be shown now; a plain one where none may."""
    region, engine = region_of(request), request.app.state.engine
    page = await engine.referrals.open(request.path_params["token"], None, region=region)
    if page.phase == "unknown":
        raise HTTPException(404)
    look = shelf_of(request).look(page.theme)
    picture_id = number_of(look.pictures.get("share") or look.pictures.get("hero"))
    if picture_id is not None:
        found = await engine.pages.picture(page.brand, picture_id, _ALWAYS, region)
        if isinstance(found, page_views.PictureFile):
            return _answer(found)
    asset = request.app.state.assets.find(_NEUTRAL_CARD)
    assert asset is not None, "the plain card is one of our files"
    return Response(
        asset[0].content, media_type="image/png", headers={"Cache-Control": "public, max-age=300"}
    )


def _answer(found: page_views.PictureFile) -> Response:
    keep = FOREVER if found.keep_s is None else f"private, max-age={found.keep_s}, must-revalidate"
    headers = {
        "Cache-Control": keep,
        "Vary": "Accept",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(found.data, media_type=found.media_type, headers=headers)


routes = [
    Route("/static/picture/{brand}/{picture_id:id}", serve_own_picture),
    Route("/i/{token}/card", share_card),
]
