"""The gallery of themes, and a contact sheet of every state of the scan page under one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from engine.api import STATES, Label, StudioUser
from studio.composer.screens import Screen, file, screen
from studio.i18n.locales import CHINESE, LOCALES, locale_of
from studio.i18n.voice import Voice
from studio.public.looks import Look, shelf_of
from studio.public.scan_page import scan_page
from studio.security.headers import framed_policy, nonce_of
from studio.themes.samples import sample
from studio.themes.weights import Weight, weigh

SECTION: Final = "themes"
SCHEMES: Final = ("light", "dark")
WIDTHS: Final = (320, 390, 430)
_SCRIPT: Final = re.compile(r"<script\b.*?</script>", re.DOTALL)
#: A frame cannot be told to be dark, so what the page asks of the device is answered in its text.
_ASKS_DARK: Final = re.compile(r"\(prefers-color-scheme:\s*dark\)")
_ANSWER: Final = {"light": "not all", "dark": "all"}


@dataclass(frozen=True, slots=True)
class ThemeCard:
    """A theme of the gallery. `used` are the campaigns whose live text names it."""

    code: str
    label: Label
    help: Label
    weight: Weight
    used: tuple[tuple[int, Label], ...]


@dataclass(frozen=True, slots=True)
class ThemeGallery:
    """Every installed theme."""

    themes: tuple[ThemeCard, ...]


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """A theme with every state in one language, scheme and width; the address says which."""

    theme: ThemeCard
    states: tuple[str, ...]
    locale: str
    scheme: str
    width: int
    locales: tuple[str, ...] = LOCALES
    schemes: tuple[str, ...] = SCHEMES
    widths: tuple[int, ...] = WIDTHS


async def show_gallery(request: Request, user: StudioUser) -> Screen:
    """GET /studio/themes"""
    themes = request.app.state.engine.themes
    cards = [await _card(request, user, code) for code in sorted(themes)]
    return Screen("themes/gallery.html", ThemeGallery(tuple(cards)), SECTION, frames=True)


async def show_theme(request: Request, user: StudioUser) -> Screen:
    """GET /studio/themes/{theme}?locale=&scheme=&width="""
    asked = request.query_params
    locale = asked.get("locale", locale_of(request))
    scheme, width = asked.get("scheme", "light"), asked.get("width", "320")
    sheet = ContactSheet(
        await _card(request, user, request.path_params["theme"]),
        STATES,
        locale if locale in LOCALES else CHINESE,
        scheme if scheme in SCHEMES else "light",
        int(width) if width in {str(one) for one in WIDTHS} else WIDTHS[0],
    )
    return Screen("themes/theme.html", sheet, SECTION, frames=True)


async def preview(request: Request, user: StudioUser) -> Response:
    """GET /studio/themes/{theme}/{state}/{locale}/{scheme}: the page itself, without script, to be framed."""
    asked = request.path_params
    look = _look(request, asked["theme"])
    if asked["state"] not in STATES or asked["locale"] not in LOCALES or asked["scheme"] not in SCHEMES:
        raise HTTPException(404)
    html = await _page(request, user, look, asked["state"], asked["locale"])
    html = _ASKS_DARK.sub(_ANSWER[asked["scheme"]], html)
    headers = {"Content-Security-Policy": framed_policy(nonce_of(request))}
    return HTMLResponse(html, headers=headers)


async def _card(request: Request, user: StudioUser, code: str) -> ThemeCard:
    look = _look(request, code)
    summaries = await request.app.state.engine.campaigns.all(user.brand)
    used = []
    for one in summaries:
        if one.state in ("live", "scheduled", "paused"):
            detail = await request.app.state.engine.campaigns.detail(user.brand, one.id)
            newest = max(detail.versions, key=lambda version: version.number, default=None)
            spelled = (code, look.theme.label.zh)
            if newest and any(word in newest.text for word in spelled):
                used.append((one.id, one.title))
    page = await _page(request, user, look, "won", CHINESE)
    return ThemeCard(code, look.theme.label, look.theme.help, weigh(look, page), tuple(used))


async def _page(request: Request, user: StudioUser, look: Look, state: str, locale: str) -> str:
    """A state's page in a language, which need not be the studio's."""
    brand = await request.app.state.engine.accounts.brand(user.brand)
    own, request.state.locale = request.state.locale, locale
    try:
        shown = scan_page(
            request, sample(state, look, Voice(locale, ZoneInfo(brand.zone))), 200, packed=False
        )
    finally:
        request.state.locale = own
    return _SCRIPT.sub("", bytes(shown.body).decode())


def _look(request: Request, code: str) -> Look:
    look = shelf_of(request).find(code)
    if look is None:
        raise HTTPException(404)
    return look


routes = [
    *screen("/studio/themes", show_gallery),
    *screen("/studio/themes/{theme}", show_theme),
    file("/studio/themes/{theme}/{state}/{locale}/{scheme}", preview),
]
