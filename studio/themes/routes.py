"""The gallery of themes, and a contact sheet of every state of the scan page under one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.api import STATES, Label, StudioUser, page_views
from studio.composer.screens import Screen, file, screen
from studio.i18n.locales import CHINESE, LOCALES, locale_of
from studio.public.looks import Look, shelf_of
from studio.themes import editor, licences, own_sheet, planning
from studio.themes.previews import SCHEMES, framed, page_html
from studio.themes.weights import Weight, sizes_of, weigh

SECTION: Final = "themes"
WIDTHS: Final = (320, 390, 430)


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
    """Every installed theme, and the newest version of each of the brand's own."""

    themes: tuple[ThemeCard, ...]
    own: tuple[page_views.ThemeVersion, ...]


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
    newest: dict[int, page_views.ThemeVersion] = {}
    for one in await request.app.state.engine.pages.themes(user.brand):
        newest.setdefault(one.theme.theme_id, one)
    view = ThemeGallery(tuple(cards), tuple(newest.values()))
    return Screen("themes/gallery.html", view, SECTION, frames=True)


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
    return framed(
        request, await page_html(request, user, look, asked["state"], asked["locale"]), asked["scheme"]
    )


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
    page = await page_html(request, user, look, "won", CHINESE)
    return ThemeCard(code, look.theme.label, look.theme.help, weigh(sizes_of(look), page), tuple(used))


def _look(request: Request, code: str) -> Look:
    look = shelf_of(request).find(code)
    if look is None:
        raise HTTPException(404)
    return look


routes = [
    *screen("/studio/themes", show_gallery),
    *screen("/studio/themes/{theme}", show_theme),
    file("/studio/themes/{theme}/{state}/{locale}/{scheme}", preview),
    *editor.routes,
    *own_sheet.routes,
    *licences.routes,
    *planning.routes,
]
