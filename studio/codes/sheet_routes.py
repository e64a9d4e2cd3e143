"""Sheets made in the background: started, looked at while they are made, stopped, taken."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import BatchView, StudioUser
from studio.codes.intake import read_span
from studio.codes.refusals import PictureRefused
from studio.codes.sheet_jobs import JOB_SYMBOLS_MAX, Job, SheetShelf
from studio.codes.sheets import SheetItem, plan_sheet
from studio.composer.screens import Screen, action, screen, secret_file

_BASE: Final = "/studio/codes/{batch_id:id}/sheets"
_JOB_ID: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A sheet on its way; `refresh` asks the browser to look again."""

    batch: BatchView
    first: int
    last: int
    pages: int
    done: int
    state: str
    address: str
    refresh: bool


def shelf_of(app: Starlette) -> SheetShelf:
    """The application's shelf, made at the first sheet: half of the machine makes pages, people keep the rest."""
    if app.state.sheets is None:
        installation = hashlib.sha256(app.state.settings.database_url.encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"bottlecap-sheets-{os.getuid()}-{installation}"
        app.state.sheets = SheetShelf(folder, max(1, (os.cpu_count() or 2) // 2))
    shelf: SheetShelf = app.state.sheets
    return shelf


async def start(request: Request, user: StudioUser) -> Response:
    """POST /studio/codes/{id}/sheets: begin to make the pages of serials `first` to `last`."""
    batch, form = await _batch(request, user), await request.form()
    span = read_span(str(form.get("first", "")), str(form.get("last", "")), batch.size)
    if span is None:
        raise HTTPException(422)
    first, last = span[0], min(span[1], span[0] + JOB_SYMBOLS_MAX - 1)
    codes, origin = request.app.state.engine.codes, request.app.state.settings.origin

    def begin() -> Job | PictureRefused | None:
        texts = [codes.code_text(batch.id, serial) for serial in range(first, last + 1)]
        items = [SheetItem(f"{origin}/c/{code}".upper(), code) for code in texts]
        plan = plan_sheet(items, "Q" if batch.kind == "in_lid" else "M", most=JOB_SYMBOLS_MAX)
        if isinstance(plan, PictureRefused):
            return plan
        wanted = Job("", user.brand, user.id, batch.id, first, last, plan.pages)
        return shelf_of(request.app).start(wanted, plan, items, f"batch {batch.id}, {first}-{last}")

    job = await run_in_threadpool(begin)
    if isinstance(job, PictureRefused):
        raise HTTPException(422)
    if job is None:
        raise HTTPException(429)
    return RedirectResponse(f"/studio/codes/{batch.id}/sheets/{job.id}", status_code=303)


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/codes/{id}/sheets/{job}: how far it is; its twin tells the same to scripts."""
    batch, job = await _batch(request, user), await _job(request, user)
    address = f"/studio/codes/{batch.id}/sheets/{job.id}"
    view = SheetPage(batch, job.first, job.last, job.pages, job.done, job.state, address, job.open)
    return Screen("codes/sheet.html", view, "codes")


async def cancel(request: Request, user: StudioUser) -> Response:
    """POST /studio/codes/{id}/sheets/{job}/cancel"""
    job = await _job(request, user)
    shelf_of(request.app).cancel(job)
    return RedirectResponse(f"/studio/codes/{job.batch}/sheets/{job.id}", status_code=303)


async def take(request: Request, user: StudioUser) -> Response:
    """GET /studio/codes/{id}/sheets/{job}/sheet.pdf: the finished file; who takes it is kept with the batch."""
    job = await _job(request, user)
    path = shelf_of(request.app).pdf(job)
    if path is None:
        raise HTTPException(404)
    if request.method != "HEAD":
        await request.app.state.engine.codes.hand_over(
            user.brand, job.batch, job.first, job.last, "sheet", user.name
        )
    name = f"batch-{job.batch}-{job.first}-{job.last}.pdf"
    return FileResponse(path, media_type="application/pdf", filename=name)


async def _batch(request: Request, user: StudioUser) -> BatchView:
    batch: BatchView = await request.app.state.engine.codes.batch(user.brand, request.path_params["batch_id"])
    return batch


async def _job(request: Request, user: StudioUser) -> Job:
    job_id = request.path_params["job"]
    found = shelf_of(request.app).find(job_id, user.brand, user.id) if _JOB_ID.fullmatch(job_id) else None
    if found is None or found.batch != request.path_params["batch_id"]:
        raise HTTPException(404)
    return found


routes: list[BaseRoute] = [
    action(_BASE, start),
    *screen(_BASE + "/{job}", show),
    action(_BASE + "/{job}/cancel", cancel),
    secret_file(_BASE + "/{job}/sheet.pdf", take),
]
