"""The blocks of a text over HTTP: the page's fragment, and what one press changes, as edits of the text.

Every request brings the text it is about, so that nothing is kept between two presses and none can be about another text.
Blocks are named by the line (from 1) that begins them.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.api import StudioUser
from engine.api import editing_blocks as bl
from studio.composer.block_views import Marks, blocks_view
from studio.composer.editing import Asked
from studio.composer.json_twin import encode
from studio.composer.language import BODY_BYTES_MAX, json_body
from studio.composer.screens import Screen, question, whole_number
from studio.composer.sharing import document, problems, whole

_WHERE: Final = ("before", "after", "into")


async def show(request: Request, user: StudioUser) -> Screen:
    """POST /studio/language/blocks?decision= {text} -> the blocks as HTML, those alight that the decision would take"""
    body = await json_body(request, text=str)
    engine = request.app.state.engine
    found = await problems(engine, user.brand, body["text"])
    asked = await document(engine, user.brand, body["text"])
    marks = await _marks(request, user, body["text"])
    return Screen(
        "composer/blocks.html", await run_in_threadpool(blocks_view, asked, found, marks), "campaigns"
    )


async def _marks(request: Request, user: StudioUser, text: str) -> Marks | None:
    engine, decision = request.app.state.engine, whole_number(request.query_params.get("decision"))
    if decision is None:
        return None
    resolved = await whole(engine, user.brand, text)
    return Marks(decision, await engine.campaigns.replayed(user.brand, decision, resolved))


async def change(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/blocks/change {text, act, line, target, where, insert} -> {edits}; 422 where it cannot stand.

    `act` is move, copy, remove or insert; `target` 0 is the end of the text.
    """
    body = await json_body(request, text=str, act=str, line=int, target=int, where=str, insert=str)
    if body["where"] not in _WHERE:
        raise HTTPException(400)
    asked = Asked(await document(request.app.state.engine, user.brand, body["text"]))
    try:
        match body["act"]:
            case "move":
                edit = bl.moved(asked.document, body["line"], body["target"], body["where"])
            case "copy":
                edit = bl.copied(asked.document, body["line"])
            case "remove":
                edit = bl.removed(asked.document, body["line"])
            case "insert":
                edit = bl.inserted(asked.document, body["insert"], body["target"] or None, body["where"])
            case _:
                raise HTTPException(400)
    except bl.Misplaced:
        return JSONResponse({}, status_code=422)
    return JSONResponse({"edits": asked.edits([edit])})


async def choices(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/blocks/choices {text, start, end} -> {choices: [{text, help}]}: what may stand there."""
    body = await json_body(request, text=str, start=int, end=int)
    asked = Asked(await document(request.app.state.engine, user.brand, body["text"]))
    at = bl.Stretch(asked.units.back(body["start"]), asked.units.back(body["end"]))
    found = await run_in_threadpool(bl.choices, asked.document, at)
    return JSONResponse({"choices": [{"text": text, "help": encode(told)} for text, told in found]})


async def menu(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/blocks/menu {text, line} -> {further, within}: what may be said besides, and put under it.

    Line 0 is the whole text.
    """
    body = await json_body(request, text=str, line=int)
    asked = Asked(await document(request.app.state.engine, user.brand, body["text"]))
    line, count = body["line"], len(asked.document.source.lines)
    if not 0 <= line <= count:
        raise HTTPException(404)
    further: list[dict[str, Any]] = []
    if line:
        spoken = asked.document.source.lines[line - 1].read.spoken
        end = asked.units.of(spoken[-1].end) if spoken else 0
        further = [
            {"text": text, "name": encode(name), "at": end} for text, name in bl.further(asked.document, line)
        ]
    within = [
        {"name": encode(offer.name), "help": encode(offer.help), "text": offer.text}
        for offer in bl.offers(asked.document, line or None)
    ]
    return JSONResponse({"further": further, "within": within})


routes = [
    question("/studio/language/blocks", show, BODY_BYTES_MAX),
    question("/studio/language/blocks/change", change, BODY_BYTES_MAX),
    question("/studio/language/blocks/choices", choices, BODY_BYTES_MAX),
    question("/studio/language/blocks/menu", menu, BODY_BYTES_MAX),
]
