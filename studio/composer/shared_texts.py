"""Shared texts in the studio: listed, edited, tried on the drafts that use them, with every version."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from engine.api import AffectedDraft, DraftConflict, Invalid, Label, NotShared, SharedText, StudioUser
from studio.composer.changes import Comparison, compare
from studio.composer.editor_script import shared_script
from studio.composer.json_twin import encode
from studio.composer.language import BODY_BYTES_MAX, json_body
from studio.composer.presenters import problem_order
from studio.composer.screens import Screen, action, screen, whole_number
from studio.composer.sharing import here, shared_page
from studio.composer.views import DraftEffect, SharedEditor, SharedLine, SharedList
from studio.i18n.locales import locale_of

SECTION: Final = "shared"
BASE: Final = "/studio/shared"
_ONE: Final = BASE + "/{name}"
_TAKEN: Final = Label("There is a shared text of that name already.", "已有同名的共享文本。")
_WRONG: Final = Label(
    "The text has errors. It was not saved, because campaigns use it.",
    "文本有错误。由于有活动要使用它，未予保存。",
)
_MALFORMED: Final = Label(
    "The text could not be laid out; it stays exactly as you wrote it.", "暂时无法排版，文本保持原样。"
)


async def show_all(request: Request, user: StudioUser) -> Screen:
    """GET /studio/shared"""
    return await _list(request, user, "", None)


async def create(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/shared {name}: an empty text of that name, opened in the editor."""
    form = await request.form()
    name = str(form.get("name", "")).strip()
    head = "共享" if locale_of(request).startswith("zh") else "shared"
    written = name.replace("\\", "\\\\").replace('"', '\\"')
    try:
        made = await request.app.state.engine.shared.save(
            user.brand, f'{head} "{written}"\n', user.name, name=name, revision=0
        )
    except Invalid as refusal:
        return await _list(request, user, name, refusal.message)
    if isinstance(made, SharedText):
        return RedirectResponse(shared_page(made.name), status_code=303)
    return await _list(request, user, name, _TAKEN if isinstance(made, DraftConflict) else _WRONG)


async def _list(request: Request, user: StudioUser, name: str, fault: Label | None) -> Screen:
    found = await request.app.state.engine.shared.all(user.brand)
    lines = tuple(
        SharedLine(one.name, shared_page(one.name), one.number, one.saved_by, one.saved_at) for one in found
    )
    return Screen(
        "composer/shared_texts.html",
        SharedList(lines, name[:64], fault),
        SECTION,
        200 if fault is None else 422,
    )


async def show_one(request: Request, user: StudioUser) -> Screen:
    """GET /studio/shared/{name}; `?version=` reads an earlier one, `?line=` puts the caret there."""
    asked = request.query_params
    view = await _view(
        request,
        user,
        saved=bool(asked.get("saved")),
        line=whole_number(asked.get("line")),
        shown=whole_number(asked.get("version")),
    )
    return Screen("composer/shared_text.html", view, SECTION, 200, shared_script(request, view, None))


async def save_form(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/shared/{name}: try the text on the drafts that use it, lay it out, or save it."""
    engine, name = request.app.state.engine, request.path_params["name"]
    stored = (await engine.shared.one(user.brand, name)).text
    form = await request.form()
    text = str(form.get("text", "")).replace("\r\n", "\n")
    revision = whole_number(str(form.get("revision", ""))) or 0
    pressed = str(form.get("action", "save"))
    fault, status, conflict = None, 200, False
    try:
        if pressed == "format":
            language = str(form.get("lang", ""))
            text = (await engine.language_of(user.brand)).format(
                text, language if language in ("en", "zh") else None
            )
        elif pressed == "save":
            answer = await engine.shared.save(user.brand, text, user.name, name=name, revision=revision)
            if isinstance(answer, SharedText):
                return RedirectResponse(shared_page(name) + "?saved=1", status_code=303)
            conflict = isinstance(answer, DraftConflict)
            fault, status = (None, 409) if conflict else (_WRONG, 422)
    except Invalid as refusal:
        fault, status = (_MALFORMED if pressed == "format" else refusal.message), 422
    view = await _view(request, user, text=text, fault=fault, conflict=conflict)
    return Screen("composer/shared_text.html", view, SECTION, status, shared_script(request, view, stored))


async def save_text(request: Request, user: StudioUser) -> Response:
    """PUT /studio/shared/{name}/text {text, revision} -> {revision}; 409 {revision, text} of a newer one, 422 {message}."""
    body = await json_body(request, text=str, revision=int)
    name, shared = request.path_params["name"], request.app.state.engine.shared
    try:
        answer = await shared.save(user.brand, body["text"], user.name, name=name, revision=body["revision"])
    except Invalid as refusal:
        return JSONResponse({"message": refusal.message[locale_of(request)]}, status_code=422)
    if isinstance(answer, NotShared):
        return JSONResponse({"message": _WRONG[locale_of(request)]}, status_code=422)
    if isinstance(answer, DraftConflict):
        return JSONResponse(encode(answer), status_code=409)
    return JSONResponse({"revision": answer.number})


async def _view(
    request: Request,
    user: StudioUser,
    *,
    text: str | None = None,
    saved: bool = False,
    fault: Label | None = None,
    conflict: bool = False,
    line: int | None = None,
    shown: int | None = None,
) -> SharedEditor:
    """The page of a shared text, with the stored text or another one that is not stored yet."""
    engine, name = request.app.state.engine, request.path_params["name"]
    newest = await engine.shared.one(user.brand, name)
    versions: tuple[SharedText, ...] = await engine.shared.history(user.brand, name)
    tried = text is not None and text != newest.text
    text = newest.text if text is None else text
    language = await engine.language_of(user.brand)
    problems = tuple(sorted(language.problems(text), key=problem_order))
    return SharedEditor(
        name=name,
        url=shared_page(name),
        text=text,
        revision=newest.number,
        problems=problems,
        errors=sum(one.severity == "error" for one in problems),
        saved=saved,
        conflict=compare(newest.text, text) if conflict else None,
        fault=fault,
        line=line,
        versions=versions,
        affected=await _affected(engine, user.brand, text, newest.text),
        tried=tried,
        shown=shown if any(one.number == shown for one in versions) else None,
        changes=_changes(versions, shown),
    )


async def _affected(engine: Any, brand: str, text: str, stored: str) -> tuple[DraftEffect, ...]:
    """What a text does to the drafts that use it; one that is no shared text has no effect to tell."""
    try:
        found: tuple[AffectedDraft, ...] = await engine.shared.affected(brand, text)
    except Invalid:
        found = await engine.shared.affected(brand, stored)
    return tuple(
        DraftEffect(
            one.campaign_id, one.title, here(one.problems), one.changes.changes if one.changes else None
        )
        for one in found
    )


def _changes(versions: tuple[SharedText, ...], number: int | None) -> Comparison | None:
    """What a version changed in the one before."""
    texts = {one.number: one.text for one in versions}
    return (
        None if number is None or number not in texts else compare(texts.get(number - 1, ""), texts[number])
    )


routes = [
    *screen(BASE, show_all),
    action(BASE, create),
    *screen(_ONE, show_one),
    action(_ONE, save_form, body_bytes_max=BODY_BYTES_MAX),
    action(_ONE + "/text", save_text, "PUT", BODY_BYTES_MAX),
]
