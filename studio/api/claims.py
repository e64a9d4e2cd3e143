"""Codes and claims: what a code's page shows, and claiming its reward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import ConsumerKey, Label, NotFound, Refusal
from studio.api import presenters
from studio.api.consumer import CONSUMER, OPTIONAL_CONSUMER, key_of
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem import of_refusal
from studio.api.records import Maybe, Record
from studio.api.schemas import Text
from studio.api.shapes import CLAIM, CODE_PAGE

CODE: Final = Text(512, example="7K3QX2M9R4TB8V")
REGION: Final = Text(
    10,
    pattern=r"[A-Z]{2}(?:-[A-Z0-9]{1,3}(?:-[A-Z0-9]{1,3})?)?",
    like=Label("a region such as CN-GD", "形如 CN-GD 的地区代码"),
    example="CN-GD",
)
VERSION_HASH: Final = Text(
    64,
    pattern=r"[0-9a-f]{64}",
    like=Label("the version_hash of a code's page", "码页面给出的 version_hash"),
    example="3f" * 32,
)


@dataclass(frozen=True, slots=True)
class ClaimBody:
    """A person asks for the reward of a code; asking means accepting the campaign's terms.

    `shown` is the `version_hash` of the page that the person saw: kept as a record, it decides nothing. `device` is your own
    name of the phone, for limits and guards that count by device.
    """

    code: str
    consumer: ConsumerKey
    region: str | None
    shown: str | None
    device: str | None


@dataclass(frozen=True, slots=True)
class CodeView:
    """A code, seen by one person or by nobody in particular."""

    code: str
    consumer: str | None


async def claim_code(call: Call[Nothing, ClaimBody]) -> Answer:
    """Claim once; a repeated claim gives the stored answer.

    No address is passed on: the calling server's is the same for all consumers, so limits on guessing
    count by person here.
    """
    body = call.body
    answer = await call.engine.scans.claim_for(
        call.brand,
        body.code,
        body.consumer,
        region=body.region,
        request=call.key,
        shown=body.shown,
        device=body.device,
    )
    if isinstance(answer, Refusal):
        return of_refusal(answer)
    return Reply(presenters.claim(answer), 200 if answer.repeated else 201)


async def show_code(call: Call[CodeView, Nothing]) -> Answer:
    """The page's state. The first look is nobody's, so another brand's code gains no exposure from it."""
    page = await call.engine.scans.open(call.params.code, None)
    if page.phase == "unknown" and page.refusal is not None:
        return of_refusal(page.refusal)
    if page.brand != call.brand:
        raise NotFound
    if call.params.consumer is not None:
        page = await call.engine.scans.open(call.params.code, key_of(call.params.consumer))
    return Reply(presenters.scan_page(page))


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/claims",
        name="claimCode",
        tag="claims",
        summary=Label("Claim the reward of a code for a person", "为用户领取一个码的奖励"),
        run=claim_code,
        params=NO_PARAMS,
        body=Record(
            "ClaimRequest",
            ClaimBody,
            {
                "code": CODE,
                "consumer": CONSUMER,
                "region": Maybe(REGION),
                "shown": Maybe(VERSION_HASH),
                "device": Maybe(Text(128)),
            },
        ),
        answers={201: CLAIM, 200: CLAIM},
        keyed=True,
        refuses=True,
    ),
    Operation(
        method="GET",
        path="/codes/{code}",
        name="showCode",
        tag="claims",
        summary=Label("See what the page of a code shows", "查看一个码的页面状态"),
        run=show_code,
        params=Params(
            CodeView,
            path={"code": Param(CODE, Label("The printed code.", "印刷的码。"))},
            query={"consumer": OPTIONAL_CONSUMER},
        ),
        answers={200: CODE_PAGE},
        refuses=True,
    ),
)
