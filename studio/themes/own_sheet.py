"""The contact sheet of a version of an own theme: every state in one language, scheme and width."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import STATES, StudioUser, page_views
from studio.composer.screens import Screen, screen
from studio.i18n.locales import CHINESE, LOCALES, locale_of
from studio.themes.editor import ONE, SECTION, WIDTHS
from studio.themes.previews import SCHEMES, weight_of_theme
from studio.themes.weights import Weight


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """A version with every state; the address says how."""

    version: page_views.ThemeVersion
    weight: Weight
    states: tuple[str, ...]
    locale: str
    scheme: str
    width: int
    locales: tuple[str, ...] = LOCALES
    schemes: tuple[str, ...] = SCHEMES
    widths: tuple[int, ...] = WIDTHS


async def show(request: Request, user: StudioUser) -> Screen:
    """GET …/{version}/sheet?locale=&scheme=&width="""
    asked = request.query_params
    version = await request.app.state.engine.pages.theme(user.brand, request.path_params["version_id"])
    locale, scheme = asked.get("locale", locale_of(request)), asked.get("scheme", "light")
    width = asked.get("width", "")
    sheet = OwnSheet(
        version,
        await weight_of_theme(request, user, version.theme),
        STATES,
        locale if locale in LOCALES else CHINESE,
        scheme if scheme in SCHEMES else "light",
        int(width) if width in {str(one) for one in WIDTHS} else WIDTHS[0],
    )
    return Screen("themes/own_sheet.html", sheet, SECTION, frames=True)


routes = [*screen(ONE + "/sheet", show)]
