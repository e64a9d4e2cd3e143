"""What the editor asks about a text while it is written. Offsets are UTF-16 units, as browsers count."""

from __future__ import annotations

import json
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.api import Invalid, StudioUser
from studio.composer.json_twin import encode
from studio.composer.merging import merge
from studio.composer.screens import question
from studio.composer.sharing import problems, whole
from studio.i18n.locales import locale_of

#: The longest campaign text is 256 KiB; in a form, Chinese takes three times its bytes.
BODY_BYTES_MAX: Final = 1024 * 1024
#: The largest number that a browser keeps exactly.
_WHOLE_MAX: Final = 2**53 - 1
_LANGUAGES: Final = ("en", "zh")
_NAME_MAX: Final = 80


async def json_body(request: Request, **kinds: type) -> dict[str, Any]:
    """The members named in `kinds` of a JSON object, each of its type and within 53 bits; 400 for anything else."""
    try:
        body = json.loads(await request.body())
        json.dumps(
            body, ensure_ascii=False
        ).encode()  # half a surrogate pair is no text: no answer could repeat it
    except (ValueError, RecursionError):
        raise HTTPException(400) from None
    if not isinstance(body, dict) or any(type(body.get(name)) is not kind for name, kind in kinds.items()):
        raise HTTPException(400)
    if any(kind is int and abs(body[name]) > _WHOLE_MAX for name, kind in kinds.items()):
        raise HTTPException(400)
    return {name: body[name] for name in kinds}


async def check(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/check {text} -> {problems}"""
    body = await json_body(request, text=str)
    found = await problems(request.app.state.engine, user.brand, body["text"])
    return JSONResponse({"problems": encode(found)})


async def complete(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/complete {text, offset} -> {completions}"""
    body = await json_body(request, text=str, offset=int)
    engine = request.app.state.engine
    shared = await engine.shared.texts(user.brand)  # what one may still write `uses` for is offered too
    found = (await engine.language_of(user.brand)).completions(
        body["text"], max(0, body["offset"]), shared=shared
    )
    return JSONResponse({"completions": encode(found)})


async def format_text(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/format {text, lang} -> {text}; lang `en`, `zh` or empty for the text's own."""
    body = await json_body(request, text=str, lang=str)
    lang = body["lang"] if body["lang"] in _LANGUAGES else None
    try:
        language = await request.app.state.engine.language_of(user.brand)
        return JSONResponse({"text": language.format(body["text"], lang)})
    except Invalid as refusal:
        return JSONResponse({"message": refusal.message[locale_of(request)]}, status_code=422)


async def run_tests(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/test {text} -> {tests}: the tests, then the forecasts, whose simulations take a moment."""
    body = await json_body(request, text=str)
    language = await request.app.state.engine.language_of(user.brand)
    text = await whole(request.app.state.engine, user.brand, body["text"])
    forecasts = await run_in_threadpool(language.forecast, text)
    return JSONResponse({"tests": encode((*language.test(text), *forecasts))})


async def propose_tests(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/propose {text} -> {text}: with a test more for whatever none tries."""
    body = await json_body(request, text=str)
    language = await request.app.state.engine.language_of(user.brand)
    text = await whole(request.app.state.engine, user.brand, body["text"])
    tests = await run_in_threadpool(language.propose_tests, text)
    return JSONResponse({"text": with_tests(body["text"], tests)})


async def merge_texts(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/merge {base, mine, theirs, by} -> {text, clashes}: what two people changed since `base`, in one."""
    body = await json_body(request, base=str, mine=str, theirs=str, by=str)
    name = " ".join(body["by"].split())[:_NAME_MAX]
    merged = await run_in_threadpool(merge, body["base"], body["mine"], body["theirs"], name)
    return JSONResponse(encode(merged))


def with_tests(text: str, tests: tuple[str, ...]) -> str:
    """A text with tests at its end, each after an empty line."""
    return "\n\n".join([text.rstrip("\n"), *(test.rstrip("\n") for test in tests)]) + "\n" if tests else text


routes = [
    question("/studio/language/check", check, BODY_BYTES_MAX),
    question("/studio/language/complete", complete, BODY_BYTES_MAX),
    question("/studio/language/format", format_text, BODY_BYTES_MAX),
    question("/studio/language/merge", merge_texts, 3 * BODY_BYTES_MAX),
    question("/studio/language/test", run_tests, BODY_BYTES_MAX),
    question("/studio/language/propose", propose_tests, BODY_BYTES_MAX),
]
