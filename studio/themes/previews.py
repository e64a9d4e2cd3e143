"""Own themes to look at before anybody else does: any version, in any state, with its pictures within the page itself."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from engine.api import StudioUser, page_views
from studio.i18n.locales import CHINESE
from studio.i18n.voice import Voice
from studio.public.looks import Look, number_of, shelf_of
from studio.public.scan_page import scan_page
from studio.security.headers import framed_policy, nonce_of
from studio.themes.samples import sample
from studio.themes.weights import Weight, sizes_of, weigh

_SCRIPT: Final = re.compile(r"<script\b.*?</script>", re.DOTALL)
#: A frame cannot be told to be dark, so what the page asks of the device is answered in its text.
_ASKS_DARK: Final = re.compile(r"\(prefers-color-scheme:\s*dark\)")
_ANSWER: Final = {"light": "not all", "dark": "all"}
SCHEMES: Final = ("light", "dark")


async def page_html(request: Request, user: StudioUser, look: Look, state: str, locale: str) -> str:
    """A state's page in a language, which need not be the studio's; without script."""
    brand = await request.app.state.engine.accounts.brand(user.brand)
    own, request.state.locale = request.state.locale, locale
    try:
        shown = scan_page(
            request, sample(state, look, Voice(locale, ZoneInfo(brand.zone))), 200, packed=False
        )
    finally:
        request.state.locale = own
    return _SCRIPT.sub("", bytes(shown.body).decode())


def framed(request: Request, html: str, scheme: str) -> Response:
    """A page to be framed: as a light or a dark device shows it, and without any power."""
    html = _ASKS_DARK.sub(_ANSWER[scheme], html)
    return HTMLResponse(html, headers={"Content-Security-Policy": framed_policy(nonce_of(request))})


async def drawn(request: Request, user: StudioUser, theme: page_views.OwnTheme) -> Look:
    """The look of a version with its pictures inside: what is not licensed yet has no address, and frames have no cookies."""
    look = shelf_of(request).dressed(theme)
    pictures = dict(look.pictures)
    for slot, address in look.pictures.items():
        number = number_of(address)
        if number is not None:
            data = await request.app.state.engine.pages.rendition(user.brand, number, "image/webp")
            pictures[slot] = f"data:image/webp;base64,{base64.b64encode(data).decode()}"
    return replace(look, pictures=pictures)


async def weight_of(request: Request, user: StudioUser, version_id: int) -> Weight:
    """What the page of a version weighs. Raises `NotFound`."""
    theme = (await request.app.state.engine.pages.theme(user.brand, version_id)).theme
    return await weight_of_theme(request, user, theme)


async def weight_of_theme(request: Request, user: StudioUser, theme: page_views.OwnTheme) -> Weight:
    """What a page dressed in a theme weighs: its pictures as WebP, which nearly all phones take or better."""
    shelf = shelf_of(request)
    look = shelf.dressed(theme)
    base = shelf.find(theme.design.base)
    book = await request.app.state.engine.pages.book(user.brand)
    sizes = {slot: size for slot, size in (sizes_of(base) if base else {}).items() if slot in look.pictures}
    for slot, number in theme.design.pictures.items():
        picture = book.pictures.get(number)
        sizes[slot] = picture.sizes.get("image/webp", 0) if picture else 0
    return weigh(sizes, await page_html(request, user, look, "won", CHINESE))
