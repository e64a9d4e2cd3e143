"""Turns a frozen view into a page. Templates see `view`, `page` (the frame around it) and `t` (the words)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from studio.assets import AssetTable
from studio.i18n.catalogue import Translator
from studio.i18n.locales import CHINESE, ENGLISH, locale_of
from studio.security.cookies import CSRF, SCHEME, jar_of
from studio.security.csrf import FIELD, form_token
from studio.security.headers import nonce_of

_FOLDER: Final = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The one template environment: everything escaped, an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def page_path(request: Request, otherwise: str) -> str:
    """The address at which the page of this answer can be opened again: what the route says, or `otherwise`.

    Always within this host: two slashes at the front would name another one.
    """
    path: str = getattr(request.state, "page_path", otherwise)
    return f"/{path.lstrip('/')}" if path else ""


@dataclass(frozen=True)
class Frame:
    """What every page of one language has: its own language tag, the other one, addresses of files."""

    assets: AssetTable
    locale: str
    csrf_token = ""

    @property
    def other_locale(self) -> str:
        """The language that the switch offers."""
        return ENGLISH if self.locale.startswith("zh") else CHINESE

    @property
    def csrf_field(self) -> Markup:
        """The hidden field that each form with method post holds."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self.csrf_token)

    def static(self, name: str) -> str:
        """The lasting address of one of our files."""
        return self.assets.url(name)

    def inline(self, name: str) -> Markup:
        """One of our own style files, to stand inside a style element."""
        return Markup(self.assets.text(name))


@dataclass(frozen=True)
class Page(Frame):
    """The frame of one answer: its nonce, the switch of its own address, and what its forms must carry."""

    request: Request

    @property
    def switch_url(self) -> str:
        """This same address in the other language."""
        query = [(name, value) for name, value in parse_qsl(self.request.url.query) if name != "lang"]
        return f"{page_path(self.request, self.request.url.path)}?{urlencode([*query, ('lang', self.other_locale)])}"

    @property
    def path(self) -> str:
        """The address of this page without its query."""
        return page_path(self.request, self.request.url.path)

    @property
    def scheme(self) -> str:
        """`light` or `dark` where somebody has chosen one for the studio, else empty: as the device is set."""
        chosen = jar_of(self.request).read(self.request, SCHEME)
        return chosen if chosen in ("light", "dark") else ""

    @property
    def nonce(self) -> str:
        """For style and script elements."""
        return nonce_of(self.request)

    @property
    def csrf_token(self) -> str:  # type: ignore[override]  # read where a page is read, and then only
        """For scripts that send requests: goes into the `X-CSRF-Token` header."""
        return form_token(self.request)


def page_of(request: Request) -> Page:
    """The frame of the answer to a request."""
    return Page(request.app.state.assets, locale_of(request), request)


def render(
    request: Request,
    template: str,
    view: object,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The page of a view. Sets the form cookie when the page holds a form and the browser has none yet."""
    page = page_of(request)
    html = environment().get_template(template).render(view=view, page=page, t=Translator(page.locale))
    response = HTMLResponse(html, status_code=status, headers=headers)
    remember_form(request, response)
    return response


def remember_form(request: Request, response: Response) -> None:
    """Set the form cookie when the page holds a form and the browser has none yet."""
    if getattr(request.state, "csrf_is_new", False):
        jar_of(request).write(response, CSRF, request.state.csrf_owner)
