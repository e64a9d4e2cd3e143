"""Codes in the studio: batches, changes to ranges of them, files for the printer, sheets, samples."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import BatchView, Invalid, StudioUser
from studio.accounts.session import may_change
from studio.byte_ranges import portion
from studio.codes import bulk, goods, proof_routes, sheet_routes
from studio.codes.intake import Change, NewBatch, number, read_batch, read_change, read_span
from studio.codes.refusals import PictureRefused
from studio.codes.sheets import SYMBOLS_MAX, SheetItem, sheet_pdf
from studio.codes.symbols import png_picture, svg_picture
from studio.codes.views import (
    ASPECTS,
    FORMS,
    KINDS,
    PLACE_ASPECTS,
    PLACE_FORMS,
    STATES,
    Batch,
    Batches,
    ChangeLine,
    Fault,
    Sample,
)
from studio.composer.screens import Screen, action, file, screen, secret_file

SECTION: Final = "codes"
BASE: Final = "/studio/codes/{batch_id:id}"
_BATCH_FIELDS: Final = ("name", "gtin", "kind", "size")
_CHANGE_FIELDS: Final = ("first", "last", "aspect", "value", "effective_at")


async def show_batches(request: Request, user: StudioUser) -> Screen:
    """GET /studio/codes"""
    return await _batches(request, user, {"name": "", "gtin": "", "kind": KINDS[0], "size": ""}, None)


async def create_batch(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/codes: a batch of any size; no row is written per code, so it is there at once."""
    typed = _typed(await request.form(), _BATCH_FIELDS)
    wanted = read_batch(typed)
    if isinstance(wanted, NewBatch):
        try:
            batch = await request.app.state.engine.codes.create_batch(
                user.brand, wanted.name, wanted.gtin, wanted.kind, wanted.size, user.name
            )
        except Invalid as refusal:
            wanted = Fault("batch", refusal.field, refusal.message)
        else:
            return RedirectResponse(f"/studio/codes/{batch.id}", status_code=303)
    return await _batches(request, user, typed, wanted)


async def show_batch(request: Request, user: StudioUser) -> Screen:
    """GET /studio/codes/{id}; `?serial=` chooses the sample."""
    return await _batch(request, user, dict.fromkeys(_CHANGE_FIELDS, ""), None)


async def change_range(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/codes/{id}/ranges: a change is added to the history; nothing is overwritten."""
    batch = await _of(request, user)
    typed = _typed(await request.form(), _CHANGE_FIELDS)
    engine = request.app.state.engine
    zone = ZoneInfo((await engine.accounts.brand(user.brand)).zone)
    change = read_change(typed, batch.size, zone)
    if isinstance(change, Change):
        try:
            await engine.codes.change(
                user.brand, batch.id, change.first, change.last, change.aspect, change.value, user.name,
                effective_at=change.effective_at,
            )  # fmt: skip
        except Invalid as refusal:
            change = Fault("state" if change.aspect == "state" else "assign", refusal.field, refusal.message)
        else:
            return RedirectResponse(f"/studio/codes/{batch.id}?changed=1", status_code=303)
    request.state.page_path = f"/studio/codes/{batch.id}"
    return await _batch(request, user, typed, change)


async def export(request: Request, user: StudioUser) -> Response:
    """GET /studio/codes/{id}/codes.txt?form=&first=&last=: one code a line, streamed; broken downloads go on."""
    batch, made = await _export(request, user)
    sent = portion(request.method, request.headers, made.size, made.tag)
    if sent.status == 416:
        return Response(status_code=416, headers=dict(sent.headers))
    headers = {
        **sent.headers,
        # Lengths are of these very bytes, so nothing may compress them on the way.
        "Content-Encoding": "identity",
        "Content-Disposition": f'attachment; filename="batch-{batch.id}-{made.form}.txt"',
    }
    plain = "text/plain; charset=us-ascii"
    if request.method == "HEAD":
        return Response(status_code=sent.status, headers=headers, media_type=plain)
    first, last = made.serials(sent.start, sent.end)
    await _hand_over(request, user, batch, first, last, made.form)
    return StreamingResponse(made.part(sent.start, sent.end), sent.status, headers, plain)


async def _hand_over(
    request: Request, user: StudioUser, batch: BatchView, first: int, last: int, form: str
) -> None:
    """Keep who takes these codes, before they leave."""
    await request.app.state.engine.codes.hand_over(user.brand, batch.id, first, last, form, user.name)


async def manifest(request: Request, user: StudioUser) -> Response:
    """GET /studio/codes/{id}/manifest.json: what the printer checks the file against."""
    batch, made = await _export(request, user)
    await run_in_threadpool(_use_up, made.chunks)
    headers = {"Content-Disposition": f'attachment; filename="batch-{batch.id}-manifest.json"'}
    return Response(made.manifest_json, media_type="application/json", headers=headers)


async def sheet(request: Request, user: StudioUser) -> Response:
    """GET /studio/codes/{id}/sheet.pdf?first=&last=: an A4 sheet of symbols for a proof or a short run."""
    batch = await _of(request, user)
    first, last = _asked_span(request, batch)
    last = min(last, first + SYMBOLS_MAX - 1)
    samples = [_sample(request, batch, serial) for serial in range(first, last + 1)]
    items = [SheetItem(one.url.upper(), one.code) for one in samples]
    made = sheet_pdf(items, f"batch {batch.id}, {first}-{last}", "Q" if batch.kind == "in_lid" else "M")
    if isinstance(made, PictureRefused):
        raise HTTPException(422)
    if request.method != "HEAD":
        await _hand_over(request, user, batch, first, last, "sheet")
    headers = {"Content-Disposition": f'inline; filename="batch-{batch.id}-{first}-{last}.pdf"'}
    return Response(made.pdf, media_type="application/pdf", headers=headers)


async def sample_svg(request: Request, user: StudioUser) -> Response:
    """GET /studio/codes/{id}/sample.svg?serial=: the symbol of one code at its true size."""
    return _picture(svg_picture(await _asked_url(request, user)), "image/svg+xml")


async def sample_png(request: Request, user: StudioUser) -> Response:
    """GET /studio/codes/{id}/sample.png?serial=: the same as pixels."""
    return _picture(png_picture(await _asked_url(request, user)), "image/png")


def _use_up(chunks: Iterable[bytes]) -> None:
    """The manifest knows its checksum once the whole file has been made."""
    for _ in chunks:
        pass


def _picture(made: str | bytes | PictureRefused, media_type: str) -> Response:
    if isinstance(made, PictureRefused):
        raise HTTPException(422)
    return Response(made, media_type=media_type)


async def _asked_url(request: Request, user: StudioUser) -> str:
    batch = await _of(request, user)
    return _sample(request, batch, _serial(request, batch)).url.upper()


async def _of(request: Request, user: StudioUser) -> BatchView:
    batch: BatchView = await request.app.state.engine.codes.batch(user.brand, request.path_params["batch_id"])
    return batch


async def _batches(request: Request, user: StudioUser, typed: dict[str, str], fault: Fault | None) -> Screen:
    codes = request.app.state.engine.codes
    view = Batches(
        await codes.batches(user.brand), dict(await codes.products(user.brand)), KINDS, typed, fault
    )
    return Screen("codes/batches.html", view, SECTION, 422 if fault else 200)


async def _batch(request: Request, user: StudioUser, typed: dict[str, str], fault: Fault | None) -> Screen:
    batch = await _of(request, user)
    history = await request.app.state.engine.codes.history(user.brand, batch.id)
    lines = [
        ChangeLine(one.first, one.last, one.aspect, one.value, one.effective_at, one.recorded_at, one.by)
        for one in history
    ]
    products = dict(await request.app.state.engine.codes.products(user.brand))
    view = Batch(
        batch=batch,
        product=products.get(batch.gtin),
        history=tuple(reversed(lines)),
        handovers=await request.app.state.engine.codes.handovers(user.brand, batch.id),
        sample=_sample(request, batch, _serial(request, batch)) if may_change(user, request) else None,
        states=STATES,
        aspects=ASPECTS if batch.gtin else PLACE_ASPECTS,
        forms=FORMS if batch.gtin else PLACE_FORMS,
        typed=typed,
        fault=fault,
        changed=bool(request.query_params.get("changed")),
        proof=next(iter(await request.app.state.engine.proofs.of(user.brand, batch.id)), None),
    )
    return Screen("codes/batch.html", view, SECTION, 422 if fault else 200)


async def _export(request: Request, user: StudioUser) -> tuple[BatchView, Any]:
    batch = await _of(request, user)
    form = request.query_params.get("form", FORMS[0])
    if form not in (FORMS if batch.gtin else PLACE_FORMS):
        raise HTTPException(404)
    first, last = _asked_span(request, batch)
    origin = request.app.state.settings.origin
    made = await request.app.state.engine.codes.export(
        user.brand, batch.id, form=form, origin=origin, first=first, last=last
    )
    return batch, made


def _asked_span(request: Request, batch: BatchView) -> tuple[int, int]:
    span = read_span(request.query_params.get("first", ""), request.query_params.get("last", ""), batch.size)
    if span is None:
        raise HTTPException(422)
    return span


def _serial(request: Request, batch: BatchView) -> int:
    asked = number(request.query_params.get("serial", "")) or 1
    return min(max(asked, 1), batch.size)


def _sample(request: Request, batch: BatchView, serial: int) -> Sample:
    code: str = request.app.state.engine.codes.code_text(batch.id, serial)
    return Sample(serial, code, f"{request.app.state.settings.origin}/c/{code}")


def _typed(form: FormData, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(form.get(name, ""))[:200] for name in names}


routes = [
    *screen("/studio/codes", show_batches),
    action("/studio/codes", create_batch),
    *screen(BASE, show_batch),
    action(BASE + "/ranges", change_range),
    *bulk.routes,
    *goods.routes,
    *sheet_routes.routes,
    *proof_routes.routes,
    secret_file(BASE + "/codes.txt", export),
    file(BASE + "/manifest.json", manifest),
    secret_file(BASE + "/sheet.pdf", sheet),
    secret_file(BASE + "/sample.svg", sample_svg),
    secret_file(BASE + "/sample.png", sample_png),
]
