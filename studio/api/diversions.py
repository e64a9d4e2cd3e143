"""Packs claimed far from home: alarms by carton, the observations behind them, and being done with an alarm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import AlarmView, Label, PlaceView
from studio.api.campaigns import BY
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.presenters import Json, instant, instant_or_none
from studio.api.records import ListOf, Nullable
from studio.api.schemas import Identifier, Instant
from studio.api.shapes import COUNT, MAYBE_INSTANT, TEXT, items, shape

PLACE: Final = shape(
    "Place", "A code by its batch, serial and printed text.", "一个码的批次、序号与印刷内容。",
    batch=TEXT, kind=TEXT, serial=COUNT, code=TEXT,
)  # fmt: skip
ALARM: Final = shape(
    "Alarm",
    "`claims` of the `packs` of a carton were made outside its planned region, in `seen`.",
    "一箱共 packs 件，其中 claims 件在计划区域之外（seen）被领取。",
    id=Identifier(),
    carton=PLACE,
    pallet=Nullable(PLACE),
    dealer=Nullable(TEXT),
    planned=TEXT,
    seen=ListOf(TEXT),
    claims=COUNT,
    packs=COUNT,
    first_at=Instant(),
    last_at=Instant(),
    raised_at=Instant(),
    closed_at=MAYBE_INSTANT,
    closed_by=Nullable(TEXT),
)
OBSERVATION: Final = shape(
    "Observation",
    "One claim outside the planned region; `unit` is the carton of which it is noted.",
    "一次异地领取；unit 为所属的箱。",
    unit=PLACE,
    batch=TEXT,
    serial=COUNT,
    planned=TEXT,
    seen=TEXT,
    at=Instant(),
)


@dataclass(frozen=True, slots=True)
class OfAlarm:
    """A path that names one alarm."""

    id: int


async def list_alarms(call: Call[Nothing, Nothing]) -> Answer:
    """Alarms, open ones first, then the newest."""
    return Reply({"items": [_alarm(one) for one in await call.engine.diversion.alarms(call.brand)]})


async def list_observations(call: Call[Nothing, Nothing]) -> Answer:
    """Single claims far from home, newest first."""
    found = await call.engine.diversion.observations(call.brand)
    return Reply(
        {
            "items": [
                {
                    "unit": _place(one.unit), "batch": one.batch, "serial": one.serial, "planned": one.planned,
                    "seen": one.seen, "at": instant(one.at),
                }
                for one in found
            ]
        }
    )  # fmt: skip


async def close_alarm(call: Call[OfAlarm, Nothing]) -> Answer:
    """Be done with an alarm; what follows of the carton begins anew."""
    await call.engine.diversion.close(call.brand, call.params.id, BY)
    return Reply(None, 204)


def _place(view: PlaceView) -> Json:
    return {"batch": view.batch, "kind": view.kind, "serial": view.serial, "code": view.code}


def _alarm(view: AlarmView) -> Json:
    return {
        "id": str(view.id),
        "carton": _place(view.carton),
        "pallet": None if view.pallet is None else _place(view.pallet),
        "dealer": view.dealer,
        "planned": view.planned,
        "seen": list(view.seen),
        "claims": view.claims,
        "packs": view.packs,
        "first_at": instant(view.first_at),
        "last_at": instant(view.last_at),
        "raised_at": instant(view.raised_at),
        "closed_at": instant_or_none(view.closed_at),
        "closed_by": view.closed_by,
    }


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/diversions",
        name="listAlarms",
        tag="diversion",
        summary=Label("See cartons that were claimed far from home", "查看窜货报警"),
        run=list_alarms,
        params=NO_PARAMS,
        answers={
            200: items(
                ALARM,
                "Open ones first, then the newest, 200 at most.",
                "未处理的在前，其次为最新，最多 200 条。",
            )
        },
    ),
    Operation(
        method="GET",
        path="/diversions/observations",
        name="listObservations",
        tag="diversion",
        summary=Label("See single claims far from home", "查看异地领取记录"),
        run=list_observations,
        params=NO_PARAMS,
        answers={200: items(OBSERVATION, "The newest 200.", "最近 200 条。")},
    ),
    Operation(
        method="POST",
        path="/diversions/{id}/closure",
        name="closeAlarm",
        tag="diversion",
        summary=Label("Be done with an alarm", "关闭报警"),
        run=close_alarm,
        params=Params(OfAlarm, path={"id": Param(Identifier(), Label("The alarm.", "报警编号。"))}),
        answers={204: None},
    ),
)
