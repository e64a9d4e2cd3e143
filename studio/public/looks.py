"""Themes as the pages use them: style sheet, picture addresses that carry their hash, words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.api import STATES, Theme, page_views
from studio.assets import FOREVER, Asset, answer_with, asset_of
from studio.i18n.locales import CHINESE, ENGLISH, LOCALES

#: Stands in when a campaign names a theme that is not installed any more: the campaign must not suffer.
NEUTRAL: Final = "theme_plain"
#: Where the brands' own pictures are.
_OWN: Final = "/static/picture/"


@dataclass(frozen=True, slots=True)
class Look:
    """One theme, read once. `pictures` maps names without ending (`hero`) to address."""

    theme: Theme | page_views.OwnTheme
    style: Markup
    pictures: Mapping[str, str]
    files: Mapping[tuple[str, str], Asset]
    spoken: Mapping[tuple[str, str], Mapping[str, str]]

    def words(self, state: str, locale: str) -> Mapping[str, str]:
        """Headline, lead and, where there is something to do, button of a state."""
        return self.spoken[state, CHINESE if locale.startswith("zh") else ENGLISH]


def read_look(theme: Theme) -> Look:
    """Take style, pictures and words out of a theme's package: no code of a theme runs when a page is asked for."""
    addresses: dict[str, str] = {}
    files: dict[tuple[str, str], Asset] = {}
    for name in theme.pictures():
        picture = theme.picture(name)
        assert picture is not None, f"theme {theme.code} lists {name} and does not have it"
        asset = asset_of(picture.data, picture.media_type)
        files[asset.hash, name] = asset
        addresses[name.rpartition(".")[0]] = f"/static/theme/{theme.code}/{asset.hash}/{name}"
    spoken = {(state, locale): theme.words(state, locale) for state in STATES for locale in LOCALES}
    return Look(theme, Markup(theme.style()), addresses, files, spoken)


def own_look(theme: page_views.OwnTheme, base: Look | None) -> Look:
    """A theme of the brand's own: its pictures over those of its base, each at an address that licences guard."""
    pictures = dict(base.pictures) if base else {}
    if "hero" in theme.design.pictures:
        pictures.pop("hero-dark", None)  # the base's would show another scene on dark screens
    for slot, number in theme.design.pictures.items():
        pictures[slot] = f"{_OWN}{theme.brand}/{number}"
    spoken = {(state, locale): theme.words(state, locale) for state in STATES for locale in LOCALES}
    return Look(theme, Markup(theme.style()), pictures, {}, spoken)


def number_of(address: str | None) -> int | None:
    """The picture at one of these addresses."""
    return int(address.rpartition("/")[2]) if address and address.startswith(_OWN) else None


class LookShelf:
    """The looks of all installed themes and of the brands' own, each read when first shown."""

    def __init__(self, themes: Mapping[str, Theme], own: Mapping[str, page_views.OwnTheme]) -> None:
        self._themes = themes
        self._own = own
        self._looks: dict[str, Look] = {}

    def find(self, code: str) -> Look | None:
        """The look of an installed theme, or of an own one that some schedule names."""
        if code not in self._looks:
            if code in self._themes:
                self._looks[code] = read_look(self._themes[code])
            elif code in self._own:
                self._looks[code] = self.dressed(self._own[code])
        return self._looks.get(code)

    def dressed(self, theme: page_views.OwnTheme) -> Look:
        """The look of any version of an own theme."""
        return own_look(theme, self.find(theme.design.base) if theme.base else None)

    def look(self, code: str) -> Look:
        """The look of a theme, or the neutral one."""
        found = self.find(code) or self.find(NEUTRAL)
        assert found is not None, f"{NEUTRAL} is built in"
        return found


def shelf_of(request: Request) -> LookShelf:
    """The application's shelf, made from the engine's themes at the first page."""
    state = request.app.state
    if state.looks is None:
        state.looks = LookShelf(state.engine.themes, state.engine.pages.shown_themes)
    shelf: LookShelf = state.looks
    return shelf


async def serve_picture(request: Request) -> Response:
    """GET /static/theme/{code}/{hash}/{name}: a picture, kept by browsers for good."""
    parameters = request.path_params
    look = shelf_of(request).find(parameters["code"])
    picture = look.files.get((parameters["hash"], parameters["name"])) if look is not None else None
    if picture is None:
        raise HTTPException(404)
    # A picture opened by its own address must not be able to run anything either.
    policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    # The studio shows pages in sandboxed frames, whose origin is none: they load pictures like any other host would.
    headers = {
        "Cache-Control": FOREVER,
        "Content-Security-Policy": policy,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return answer_with(picture, request, headers)
