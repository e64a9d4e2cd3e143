"""Help after the sale: opening a case for a code, the desk's list, compensating, closing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import CaseView, ClaimAnswer, ConsumerKey, Label, Refusal
from studio.api import presenters
from studio.api.campaigns import BY
from studio.api.claims import CODE
from studio.api.consumer import CONSUMER
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.presenters import Json, instant, instant_or_none, words
from studio.api.problem import of_refusal
from studio.api.records import WORDS, ListOf, Maybe, Nullable, Record
from studio.api.schemas import Identifier, Instant, Text
from studio.api.shapes import CLAIM, COUNT, MAYBE_INSTANT, TEXT, items, shape

CASE: Final = shape(
    "ServiceCase",
    "Somebody needs help with a pack: one case a code. `state` is open, compensated or closed.",
    "售后服务单，每码一单；state 为 open、compensated 或 closed。",
    id=Identifier(),
    number=COUNT,
    code=TEXT,
    batch=TEXT,
    serial=COUNT,
    gtin=TEXT,
    product=WORDS,
    code_state=TEXT,
    told=TEXT,
    state=TEXT,
    opened_at=Instant(),
    settled_at=MAYBE_INSTANT,
    settled_by=Nullable(TEXT),
    claim_id=Nullable(Identifier()),
)
COMPENSATION: Final = shape(
    "Compensation",
    "What the campaigns that answer `service` gave.",
    "响应“售后”事件的活动所给的补偿。",
    claims=ListOf(CLAIM),
)


@dataclass(frozen=True, slots=True)
class CaseBody:
    """A person needs help with the pack of an after-sales code."""

    code: str
    consumer: ConsumerKey
    told: str | None


@dataclass(frozen=True, slots=True)
class CompensationBody:
    """The desk approves; `campaign_id` leaves out all other campaigns."""

    campaign_id: int | None


@dataclass(frozen=True, slots=True)
class OfCase:
    """A path that names one case."""

    id: int


async def open_case(call: Call[Nothing, CaseBody]) -> Answer:
    """Open the code's case, or find it."""
    body = call.body
    return Reply(_case(await call.engine.service.open(body.code, body.consumer, body.told or "", call.brand)))


async def list_cases(call: Call[Nothing, Nothing]) -> Answer:
    """Cases, open ones first, then the newest."""
    return Reply({"items": [_case(one) for one in await call.engine.service.cases(call.brand)]})


async def compensate(call: Call[OfCase, CompensationBody]) -> Answer:
    """Approve a compensation: once a case."""
    answer = await call.engine.service.compensate(
        call.brand, call.params.id, BY, campaign_id=call.body.campaign_id
    )
    if isinstance(answer, Refusal):
        return of_refusal(answer)
    given = [presenters.claim(one.answer) for one in answer.campaigns if isinstance(one.answer, ClaimAnswer)]
    return Reply({"claims": given}, 201)


async def close_case(call: Call[OfCase, Nothing]) -> Answer:
    """Be done with a case without giving anything."""
    refused = await call.engine.service.close(call.brand, call.params.id, BY)
    return of_refusal(refused) if refused else Reply(None, 204)


def _case(view: CaseView) -> Json:
    return {
        "id": str(view.id),
        "number": view.number,
        "code": view.code,
        "batch": view.batch,
        "serial": view.serial,
        "gtin": view.gtin,
        "product": words(view.product),
        "code_state": view.code_state,
        "told": view.told,
        "state": view.state,
        "opened_at": instant(view.opened_at),
        "settled_at": instant_or_none(view.settled_at),
        "settled_by": view.settled_by,
        "claim_id": None if view.claim_id is None else str(view.claim_id),
    }


_OF_CASE: Final = Params(OfCase, path={"id": Param(Identifier(), Label("The case.", "服务单编号。"))})

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/service-cases",
        name="openCase",
        tag="service",
        summary=Label("Open a service case for an after-sales code", "为售后码开立服务单"),
        run=open_case,
        params=NO_PARAMS,
        body=Record(
            "ServiceCaseRequest",
            CaseBody,
            {"code": CODE, "consumer": CONSUMER, "told": Maybe(Text(1_000, lines=True))},
        ),
        answers={200: CASE},
    ),
    Operation(
        method="GET",
        path="/service-cases",
        name="listCases",
        tag="service",
        summary=Label("List the service cases", "列出服务单"),
        run=list_cases,
        params=NO_PARAMS,
        answers={
            200: items(
                CASE,
                "Open ones first, then the newest, 200 at most.",
                "未处理的在前，其次为最新，最多 200 条。",
            )
        },
    ),
    Operation(
        method="POST",
        path="/service-cases/{id}/compensation",
        name="compensateCase",
        tag="service",
        summary=Label("Approve a compensation", "批准补偿"),
        run=compensate,
        params=_OF_CASE,
        body=Record("CompensationRequest", CompensationBody, {"campaign_id": Maybe(Identifier())}),
        answers={201: COMPENSATION},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/service-cases/{id}/closure",
        name="closeCase",
        tag="service",
        summary=Label("Close a case without a compensation", "不作补偿，关闭服务单"),
        run=close_case,
        params=_OF_CASE,
        answers={204: None},
        refuses=True,
    ),
)
