"""Families of codes: what is packed in what, recorded and told, and what packing has left open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.api import BulkRefused, CodeView, Gaps, Label, LineFault, UnitView
from studio.api.batches import SERIAL
from studio.api.campaigns import BY
from studio.api.faults import Fault
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.presenters import Json, instant
from studio.api.problem import invalid
from studio.api.records import ListOf, Maybe, Nullable, Record
from studio.api.schemas import Identifier, Instant, Text
from studio.api.shapes import COUNT, TEXT, items, shape

#: Characters of one table: some hundred thousand lines. Longer files go by `bottlecap pack`.
TABLE_MAX: Final = 12_000_000

UNIT: Final = shape(
    "Unit",
    "A code by its batch and serial; `since` is when what is in it was packed.",
    "一个码及其批次与序号；since 为装入时间。",
    batch_id=Identifier(),
    batch=TEXT,
    kind=TEXT,
    serial=COUNT,
    since=Nullable(Instant()),
)
CONTENT: Final = shape("Content", "So many codes of a kind.", "某类码的个数。", kind=TEXT, codes=COUNT)
CONTENTS: Final = items(
    CONTENT, "What is inside now, at any depth, outermost first.", "当前内装的各类码，由外到内。"
)
PACKED: Final = shape(
    "Packed",
    "A line of a code's packing history; without a unit it was taken out.",
    "装箱记录；unit 为空表示取出。",
    unit=Nullable(UNIT),
    since=Instant(),
    recorded_at=Instant(),
    by=TEXT,
)
FAMILY: Final = shape(
    "Family",
    "A code, what holds for it with all that it is in (innermost first), what it holds, and its packing history.",
    "一个码的状态、所在单元（由内到外）、内装内容与装箱历史。",
    code=UNIT,
    state=TEXT,
    region=Nullable(TEXT),
    dealer=Nullable(TEXT),
    outlet=Nullable(TEXT),
    made=Nullable(TEXT),
    units=ListOf(UNIT),
    contents=ListOf(CONTENT),
    history=ListOf(PACKED),
)
PACKING: Final = shape(
    "Packing",
    "So many lines were recorded, as so many links.",
    "已登记的行数，以及合并后的关联数。",
    lines=COUNT,
    links=COUNT,
)
STRETCH: Final = shape("Stretch", "Serials, both included.", "一段序号（含首尾）。", first=COUNT, last=COUNT)
SHORT_UNIT: Final = shape(
    "ShortUnit", "A unit and how many it holds.", "单元及其内装数量。", serial=COUNT, holds=COUNT
)
CHILD_GAPS: Final = shape(
    "ChildGaps",
    "How many codes of a batch are in a unit and how many in none, with the first hundred stretches of those.",
    "某批次中已装与未装的码数，以及未装的前一百段序号。",
    batch_id=Identifier(),
    packed=COUNT,
    loose=COUNT,
    stretches=ListOf(STRETCH),
)
PARENT_GAPS: Final = shape(
    "ParentGaps",
    "How many units of a batch hold codes of another, how many each as a rule, and the first hundred that do not.",
    "某批次中装有另一批次码的单元数、通常装量，以及前一百个不足或超出的单元。",
    batch_id=Identifier(),
    child_id=Identifier(),
    units=COUNT,
    usual=COUNT,
    uneven=COUNT,
    named=ListOf(SHORT_UNIT),
)
GAPS: Final = shape(
    "Gaps",
    "What packing has left open.",
    "装箱缺口报告。",
    at=Instant(),
    children=ListOf(CHILD_GAPS),
    parents=ListOf(PARENT_GAPS),
)


@dataclass(frozen=True, slots=True)
class PackingBody:
    """A packing table."""

    table: str


@dataclass(frozen=True, slots=True)
class PackBody:
    """From `packed_at` on (left out: now) serials `first` to `last` are in `parent`'s serials from `into` on, `per` in
    each; without a parent they are taken out."""

    first: int
    last: int
    parent: int | None
    into: int | None
    per: int | None
    packed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfBatch:
    """A path that names one batch."""

    id: int


@dataclass(frozen=True, slots=True)
class SpanQuery:
    """Serials `first` to `last` of a batch."""

    id: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class OfCode:
    """A path that names one code."""

    code: str


async def read_packing(call: Call[Nothing, PackingBody]) -> Answer:
    """Record a table of what is in what, all of it or nothing."""
    done = await call.engine.packing.read(call.brand, call.body.table.splitlines(keepends=True), BY)
    if isinstance(done, BulkRefused):
        return invalid(tuple(_line_fault(fault) for fault in done.faults))
    return Reply({"lines": done.lines, "links": done.links})


def _line_fault(fault: LineFault) -> Fault:
    words = Label(f"line {fault.line}: {fault.words.en}", f"第 {fault.line} 行：{fault.words.zh}")
    return Fault("/table", "not_valid", words)


async def pack_range(call: Call[OfBatch, PackBody]) -> Answer:
    """Put serials of a batch into units of another, or take them out."""
    body, packing, batch = call.body, call.engine.packing, call.params.id
    if body.parent is None:
        await packing.unpack(call.brand, batch, body.first, body.last, BY, body.packed_at)
        return Reply(None, 204)
    per = body.per or body.last - body.first + 1
    await packing.link(
        call.brand, batch, body.first, body.last, body.parent, body.into or 1, per, BY, body.packed_at
    )
    return Reply(None, 204)


async def show_contents(call: Call[SpanQuery, Nothing]) -> Answer:
    """What is in units of a batch: what a change of them takes along."""
    span = call.params
    found = await call.engine.packing.contents(call.brand, span.id, span.first, span.last)
    return Reply({"items": [_content(*one) for one in found]})


async def show_family(call: Call[OfCode, Nothing]) -> Answer:
    """A code among its family."""
    return Reply(_family(await call.engine.packing.code(call.brand, call.params.code)))


async def show_gaps(call: Call[Nothing, Nothing]) -> Answer:
    """Codes in nothing, units that are not like the others."""
    return Reply(_gaps(await call.engine.packing.gaps(call.brand)))


def _unit(view: UnitView) -> Json:
    since = None if view.since is None else instant(view.since)
    return {
        "batch_id": str(view.batch_id), "batch": view.batch, "kind": view.kind, "serial": view.serial,
        "since": since,
    }  # fmt: skip


def _content(kind: str, codes: int) -> Json:
    return {"kind": kind, "codes": codes}


def _family(view: CodeView) -> Json:
    status = view.status
    return {
        "code": _unit(view.code),
        "state": status.state,
        "region": status.region,
        "dealer": status.dealer,
        "outlet": status.outlet,
        "made": status.made,
        "units": [_unit(unit) for unit in view.units],
        "contents": [_content(*one) for one in view.contents],
        "history": [
            {
                "unit": None if line.unit is None else _unit(line.unit),
                "since": instant(line.since),
                "recorded_at": instant(line.recorded_at),
                "by": line.by,
            }
            for line in view.history
        ],
    }


def _gaps(gaps: Gaps) -> Json:
    return {
        "at": instant(gaps.at),
        "children": [
            {
                "batch_id": str(one.batch_id),
                "packed": one.packed,
                "loose": one.loose,
                "stretches": [{"first": it.first, "last": it.last} for it in one.stretches],
            }
            for one in gaps.children
        ],
        "parents": [
            {
                "batch_id": str(one.batch_id),
                "child_id": str(one.child_id),
                "units": one.units,
                "usual": one.usual,
                "uneven": one.uneven,
                "named": [{"serial": it.serial, "holds": it.holds} for it in one.named],
            }
            for one in gaps.parents
        ],
    }


_BATCH_ID: Final = Param(Identifier(), Label("The batch.", "批次编号。"))

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/packing",
        name="readPacking",
        tag="codes",
        summary=Label(
            "Record what is packed in what, as a packing line reports it", "登记产线上报的装箱关系"
        ),
        run=read_packing,
        params=NO_PARAMS,
        body=Record(
            "PackingRequest",
            PackingBody,
            {"table": Text(TABLE_MAX, lines=True)},
            Label(
                "CSV with the header child,parent of printed codes, or batch,first,last,parent_batch,into,per of serials;"
                " packed_at may follow. An empty parent takes the child out.",
                "CSV 表格：表头为 child,parent（印刷码），或 batch,first,last,parent_batch,into,per（序号），"
                "可加 packed_at；parent 为空表示取出。",
            ),
        ),
        answers={200: PACKING},
        body_bytes_max=2 * TABLE_MAX,
    ),
    Operation(
        method="POST",
        path="/batches/{id}/packing",
        name="packRange",
        tag="codes",
        summary=Label(
            "Put serials into units of another batch, or take them out",
            "将一段序号装入另一批次的单元，或取出",
        ),
        run=pack_range,
        params=Params(OfBatch, path={"id": _BATCH_ID}),
        body=Record(
            "PackRequest",
            PackBody,
            {
                "first": SERIAL,
                "last": SERIAL,
                "parent": Maybe(Identifier()),
                "into": Maybe(SERIAL),
                "per": Maybe(SERIAL),
                "packed_at": Maybe(Instant()),
            },
            Label(
                "Without `per` all are in one unit; without `parent` they are taken out.",
                "不填 per 表示全部装入同一单元；不填 parent 表示取出。",
            ),
        ),
        answers={204: None},
    ),
    Operation(
        method="GET",
        path="/batches/{id}/contents",
        name="showContents",
        tag="codes",
        summary=Label("See what units of a batch hold", "查看单元内装内容"),
        run=show_contents,
        params=Params(
            SpanQuery,
            path={"id": _BATCH_ID},
            query={
                "first": Param(SERIAL, Label("First serial.", "起始序号。")),
                "last": Param(SERIAL, Label("Last serial, included.", "截止序号（含）。")),
            },
        ),
        answers={200: CONTENTS},
    ),
    Operation(
        method="GET",
        path="/codes/{code}/family",
        name="showFamily",
        tag="codes",
        summary=Label("See a code among its family", "查看一个码的上下级关系"),
        run=show_family,
        params=Params(OfCode, path={"code": Param(Text(64), Label("A printed code.", "印刷的码。"))}),
        answers={200: FAMILY},
    ),
    Operation(
        method="GET",
        path="/packing/gaps",
        name="showGaps",
        tag="codes",
        summary=Label("See what packing has left open", "查看装箱缺口"),
        run=show_gaps,
        params=NO_PARAMS,
        answers={200: GAPS},
    ),
)
