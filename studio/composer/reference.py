"""Help pages that are written from what the language knows of itself: findings, lines, and the words of plugins."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import Label, StudioUser, reference
from studio.composer.colours import TextLine, coloured
from studio.composer.screens import Screen, screen
from studio.i18n.locales import locale_of


@dataclass(frozen=True, slots=True)
class Family:
    """Findings about one matter."""

    title: Label
    pages: tuple[reference.CodePage, ...]


@dataclass(frozen=True, slots=True)
class Codes:
    """Every finding, by matter."""

    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """One finding: the example with the lines at fault marked, and the mended one with the lines that changed."""

    page: reference.CodePage
    family: Label
    wrong: tuple[TextLine, ...]
    mended: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Language:
    """The lines of the grammar and the words of every installed plugin."""

    lines: tuple[reference.LineKind, ...]
    groups: tuple[reference.WordGroup, ...]


async def show_codes(request: Request, user: StudioUser) -> Screen:
    """GET /studio/help/codes"""
    families: dict[Label, list[reference.CodePage]] = {}
    for page in reference.code_pages():
        families.setdefault(reference.family(page.code), []).append(page)
    return Screen(
        "composer/codes.html",
        Codes(tuple(Family(title, tuple(pages)) for title, pages in families.items())),
        "help",
    )


async def show_code(request: Request, user: StudioUser) -> Screen | Response:
    """GET /studio/help/codes/BC0606"""
    code = request.path_params["code"]
    page = reference.code_page(code)
    if page is None:
        raise HTTPException(404)
    if page.code != code:
        return RedirectResponse(f"/studio/help/codes/{page.code}", status_code=308)
    example = page.example(locale_of(request))
    kept = [mark for mark, _ in example.changes() if mark != "-"]
    new = tuple(number for number, mark in enumerate(kept, 1) if mark == "+")
    return Screen(
        "composer/code.html",
        Code(
            page,
            reference.family(page.code),
            coloured(example.wrong, (example.line,)),
            coloured(example.mended or "", new),
        ),
        "help",
    )


async def show_language(request: Request, user: StudioUser) -> Screen:
    """GET /studio/help/language"""
    language = await request.app.state.engine.language_of(user.brand)
    return Screen("composer/language.html", Language(language.line_kinds(), language.words()), "help")


routes = [
    *screen("/studio/help/codes", show_codes),
    *screen("/studio/help/codes/{code}", show_code),
    *screen("/studio/help/language", show_language),
]
