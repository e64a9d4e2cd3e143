"""Batches of codes: creation, what became of ranges, and the text for the printer."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.concurrency import run_in_threadpool

from engine.api import BulkRefused, Export, Label, LineFault
from studio.api import code_presenters, problem_kinds
from studio.api.campaign_shapes import BATCH, BATCHES, BULK_OUTCOME, HANDOVERS, RANGE_CHANGES
from studio.api.campaigns import BY
from studio.api.faults import Fault
from studio.api.manifest import MANIFEST
from studio.api.operation import (
    CAMPAIGN_BODY_BYTES_MAX,
    NO_PARAMS,
    Answer,
    Call,
    Download,
    Nothing,
    Operation,
    Param,
    Params,
    Reply,
)
from studio.api.problem import BASE_PATH, Problem, invalid
from studio.api.records import Maybe, Record
from studio.api.schemas import Choice, Flag, Identifier, Instant, Text, Whole
from studio.api.shapes import TEXT
from studio.byte_ranges import portion

BATCH_CODES_MAX: Final = 1_000_000_000
#: Codes of one download; about ten seconds of one core.
FILE_CODES_MAX: Final = 5_000_000
#: Characters of a table of range changes: ten thousand lines of a hundred.
TABLE_MAX: Final = 1_000_000
SERIAL: Final = Whole(1, BATCH_CODES_MAX)
GTIN: Final = Text(14, least=8, pattern=r"[0-9]+", like=Label("a GTIN of 8 to 14 digits", "8 至 14 位 GTIN"))


@dataclass(frozen=True, slots=True)
class BatchBody:
    """A new batch; every size is made at once, since no code has a row of its own. `gtin` is left out for codes on places."""

    name: str
    gtin: str | None
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class RangeBody:
    """From `effective_at` on (left out: now) serials `first` to `last` have this `value` of `aspect`."""

    first: int
    last: int
    aspect: str
    value: str
    effective_at: datetime | None


@dataclass(frozen=True, slots=True)
class TableBody:
    """A CSV table of changes; `foretell` only tells what it would change."""

    table: str
    foretell: bool | None


@dataclass(frozen=True, slots=True)
class OfBatch:
    """A path that names one batch."""

    id: int


@dataclass(frozen=True, slots=True)
class CodesQuery:
    """Serials `first` to `last` of a batch in one form."""

    id: int
    form: str | None
    first: int | None
    last: int | None


async def list_batches(call: Call[Nothing, Nothing]) -> Answer:
    """All batches of the brand."""
    return Reply(
        {"items": [code_presenters.batch(view) for view in await call.engine.codes.batches(call.brand)]}
    )


async def create_batch(call: Call[Nothing, BatchBody]) -> Answer:
    """A batch of dead codes; activate a range to bring it to life."""
    body = call.body
    view = await call.engine.codes.create_batch(
        call.brand, body.name, body.gtin or "", body.kind, body.size, BY
    )
    return Reply(code_presenters.batch(view), 201, {"Location": f"{BASE_PATH}/batches/{view.id}"})


async def show_batch(call: Call[OfBatch, Nothing]) -> Answer:
    """One batch."""
    return Reply(code_presenters.batch(await call.engine.codes.batch(call.brand, call.params.id)))


async def change_range(call: Call[OfBatch, RangeBody]) -> Answer:
    """Record a change; what was claimed before keeps what it was given."""
    body = call.body
    await call.engine.codes.change(
        call.brand, call.params.id, body.first, body.last, body.aspect, body.value, BY, body.effective_at
    )
    return Reply(None, 204)


async def change_ranges(call: Call[OfBatch, TableBody]) -> Answer:
    """Record every change of a table in one transaction, or none."""
    codes, body = call.engine.codes, call.body
    if body.foretell:
        outcome = await codes.foretell_changes(call.brand, call.params.id, body.table)
    else:
        outcome = await codes.change_many(call.brand, call.params.id, body.table, BY)
    if isinstance(outcome, BulkRefused):
        return invalid(tuple(_line_fault(fault) for fault in outcome.faults))
    return Reply(code_presenters.bulk_outcome(outcome))


def _line_fault(fault: LineFault) -> Fault:
    words = Label(f"line {fault.line}: {fault.words.en}", f"第 {fault.line} 行：{fault.words.zh}")
    return Fault("/table", "not_valid", words)


async def list_ranges(call: Call[OfBatch, Nothing]) -> Answer:
    """Every change ever made, with who made it."""
    changes = await call.engine.codes.history(call.brand, call.params.id)
    return Reply({"items": [code_presenters.range_change(change) for change in changes]})


async def download_codes(call: Call[CodesQuery, Nothing]) -> Answer:
    """The lines themselves, one code each. A whole file is made twice: for the digest, which goes first, and to be sent."""
    too_many = await _too_many(call)
    if too_many is not None:
        return too_many
    made = await _export(call)
    sent = portion(call.method, call.headers, made.size, made.tag)
    if sent.status == 416:
        words = Label(f"The file has {made.size:,} bytes.", f"文件共 {made.size:,} 字节。")
        return Problem(problem_kinds.RANGE_NOT_SATISFIABLE, words, headers=sent.headers)
    headers = {
        **sent.headers,
        # Lengths and digest are of these very bytes, so no middleware may compress them on the way.
        "Content-Encoding": "identity",
        "Content-Disposition": f'attachment; filename="batch-{call.params.id}-{made.first}-{made.last}.txt"',
    }
    if sent.status == 200:
        digest = bytes.fromhex((await _manifest(await _export(call)))["sha256"])
        headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(digest).decode('ascii')}:"
    if call.method != "HEAD":
        first, last = made.serials(sent.start, sent.end)
        await call.engine.codes.hand_over(call.brand, call.params.id, first, last, made.form, BY)
    return Download(
        made.part(sent.start, sent.end), "text/plain; charset=us-ascii", headers, status=sent.status
    )


async def list_handovers(call: Call[OfBatch, Nothing]) -> Answer:
    """Who took which codes, and in which form."""
    taken = await call.engine.codes.handovers(call.brand, call.params.id)
    return Reply({"items": [code_presenters.handover(one) for one in taken]})


async def show_manifest(call: Call[CodesQuery, Nothing]) -> Answer:
    """What the printer checks the same file against."""
    too_many = await _too_many(call)
    return too_many or Reply(await _manifest(await _export(call)))


async def _export(call: Call[CodesQuery, Nothing]) -> Export:
    query, form = call.params, call.params.form or "code"
    return await call.engine.codes.export(
        call.brand, query.id, form=form, origin=call.origin, first=query.first, last=query.last
    )


async def _manifest(export: Export) -> dict[str, Any]:
    """The manifest of a file, known when all of it was made; other requests go on meanwhile."""

    def make_all() -> str:
        for _ in export.chunks:
            pass
        return export.manifest_json

    manifest: dict[str, Any] = json.loads(await run_in_threadpool(make_all))
    return manifest | {"batch": str(manifest["batch"])}


async def _too_many(call: Call[CodesQuery, Nothing]) -> Problem | None:
    """A file keeps to a size that is made in seconds; larger batches are taken in parts."""
    query = call.params
    last = query.last or (await call.engine.codes.batch(call.brand, query.id)).size
    if last - (query.first or 1) < FILE_CODES_MAX:
        return None
    words = Label(
        f"One file holds at most {FILE_CODES_MAX:,} codes; give first and last.",
        f"单个文件最多 {FILE_CODES_MAX:,} 个码，请用 first 和 last 分段下载。",
    )
    return invalid(parameters=(Fault("/last", "too_many", words),))


_BATCH_ID: Final = Param(Identifier(), Label("The batch.", "批次编号。"))
_OF_BATCH: Final = Params(OfBatch, path={"id": _BATCH_ID})
_OF_CODES: Final = Params(
    CodesQuery,
    path={"id": _BATCH_ID},
    query={
        "form": Param(
            Maybe(Choice(("code", "url", "digital_link"))),
            Label(
                "The bare code (default), its address, or a GS1 Digital Link.",
                "纯码（默认）、网址或 GS1 Digital Link。",
            ),
        ),
        "first": Param(Maybe(SERIAL), Label("First serial, 1 if left out.", "起始序号，默认 1。")),
        "last": Param(Maybe(SERIAL), Label("Last serial, included.", "截止序号（含），默认为最后一个。")),
    },
)
_RANGE_BODY: Final = Record(
    "RangeRequest",
    RangeBody,
    {
        "first": SERIAL,
        "last": SERIAL,
        "aspect": Choice(("state", "region", "dealer", "outlet", "person", "made")),
        "value": Text(100, least=0),
        "effective_at": Maybe(Instant()),
    },
    Label(
        "A state is active, inactive or withdrawn; a region is like CN-GD; the day of making is like 2026-05-01; "
        "an empty value takes the earlier one away.",
        "state 取 active、inactive 或 withdrawn；region 形如 CN-GD；made 为生产日期，如 2026-05-01；空值表示撤销先前的设置。",
    ),
)
_TABLE_BODY: Final = Record(
    "RangeTableRequest",
    TableBody,
    {"table": Text(TABLE_MAX, lines=True), "foretell": Maybe(Flag())},
    Label(
        "CSV with the header first,last,aspect,value,effective_at and at most 10,000 lines; a moment without offset is "
        "in the brand's zone, an empty one is now.",
        "CSV 表格，表头为 first,last,aspect,value,effective_at，最多 10,000 行；不带时区的时间按品牌时区，留空为立即。",
    ),
)

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/batches",
        name="listBatches",
        tag="codes",
        summary=Label("List the batches", "列出码批次"),
        run=list_batches,
        params=NO_PARAMS,
        answers={200: BATCHES},
    ),
    Operation(
        method="POST",
        path="/batches",
        name="createBatch",
        tag="codes",
        summary=Label("Create a batch of codes of any size", "新建任意数量的码批次"),
        run=create_batch,
        params=NO_PARAMS,
        body=Record(
            "BatchRequest",
            BatchBody,
            {"name": Text(100), "gtin": Maybe(GTIN), "kind": Text(40), "size": SERIAL},
        ),
        answers={201: BATCH},
    ),
    Operation(
        method="GET",
        path="/batches/{id}",
        name="showBatch",
        tag="codes",
        summary=Label("See a batch", "查看码批次"),
        run=show_batch,
        params=_OF_BATCH,
        answers={200: BATCH},
    ),
    Operation(
        method="POST",
        path="/batches/{id}/ranges",
        name="changeRange",
        tag="codes",
        summary=Label("Activate, withdraw or assign a range of serials", "激活、作废或分配一段序号"),
        run=change_range,
        params=_OF_BATCH,
        body=_RANGE_BODY,
        answers={204: None},
    ),
    Operation(
        method="POST",
        path="/batches/{id}/ranges/bulk",
        name="changeRanges",
        tag="codes",
        summary=Label("Change thousands of ranges at once, all or none", "批量变更号段，全部生效或全不生效"),
        run=change_ranges,
        params=_OF_BATCH,
        body=_TABLE_BODY,
        answers={200: BULK_OUTCOME},
        body_bytes_max=CAMPAIGN_BODY_BYTES_MAX,
    ),
    Operation(
        method="GET",
        path="/batches/{id}/ranges",
        name="listRanges",
        tag="codes",
        summary=Label("See every change to a batch's ranges", "查看号段的全部变更"),
        run=list_ranges,
        params=_OF_BATCH,
        answers={200: RANGE_CHANGES},
    ),
    Operation(
        method="GET",
        path="/batches/{id}/codes",
        name="downloadCodes",
        tag="codes",
        summary=Label("Download codes as text, one a line", "以文本下载码，每行一个"),
        run=download_codes,
        params=_OF_CODES,
        answers={200: TEXT, 206: TEXT},
        media_type="text/plain",
        conflicts=("range_not_satisfiable",),
    ),
    Operation(
        method="GET",
        path="/batches/{id}/handovers",
        name="listHandovers",
        tag="codes",
        summary=Label("See who took which codes", "查看谁取走了哪些码"),
        run=list_handovers,
        params=_OF_BATCH,
        answers={200: HANDOVERS},
    ),
    Operation(
        method="GET",
        path="/batches/{id}/codes/manifest",
        name="showManifest",
        tag="codes",
        summary=Label("See size and checksum of that download", "查看该下载文件的大小与校验值"),
        run=show_manifest,
        params=_OF_CODES,
        answers={200: MANIFEST},
    ),
)
