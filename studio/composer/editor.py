"""The text editor: the draft shown, saved, formatted and tested, with or without script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from engine.api import DraftConflict, Invalid, Label, Language, StudioUser
from studio.composer import presenters
from studio.composer.campaign import BASE, SECTION
from studio.composer.editor_script import editor_script
from studio.composer.json_twin import encode
from studio.composer.language import BODY_BYTES_MAX, json_body, with_tests
from studio.composer.screens import Screen, action, screen, whole_number
from studio.composer.sharing import here, problems, whole
from studio.composer.views import Editor, TestLine
from studio.i18n.locales import locale_of

_MALFORMED: Final = Label(
    "The text could not be laid out; it stays exactly as you wrote it.", "暂时无法排版，文本保持原样。"
)


async def show_editor(request: Request, user: StudioUser) -> Screen:
    """GET …/{id}/edit; `?line=` puts the caret there, `?saved=1` and `?tests=1` say what was just done."""
    engine = request.app.state.engine
    detail = await engine.campaigns.detail(user.brand, request.path_params["campaign_id"])
    asked = request.query_params
    told = asked.get("tests")
    tests = (
        test_lines(await engine.language_of(user.brand), await whole(engine, user.brand, detail.draft))
        if told
        else None
    )
    fault = _MALFORMED if asked.get("unformatted") else None
    line = whole_number(asked.get("line"))
    return _shown(
        request,
        presenters.editor(detail, tests=tests, saved=bool(asked.get("saved")), fault=fault, line=line),
    )


async def save_form(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/{id}/edit: save the draft, then do what the button says. A newer draft is never overwritten."""
    engine, campaign_id = request.app.state.engine, request.path_params["campaign_id"]
    form = await request.form()
    text = str(form.get("text", "")).replace("\r\n", "\n")
    revision = whole_number(str(form.get("revision", ""))) or 0
    pressed = str(form.get("action", "save"))
    try:
        answer = await engine.campaigns.save_draft(
            user.brand, campaign_id, text, revision, user.name, account=user.id
        )
    except Invalid as refusal:
        stored = presenters.editor(
            await engine.campaigns.detail(user.brand, campaign_id), fault=refusal.message
        )
        return _shown(request, replace(stored, text=text), status=422, stored=stored.text)
    if isinstance(answer, DraftConflict):
        stored = presenters.editor(await engine.campaigns.detail(user.brand, campaign_id))
        view = presenters.conflicting(stored, text, await problems(engine, user.brand, text))
        return _shown(request, view, status=409, stored=stored.text)
    page = f"/studio/campaigns/{campaign_id}"
    if pressed == "publish":
        return RedirectResponse(f"{page}/publish", status_code=303)
    query = "saved=1&tests=1" if pressed in ("test", "propose") else "saved=1"
    if pressed == "propose":
        resolved = await whole(engine, user.brand, text)
        proposed = with_tests(
            text, await run_in_threadpool((await engine.language_of(user.brand)).propose_tests, resolved)
        )
        await engine.campaigns.save_draft(
            user.brand, campaign_id, proposed, answer.revision, user.name, account=user.id
        )
    if pressed == "format":
        language = str(form.get("lang", ""))
        try:
            formatted = (await engine.language_of(user.brand)).format(
                text, language if language in ("en", "zh") else None
            )
        except Invalid:
            query = "unformatted=1"
        else:
            await engine.campaigns.save_draft(
                user.brand, campaign_id, formatted, answer.revision, user.name, account=user.id
            )
    return RedirectResponse(f"{page}/edit?{query}", status_code=303)


async def save_draft(request: Request, user: StudioUser) -> Response:
    """PUT …/{id}/draft {text, revision} -> {revision, problems}; 409 {revision, text} of a newer draft, 422 {message}."""
    body = await json_body(request, text=str, revision=int)
    campaign_id = request.path_params["campaign_id"]
    try:
        answer = await request.app.state.engine.campaigns.save_draft(
            user.brand, campaign_id, body["text"], body["revision"], user.name, account=user.id
        )
    except Invalid as refusal:
        return JSONResponse({"message": refusal.message[locale_of(request)]}, status_code=422)
    if isinstance(answer, DraftConflict):
        return JSONResponse(encode(answer), status_code=409)
    return JSONResponse(encode(replace(answer, problems=here(answer.problems))))


def test_lines(language: Language, text: str) -> tuple[TestLine, ...]:
    """The tests in a text, run."""
    found = language.test(text)
    return tuple(TestLine(one.name, one.passed, one.line, one.message, one.because) for one in found)


def _shown(request: Request, view: Editor, *, status: int = 200, stored: str | None = None) -> Screen:
    script: Mapping[str, object] = editor_script(request, view, stored)
    return Screen("composer/edit.html", view, SECTION, status, script)


routes = [
    *screen(BASE + "/edit", show_editor),
    action(BASE + "/edit", save_form, body_bytes_max=BODY_BYTES_MAX),
    action(BASE + "/draft", save_draft, "PUT", BODY_BYTES_MAX),
]
