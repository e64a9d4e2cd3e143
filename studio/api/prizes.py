"""Prizes that are sent to their winners, for the brand's warehouse; and how outlets are graded today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import GradeView, Label, ParcelView
from studio.api import presenters
from studio.api.campaigns import BY
from studio.api.faults import Fault
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem import invalid
from studio.api.records import WORDS, Maybe, Nullable, Record
from studio.api.schemas import Choice, Day, Identifier, Instant, Text
from studio.api.shapes import COUNT, MAYBE_INSTANT, TEXT, items, shape

_STATES: Final = ("asked", "to_pack", "sent", "delivered", "returned", "lapsed", "cancelled")
_ADDRESS: Final = shape(
    "PrizeAddress",
    "Where a prize is sent, with the winner's consent for this alone.",
    "奖品的收件信息，经中奖者同意，仅用于寄送。",
    name=TEXT,
    mobile=TEXT,
    region=TEXT,
    street=TEXT,
)
_PARCEL: Final = shape(
    "PrizeParcel",
    "A prize that is to be sent; it waits for an address until before an instant, where it can lapse.",
    "待寄送的奖品；在截止时间前等待填写地址。",
    id=Identifier(),
    title=WORDS,
    state=Choice(_STATES),
    made_at=Instant(),
    until=MAYBE_INSTANT,
    address=Nullable(_ADDRESS),
    carrier=Nullable(TEXT),
    number=Nullable(TEXT),
)
_PARCELS: Final = items(_PARCEL, "Prizes in a state, newest first.", "某一状态的奖品，按时间倒序。")
_GRADE: Final = shape(
    "OutletGrade",
    "An outlet's grade of today, null with too few claims; by claims and redemptions of the 30 days before.",
    "门店今日等级；领取过少时为空。依据此前 30 天的领取与核销。",
    outlet_id=Identifier(),
    day=Day(),
    grade=Nullable(Choice(("A", "B", "C"))),
    claims=COUNT,
    redemptions=COUNT,
)
_GRADES: Final = items(_GRADE, "Grades, fixed for the day.", "门店等级，当天不变。")


@dataclass(frozen=True, slots=True)
class ParcelQuery:
    """Prizes in a state, with ids below `before`."""

    state: str
    before: int | None


@dataclass(frozen=True, slots=True)
class OfParcel:
    """A path that names one prize."""

    id: int


@dataclass(frozen=True, slots=True)
class MoveBody:
    """What became of it; sent prizes have a carrier and a tracking number."""

    state: str
    carrier: str | None
    number: str | None


async def list_parcels(call: Call[ParcelQuery, Nothing]) -> Answer:
    """Prizes in a state, with their addresses."""
    found = await call.engine.parcels.all(
        call.brand, call.params.state, before=call.params.before, masked=False
    )
    return Reply({"items": [_parcel(one) for one in found]})


async def move_parcel(call: Call[OfParcel, MoveBody]) -> Answer:
    """Note that a prize was sent, arrived or came back; the same again changes nothing."""
    body = call.body
    step: Any = body.state
    done = await call.engine.parcels.move(
        call.brand, call.params.id, step, BY, carrier=body.carrier or "", number=body.number or ""
    )
    return invalid((Fault("/state", "not_valid", done),)) if isinstance(done, Label) else Reply(_parcel(done))


async def list_grades(call: Call[Nothing, Nothing]) -> Answer:
    """How the outlets are graded today."""
    return Reply({"items": [_grade(one) for one in await call.engine.grades.today(call.brand)]})


def _parcel(one: ParcelView) -> dict[str, Any]:
    where = one.address
    return {
        "id": str(one.id),
        "title": presenters.words(one.title),
        "state": one.state,
        "made_at": presenters.instant(one.made_at),
        "until": None if one.until is None else presenters.instant(one.until),
        "address": None
        if where is None
        else {"name": where.name, "mobile": where.mobile, "region": where.region, "street": where.street},
        "carrier": one.carrier or None,
        "number": one.number or None,
    }


def _grade(one: GradeView) -> dict[str, Any]:
    return {
        "outlet_id": str(one.outlet_id), "day": one.day.isoformat(), "grade": one.grade, "claims": one.claims,
        "redemptions": one.redemptions,
    }  # fmt: skip


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/prizes",
        name="listPrizes",
        tag="grants",
        summary=Label("List prizes that are to be sent", "列出待寄送的奖品"),
        run=list_parcels,
        params=Params(
            ParcelQuery,
            query={
                "state": Param(Choice(_STATES), Label("Which state.", "状态。")),
                "before": Param(
                    Maybe(Identifier()), Label("Only those before this one.", "仅列出此编号之前的。")
                ),
            },
        ),
        answers={200: _PARCELS},
    ),
    Operation(
        method="PUT",
        path="/prizes/{id}/state",
        name="movePrize",
        tag="grants",
        summary=Label("Note that a prize was sent, arrived or came back", "登记奖品发货、送达或退回"),
        run=move_parcel,
        params=Params(OfParcel, path={"id": Param(Identifier(), Label("The prize.", "奖品编号。"))}),
        body=Record(
            "PrizeStateRequest",
            MoveBody,
            {
                "state": Choice(("sent", "delivered", "returned")),
                "carrier": Maybe(Text(60)),
                "number": Maybe(Text(60)),
            },
        ),
        answers={200: _PARCEL},
    ),
    Operation(
        method="GET",
        path="/outlets/grades",
        name="listOutletGrades",
        tag="outlets",
        summary=Label("See how outlets are graded today", "查看门店今日等级"),
        run=list_grades,
        params=NO_PARAMS,
        answers={200: _GRADES},
    ),
)
