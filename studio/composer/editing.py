"""What the editor asks about a place in a text: what a word means, where a name is declared, what can be mended.

The same service as the language server's. Offsets in JSON are UTF-16 units, as browsers count.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.api import StudioUser, editing
from studio.composer.json_twin import encode
from studio.composer.language import BODY_BYTES_MAX, json_body
from studio.composer.screens import question
from studio.composer.sharing import document, shared_page
from studio.i18n.locales import locale_of


class Asked:
    """One text, and offsets in it as the browser counts."""

    def __init__(self, document: editing.Document) -> None:
        self.document = document
        self.units = editing.Units(document.text)

    def edits(self, edits: Iterable[editing.Edit]) -> list[dict[str, Any]]:
        """Edits in the browser's units."""
        return [self.stretch(edit.start, edit.end) | {"text": edit.text} for edit in edits]

    def stretch(self, start: int, end: int) -> dict[str, Any]:
        """A stretch of the text in the browser's units."""
        return {"start": self.units.of(start), "end": self.units.of(end)}

    def names(self, names: Iterable[editing.Name]) -> list[dict[str, Any]]:
        """The places of names, without their quotes."""
        return [self.stretch(name.span.start + name.quoted, name.span.end - name.quoted) for name in names]

    def fixes(self) -> list[dict[str, Any]]:
        """Every cure, with the finding that it settles."""
        return [
            {"code": fix.finding.code, "title": encode(fix.title), "edits": self.edits(fix.edits)}
            | self.stretch(fix.finding.span.start, fix.finding.span.end)
            for fix in editing.fixes(self.document, 0, len(self.document.text))
        ]


async def _asked(request: Request, user: StudioUser, **kinds: type) -> tuple[Asked, dict[str, Any], int]:
    body = await json_body(request, text=str, offset=int, **kinds)
    asked = Asked(await document(request.app.state.engine, user.brand, body["text"]))
    return asked, body, asked.units.back(body["offset"])


async def fixes(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/fixes {text} -> {fixes}"""
    body = await json_body(request, text=str)
    asked = Asked(await document(request.app.state.engine, user.brand, body["text"]))
    return JSONResponse({"fixes": asked.fixes()})


async def hover(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/hover {text, offset} -> {start, end, words} or {}"""
    asked, _, offset = await _asked(request, user)
    found = editing.hover(asked.document, offset)
    if found is None:
        return JSONResponse({})
    return JSONResponse(asked.stretch(found.span.start, found.span.end) | {"words": encode(found.words)})


async def names(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/names {text, offset} -> {declared, places, renamable, elsewhere}; null where there is none.

    `elsewhere` is the address of the shared text that declares the name.
    """
    asked, _, offset = await _asked(request, user)
    declared = editing.definition(asked.document, offset)
    elsewhere = editing.shared_definition(asked.document, offset)
    renamable = editing.renamable(asked.document, offset)
    return JSONResponse(
        {
            "declared": None if declared is None else asked.names([declared])[0],
            "places": asked.names(editing.references(asked.document, offset)),
            "elsewhere": None
            if elsewhere is None
            else shared_page(elsewhere.where, elsewhere.name.span.line),
            "renamable": None if renamable is None else asked.stretch(*renamable),
        }
    )


async def rename(request: Request, user: StudioUser) -> Response:
    """POST /studio/language/rename {text, offset, name} -> {edits}; 422 {message} where the name does not do."""
    asked, body, offset = await _asked(request, user, name=str)
    found = editing.rename(asked.document, offset, body["name"])
    if found.refused is not None:
        return JSONResponse({"message": found.refused[locale_of(request)]}, status_code=422)
    return JSONResponse({"edits": asked.edits(found.edits)})


routes = [
    question("/studio/language/fixes", fixes, BODY_BYTES_MAX),
    question("/studio/language/hover", hover, BODY_BYTES_MAX),
    question("/studio/language/names", names, BODY_BYTES_MAX),
    question("/studio/language/rename", rename, BODY_BYTES_MAX),
]
