"""Claims that guards hold or note, and the alarm about wrong codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import Label, Refusal, Review
from studio.api import presenters
from studio.api.campaigns import BY
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.presenters import Json, instant, money_or_none
from studio.api.problem import of_refusal
from studio.api.records import Nullable, Record
from studio.api.schemas import Choice, Identifier, Instant, Text
from studio.api.shapes import CLAIM, COUNT, MAYBE_MONEY, TEXT, items, shape

REVIEW: Final = shape(
    "Review",
    "A claim that a guard held (`waiting`, then released, rejected, lapsed, or void with its person) or only noted.",
    "被守护人群拦下（waiting，之后为 released、rejected、lapsed，或随账号注销而 void）或仅记录的领取。",
    id=Identifier(),
    campaign_id=Identifier(),
    person_id=Identifier(),
    code=TEXT,
    device=TEXT,
    at=Instant(),
    until=Instant(),
    state=Choice(("waiting", "noted", "released", "rejected", "lapsed", "void")),
    aside=MAYBE_MONEY,
    reason=TEXT,
    by=TEXT,
)
ALARM: Final = shape(
    "WrongCodesAlarm",
    "So many wrong codes come that you are told; `count` within the last ten minutes.",
    "错误码过多的告警；count 为最近十分钟内的次数。",
    since=Instant(),
    count=COUNT,
)
REVIEWS: Final = items(
    REVIEW,
    "Held claims, oldest first, then what is decided or noted, newest first.",
    "待核实的领取（先到先列），其后为已处理或仅记录的（按时间倒序）。",
    alarm=Nullable(ALARM),
)


@dataclass(frozen=True, slots=True)
class OfReview:
    """A path that names one review."""

    id: int


@dataclass(frozen=True, slots=True)
class RejectionBody:
    """Why a claim is turned down; told to the person."""

    reason: str


def review(view: Review) -> Json:
    """A held or noted claim."""
    return {
        "id": str(view.id),
        "campaign_id": str(view.campaign_id),
        "person_id": str(view.person_id),
        "code": view.code,
        "device": view.device,
        "at": instant(view.at),
        "until": instant(view.until),
        "state": view.state,
        "aside": money_or_none(view.aside),
        "reason": view.reason,
        "by": view.by,
    }


async def list_reviews(call: Call[Nothing, Nothing]) -> Answer:
    """What guards have held and noted."""
    found = await call.engine.reviews.all(call.brand)
    alarm = await call.engine.reviews.alarm(call.brand)
    told = None if alarm is None else {"since": instant(alarm.since), "count": alarm.count}
    return Reply({"items": [review(one) for one in found], "alarm": told})


async def release(call: Call[OfReview, Nothing]) -> Answer:
    """Grant a held claim with the instant at which it was made."""
    answer = await call.engine.reviews.release(call.brand, call.params.id, BY)
    return of_refusal(answer) if isinstance(answer, Refusal) else Reply(presenters.claim(answer))


async def reject(call: Call[OfReview, RejectionBody]) -> Answer:
    """Turn a held claim down: its money is free, its code unused, its person told why."""
    answer = await call.engine.reviews.reject(call.brand, call.params.id, call.body.reason, BY)
    return of_refusal(answer) if isinstance(answer, Refusal) else Reply(review(answer))


_OF_REVIEW: Final = Params(OfReview, path={"id": Param(Identifier(), Label("The review.", "核实编号。"))})

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/reviews",
        name="listReviews",
        tag="claims",
        summary=Label("List claims held for review", "列出待核实的领取"),
        run=list_reviews,
        params=NO_PARAMS,
        answers={200: REVIEWS},
    ),
    Operation(
        method="POST",
        path="/reviews/{id}/release",
        name="releaseReview",
        tag="claims",
        summary=Label("Grant a held claim", "放行一次待核实的领取"),
        run=release,
        params=_OF_REVIEW,
        answers={200: CLAIM},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/reviews/{id}/rejection",
        name="rejectReview",
        tag="claims",
        summary=Label("Turn a held claim down", "驳回一次待核实的领取"),
        run=reject,
        params=_OF_REVIEW,
        body=Record("RejectionRequest", RejectionBody, {"reason": Text(80)}),
        answers={200: REVIEW},
        refuses=True,
    ),
)
