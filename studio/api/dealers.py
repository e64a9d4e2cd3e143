"""Dealers, and what they have earned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.api import Label
from studio.api import presenters
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.records import NAME, Record
from studio.api.schemas import Day, Identifier, Text
from studio.api.shapes import DEALER, DEALER_DAY, DEALERS


@dataclass(frozen=True, slots=True)
class DealerBody:
    """A new dealer, under the code by which range changes call it."""

    code: str
    name: Label


@dataclass(frozen=True, slots=True)
class DealerStatement:
    """One dealer and a calendar day in the brand's zone."""

    id: int
    day: date


async def list_dealers(call: Call[Nothing, Nothing]) -> Answer:
    """All dealers of the brand."""
    return Reply({"items": [presenters.dealer(view) for view in await call.engine.dealers.all(call.brand)]})


async def add_dealer(call: Call[Nothing, DealerBody]) -> Answer:
    """Put a dealer on record, so that rewards can go to it."""
    view = await call.engine.dealers.add(call.brand, call.body.code, call.body.name)
    return Reply(presenters.dealer(view), 201)


async def show_dealer_statement(call: Call[DealerStatement, Nothing]) -> Answer:
    """What a dealer came to on a day, with every line and every line back."""
    view = await call.engine.dealers.day(call.brand, call.params.id, call.params.day)
    return Reply(presenters.dealer_day(view))


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/dealers",
        name="listDealers",
        tag="dealers",
        summary=Label("List the dealers", "列出经销商"),
        run=list_dealers,
        params=NO_PARAMS,
        answers={200: DEALERS},
    ),
    Operation(
        method="POST",
        path="/dealers",
        name="addDealer",
        tag="dealers",
        summary=Label("Put a dealer on record", "登记经销商"),
        run=add_dealer,
        params=NO_PARAMS,
        body=Record("DealerRequest", DealerBody, {"code": Text(64, example="D-GD-01"), "name": NAME}),
        answers={201: DEALER},
    ),
    Operation(
        method="GET",
        path="/dealers/{id}/statement",
        name="showDealerStatement",
        tag="dealers",
        summary=Label("See a dealer's books of one day", "查看经销商单日账目"),
        run=show_dealer_statement,
        params=Params(
            DealerStatement,
            path={"id": Param(Identifier(), Label("The dealer.", "经销商编号。"))},
            query={"day": Param(Day(), Label("A day in the brand's zone.", "品牌所在时区的日期。"))},
        ),
        answers={200: DEALER_DAY},
    ),
)
