"""The brand's own events: what is declared, one more, a change, and taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import DeclaredEvent, EventDeclaration, EventParam, Invalid, Label, StudioUser
from studio.composer.screens import Screen, action, screen

PATH: Final = "/studio/events"
SECTION: Final = "events"
KINDS: Final = ("text", "count", "money", "choice", "flag", "region", "instant")
ROWS_MAX: Final = 12
_SPARE: Final = 2
_FIELDS: Final = ("name", "word", "kind", "choices", "minimum", "maximum")
_FIELD_MAX: Final = 400
_DIGITS: Final = 13


@dataclass(frozen=True, slots=True)
class Events:
    """What is declared."""

    events: tuple[DeclaredEvent, ...]


@dataclass(frozen=True, slots=True)
class OneEvent:
    """The form of an event: as declared, or as typed with what is wrong and in which row."""

    declared: DeclaredEvent | None
    name: str
    en: str
    zh: str
    rows: tuple[dict[str, str], ...]
    kinds: tuple[str, ...]
    place: str
    fault: Label | None
    done: bool


async def show_all(request: Request, user: StudioUser) -> Screen:
    """GET /studio/events"""
    events = await request.app.state.engine.declarations.all(user.brand)
    return Screen("declarations/events.html", Events(events), SECTION)


async def show_new(request: Request, user: StudioUser) -> Screen:
    """GET /studio/events/new"""
    return _screen(None, "", "", "", [])


async def show_one(request: Request, user: StudioUser) -> Screen:
    """GET /studio/events/{name}"""
    found = await _one(request, user)
    event = found.declaration
    typed = [_typed(one) for one in event.params]
    done = request.query_params.get("saved") == "1"
    return _screen(found, event.name, event.label.en, event.label.zh, typed, done=done)


async def add(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/events/new"""
    request.state.page_path = f"{PATH}/new"
    return await _declare(request, user, None)


async def change(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/events/{name}: declare it otherwise, or with `act=withdraw` take it back."""
    found = await _one(request, user)
    name = found.declaration.name
    request.state.page_path = f"{PATH}/{name}"
    if (await request.form()).get("act") != "withdraw":
        return await _declare(request, user, found)
    try:
        await request.app.state.engine.declarations.withdraw(user.brand, name, user.name)
    except Invalid as refusal:
        event = found.declaration
        typed = [_typed(one) for one in event.params]
        return _screen(found, name, event.label.en, event.label.zh, typed, ("name", refusal.message))
    return RedirectResponse(PATH, 303)


async def _declare(request: Request, user: StudioUser, found: DeclaredEvent | None) -> Screen | Response:
    form = await request.form()
    name, en, zh = (str(form.get(field, "")).strip()[:_FIELD_MAX] for field in ("name", "en", "zh"))
    name = found.declaration.name if found else name
    rows = [
        {field: str(form.get(f"{row}-{field}", "")).strip()[:_FIELD_MAX] for field in _FIELDS}
        for row in range(ROWS_MAX)
    ]
    rows = [row for row in rows if row["name"] or row["word"]]
    fault = next((wrong for place, row in enumerate(rows) if (wrong := _figures_wrong(place, row))), None)
    if fault is None:
        wanted = EventDeclaration(name, Label(en, zh), tuple(map(_param, rows)))
        try:
            await request.app.state.engine.declarations.declare(user.brand, wanted, user.name)
        except Invalid as refusal:
            fault = (refusal.field, refusal.message)
    if fault:
        return _screen(found, name, en, zh, rows, fault)
    return RedirectResponse(f"{PATH}/{name}?saved=1", 303)


def _figures_wrong(place: int, row: Mapping[str, str]) -> tuple[str, Label] | None:
    for field in ("minimum", "maximum"):
        text = row[field]
        if text and not (text.isascii() and text.isdecimal() and len(text) <= _DIGITS):
            return f"params/{place}/{field}", Label("write a whole number", "请填写整数")
    return None


def _param(row: Mapping[str, str]) -> EventParam:
    choices = tuple(row["choices"].replace(",", " ").replace("，", " ").split())
    least, most = (int(row[field]) if row[field] else None for field in ("minimum", "maximum"))
    return EventParam(row["name"], row["word"], cast(Any, row["kind"]), choices, least, most)


def _typed(one: EventParam) -> dict[str, str]:
    return {
        "name": one.name,
        "word": one.word,
        "kind": one.kind,
        "choices": " ".join(one.choices),
        "minimum": "" if one.minimum is None else str(one.minimum),
        "maximum": "" if one.maximum is None else str(one.maximum),
    }


async def _one(request: Request, user: StudioUser) -> DeclaredEvent:
    name = request.path_params["name"]
    for one in await request.app.state.engine.declarations.all(user.brand):
        if one.declaration.name == name:
            found: DeclaredEvent = one
            return found
    raise HTTPException(404)


def _screen(
    found: DeclaredEvent | None,
    name: str,
    en: str,
    zh: str,
    typed: list[dict[str, str]],
    fault: tuple[str, Label] | None = None,
    *,
    done: bool = False,
) -> Screen:
    empty = dict.fromkeys(_FIELDS, "")
    rows = [*typed, *(dict(empty) for _ in range(min(_SPARE, ROWS_MAX - len(typed))))]
    place, words = fault or ("", None)
    view = OneEvent(found, name, en, zh, tuple(rows), KINDS, place, words, done)
    return Screen("declarations/event.html", view, SECTION, 422 if fault else 200)


routes: list[BaseRoute] = [
    *screen(PATH, show_all),
    *screen(PATH + "/new", show_new),
    action(PATH + "/new", add),
    *screen(PATH + "/{name}", show_one),
    action(PATH + "/{name}", change),
]
