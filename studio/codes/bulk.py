"""Thousands of range changes at once: a table is pasted, what it changes is shown, and then it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import BatchView, BulkOutcome, BulkRefused, StudioUser
from studio.composer.screens import Screen, action, screen

_PATH: Final = "/studio/codes/{batch_id:id}/changes"
#: A table of a million characters, each of them escaped in a form.
_BODY_BYTES_MAX: Final = 3_200_000


@dataclass(frozen=True, slots=True)
class BulkPage:
    """The table as typed, and what became of it: faults by line, or what it would change."""

    batch: BatchView
    table: str
    outcome: BulkOutcome | None
    refused: BulkRefused | None


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/codes/{id}/changes"""
    return _screen(await _of(request, user), "", None)


async def send(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/codes/{id}/changes: first to see what it changes, then with `step=record` to record it."""
    batch, form = await _of(request, user), await request.form()
    table, codes = str(form.get("table", "")), request.app.state.engine.codes
    if form.get("step") == "record":
        answer = await codes.change_many(user.brand, batch.id, table, user.name)
        if isinstance(answer, BulkOutcome):
            return RedirectResponse(f"/studio/codes/{batch.id}?changed=1", status_code=303)
    else:
        answer = await codes.foretell_changes(user.brand, batch.id, table)
    request.state.page_path = f"/studio/codes/{batch.id}/changes"
    return _screen(batch, table, answer)


def _screen(batch: BatchView, table: str, answer: BulkOutcome | BulkRefused | None) -> Screen:
    refused = answer if isinstance(answer, BulkRefused) else None
    outcome = answer if isinstance(answer, BulkOutcome) else None
    view = BulkPage(batch, table, outcome, refused)
    return Screen("codes/changes.html", view, "codes", 422 if refused else 200)


async def _of(request: Request, user: StudioUser) -> BatchView:
    batch: BatchView = await request.app.state.engine.codes.batch(user.brand, request.path_params["batch_id"])
    return batch


routes: list[BaseRoute] = [*screen(_PATH, show), action(_PATH, send, body_bytes_max=_BODY_BYTES_MAX)]
