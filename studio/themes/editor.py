"""The editor of the brand's own themes: fields on the left, a phone on the right, a version for each save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import STATES, Invalid, Label, StudioUser, page_views
from studio.composer.screens import Handler, Screen, action, file, question, screen, writer_for
from studio.i18n.locales import CHINESE, LOCALES, locale_of
from studio.rendering import render
from studio.themes import packages
from studio.themes.designs import COLOURS, StateFields, colours, read_design, state_fields
from studio.themes.previews import SCHEMES, drawn, framed, page_html, weight_of_theme
from studio.themes.uploads import BODY_BYTES_MAX, take_picture
from studio.themes.weights import HERO_BYTES, PAGE_BYTES, TOTAL_BYTES, Weight

SECTION: Final = "themes"
BASE: Final = "/studio/own-themes"
ONE: Final = BASE + "/{version_id:id}"
WIDTHS: Final = (320, 390, 430)
#: A form with a field for each text of each state in both languages.
_FIELDS_MAX: Final = 300
_FORM_BYTES: Final = 200_000
_LAYOUTS: Final = {name: tuple(choices) for name, choices in page_views.OPTIONS.items()}


@dataclass(frozen=True, slots=True)
class Check:
    """What a design weighs and what is wrong with it."""

    weight: Weight
    faults: tuple[tuple[str, Label], ...]
    page_max: int = PAGE_BYTES
    hero_max: int = HERO_BYTES
    total_max: int = TOTAL_BYTES


@dataclass(frozen=True, slots=True)
class ThemeEditor:
    """A version in the editor. `newest` is the number of the theme's newest version; `typed` what the form holds."""

    version: page_views.ThemeVersion
    newest: int
    versions: tuple[page_views.ThemeVersion, ...]
    colours: Mapping[str, Mapping[str, str]]
    states: tuple[StateFields, ...]
    pictures: tuple[page_views.OwnPicture, ...]
    licences: Mapping[int, Label]
    chosen: Mapping[str, int]
    options: Mapping[str, str]
    check: Check
    shown: Mapping[str, str]
    fault: Label | None = None
    saved: bool = False
    all_states: tuple[str, ...] = STATES
    locales: tuple[str, ...] = LOCALES
    schemes: tuple[str, ...] = SCHEMES
    widths: tuple[int, ...] = WIDTHS
    colour_names: tuple[str, ...] = COLOURS
    slots: tuple[str, ...] = page_views.SLOTS
    layouts: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _LAYOUTS)


async def start(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/own-themes: a theme of one's own, from an installed one."""
    engine, form = request.app.state.engine, await request.form()
    base = engine.themes.get(str(form.get("base", "")))
    if base is None:
        raise HTTPException(404)
    title = Label(
        str(form.get("title_en", "")) or base.label.en, str(form.get("title_zh", "")) or base.label.zh
    )
    try:
        made = await engine.pages.create(user.brand, title, page_views.design_of(base), user.name)
    except Invalid:
        return RedirectResponse(f"/studio/themes/{base.code}", 303)
    return RedirectResponse(f"{BASE}/{made.id}", 303)


async def show(request: Request, user: StudioUser) -> Screen:
    """GET …/{version}?state=&locale=&scheme=&width="""
    version = await _version(request, user)
    return await _screen(request, user, version, version.theme.design, request.query_params)


async def save(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{version}: the next version; one that has faults is shown again with them."""
    pages, version = request.app.state.engine.pages, await _version(request, user)
    form = await _form(request)
    request.state.page_path = f"{BASE}/{version.theme.id}"
    design = version.theme.design
    try:
        design = read_design(form, design)
        await _known_pictures(request, user, design)
        after = form.get("after", "")
        made = await pages.save(
            user.brand, version.theme.theme_id, int(after) if after.isdecimal() else 0, design, user.name
        )
    except Invalid as refusal:
        return await _screen(request, user, version, design, form, refusal.message)
    return RedirectResponse(f"{BASE}/{made.id}?saved=1", 303)


async def look_at(request: Request, user: StudioUser) -> Response:
    """POST …/{version}/preview: the page as the form has it now, to be framed."""
    version, form = await _version(request, user), await _form(request)
    state, locale, scheme = form.get("state", ""), form.get("locale", ""), form.get("scheme", "")
    if state not in STATES or locale not in LOCALES or scheme not in SCHEMES:
        raise HTTPException(404)
    theme = replace(version.theme, design=await _typed(request, user, form, version.theme.design))
    html = await page_html(request, user, await drawn(request, user, theme), state, locale)
    return framed(request, html, scheme)


async def check(request: Request, user: StudioUser) -> Response:
    """POST …/{version}/check: the weight meter and the faults of the form, as a piece of the page."""
    version, form = await _version(request, user), await _form(request)
    theme = replace(version.theme, design=await _typed(request, user, form, version.theme.design))
    found = await _check(request, user, theme)
    view = {"it": found, "write": await writer_for(request, user)}
    return render(request, "themes/check.html", view)


async def preview(request: Request, user: StudioUser) -> Response:
    """GET …/{version}/{state}/{locale}/{scheme}: a page of a saved version, to be framed."""
    asked, version = request.path_params, await _version(request, user)
    if asked["state"] not in STATES or asked["locale"] not in LOCALES or asked["scheme"] not in SCHEMES:
        raise HTTPException(404)
    look = await drawn(request, user, version.theme)
    return framed(
        request, await page_html(request, user, look, asked["state"], asked["locale"]), asked["scheme"]
    )


async def bring_picture(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{version}/pictures: a picture of the brand's own, under no licence."""
    version = await _version(request, user)
    request.state.page_path = here = f"{BASE}/{version.theme.id}"
    try:
        async with request.form(max_files=1, max_fields=5) as form:
            await take_picture(request, user, form, None)
    except Invalid as refusal:
        return await _screen(request, user, version, version.theme.design, {}, refusal.message)
    return RedirectResponse(f"{here}#pictures", 303)


async def export(request: Request, user: StudioUser) -> Response:
    """GET …/{version}/theme.zip: the version as a file that another brand or installation can take."""
    version = await _version(request, user)
    data = await packages.pack(request, user, version.theme)
    name = f"theme-{version.theme.theme_id}-v{version.theme.number}.zip"
    return Response(data, media_type="application/zip", headers={"Content-Disposition": f'attachment; filename="{name}"'})  # fmt: skip


async def _version(request: Request, user: StudioUser) -> page_views.ThemeVersion:
    version: page_views.ThemeVersion = await request.app.state.engine.pages.theme(
        user.brand, request.path_params["version_id"]
    )
    return version


async def _form(request: Request) -> dict[str, str]:
    form = await request.form(max_files=0, max_fields=_FIELDS_MAX)
    return {name: str(value) for name, value in form.items()}


async def _known_pictures(request: Request, user: StudioUser, design: page_views.Design) -> None:
    book = await request.app.state.engine.pages.book(user.brand)
    if not set(design.pictures.values()) <= book.pictures.keys():
        raise Invalid("picture-hero", Label("choose one of the pictures", "请选择列出的图片"))


async def _typed(
    request: Request, user: StudioUser, form: Mapping[str, str], before: page_views.Design
) -> page_views.Design:
    """The design of a form while somebody still types: what cannot be read yet stays as it was."""
    try:
        design = read_design(form, before)
        await _known_pictures(request, user, design)
    except Invalid:
        return before
    return design


async def _check(request: Request, user: StudioUser, theme: page_views.OwnTheme) -> Check:
    return Check(await weight_of_theme(request, user, theme), page_views.faults(theme.design))


async def _screen(
    request: Request,
    user: StudioUser,
    version: page_views.ThemeVersion,
    design: page_views.Design,
    asked: Mapping[str, str],
    fault: Label | None = None,
) -> Screen:
    pages: Any = request.app.state.engine.pages
    theme = replace(version.theme, design=design)
    all_versions = await pages.themes(user.brand)
    versions = tuple(one for one in all_versions if one.theme.theme_id == theme.theme_id)
    book = await pages.book(user.brand)
    usual = {"state": "welcome", "locale": locale_of(request) if locale_of(request) in LOCALES else CHINESE, "scheme": "light", "width": "390"}  # fmt: skip
    choices = {"state": STATES, "locale": LOCALES, "scheme": SCHEMES, "width": tuple(map(str, WIDTHS))}
    shown = {
        name: asked[name] if asked.get(name) in choices[name] else usual[name] for name in usual
    }  # what is asked for otherwise is shown as usual
    view = ThemeEditor(
        version,
        versions[0].theme.number,
        versions,
        colours(design),
        state_fields(design, theme.base),
        tuple(book.pictures.values()),
        {number: one.title for number, one in book.licences.items()},
        design.pictures,
        {name: design.options.get(name, "theme") for name in page_views.OPTIONS},
        await _check(request, user, theme),
        shown,
        fault,
        "saved" in asked,
    )
    return Screen("themes/editor.html", view, SECTION, 422 if fault else 200, frames=True)


async def bring_theme(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/own-themes/import: a theme from a file that `theme.zip` has made; its pictures are encoded anew."""
    try:
        async with request.form(max_files=1, max_fields=3) as form:
            made = await packages.take(request, user, form)
    except Invalid as refusal:
        return Screen("themes/import.html", refusal.message, SECTION, 422)
    return RedirectResponse(f"{BASE}/{made.id}", 303)


def _reading(handler: Handler) -> Any:
    return question(f"{ONE}/{'preview' if handler is look_at else 'check'}", handler, _FORM_BYTES)


routes = [
    action(BASE, start),
    action(BASE + "/import", bring_theme, body_bytes_max=packages.BODY_BYTES_MAX),
    *screen(ONE, show),
    action(ONE, save, body_bytes_max=_FORM_BYTES),
    _reading(look_at),
    _reading(check),
    action(ONE + "/pictures", bring_picture, body_bytes_max=BODY_BYTES_MAX),
    file(ONE + "/theme.zip", export),
    file(ONE + "/{state}/{locale}/{scheme}", preview),
]
