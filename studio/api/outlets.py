"""Outlets and their clerks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.api import Label
from studio.api import presenters
from studio.api.claims import REGION
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.records import NAME, Maybe, Record
from studio.api.redemptions import CLERK_NUMBER, OUTLET_CODE
from studio.api.schemas import Choice, Day, Flag, Identifier, Text, Whole
from studio.api.shapes import CREATED, OUTLET, OUTLET_DAY, OUTLETS


@dataclass(frozen=True, slots=True)
class OutletBody:
    """A new outlet."""

    code: str
    name: Label
    region: str
    online: bool | None
    position: tuple[int, int] | None
    dealer: str | None


@dataclass(frozen=True, slots=True)
class ClerkBody:
    """A new clerk. `pin` opens the clerk's phone pages."""

    number: str
    name: str
    role: str
    pin: str


@dataclass(frozen=True, slots=True)
class StatementQuery:
    """One outlet and a calendar day in the brand's zone."""

    id: int
    day: date


@dataclass(frozen=True, slots=True)
class OfOutlet:
    """A path that names one outlet."""

    id: int


async def list_outlets(call: Call[Nothing, Nothing]) -> Answer:
    """All outlets of the brand."""
    return Reply({"items": [presenters.outlet(view) for view in await call.engine.outlets.all(call.brand)]})


async def add_outlet(call: Call[Nothing, OutletBody]) -> Answer:
    """Add an outlet under a code of the brand's own."""
    body = call.body
    view = await call.engine.outlets.add_outlet(
        call.brand, body.code, body.name, body.region, online=bool(body.online), position=body.position,
        dealer=body.dealer,
    )  # fmt: skip
    return Reply(presenters.outlet(view), 201)


async def add_clerk(call: Call[OfOutlet, ClerkBody]) -> Answer:
    """Add a clerk or the owner to an outlet."""
    body = call.body
    clerk_id = await call.engine.outlets.add_clerk(
        call.brand, call.params.id, body.number, body.name, body.role, body.pin
    )
    return Reply({"id": str(clerk_id)}, 201)


async def show_statement(call: Call[StatementQuery, Nothing]) -> Answer:
    """What the outlet, its owner and its clerks came to on a day, with every line and every line back."""
    view = await call.engine.outlets.day(call.brand, call.params.id, call.params.day)
    return Reply(presenters.outlet_day(view))


_POSITION: Final = Record(
    "Position",
    lambda latitude_e6, longitude_e6: (latitude_e6, longitude_e6),
    {"latitude_e6": Whole(-90_000_000, 90_000_000), "longitude_e6": Whole(-180_000_000, 180_000_000)},
    Label("A place in millionths of a degree (WGS 84).", "位置，单位为百万分之一度（WGS 84）。"),
)
_PIN: Final = Text(
    12, least=4, pattern=r"[0-9]+", like=Label("a PIN of 4 to 12 digits", "4 至 12 位数字 PIN")
)

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/outlets",
        name="listOutlets",
        tag="outlets",
        summary=Label("List the outlets", "列出门店"),
        run=list_outlets,
        params=NO_PARAMS,
        answers={200: OUTLETS},
    ),
    Operation(
        method="POST",
        path="/outlets",
        name="addOutlet",
        tag="outlets",
        summary=Label("Add an outlet", "新增门店"),
        run=add_outlet,
        params=NO_PARAMS,
        body=Record(
            "OutletRequest",
            OutletBody,
            {
                "code": OUTLET_CODE,
                "name": NAME,
                "region": REGION,
                "online": Maybe(Flag()),
                "position": Maybe(_POSITION),
                "dealer": Maybe(Text(64)),
            },
        ),
        answers={201: OUTLET},
    ),
    Operation(
        method="POST",
        path="/outlets/{id}/clerks",
        name="addClerk",
        tag="outlets",
        summary=Label("Add a clerk or the owner to an outlet", "为门店新增店员或店主"),
        run=add_clerk,
        params=Params(OfOutlet, path={"id": Param(Identifier(), Label("The outlet.", "门店编号。"))}),
        body=Record(
            "ClerkRequest",
            ClerkBody,
            {"number": CLERK_NUMBER, "name": Text(100), "role": Choice(("clerk", "owner")), "pin": _PIN},
        ),
        answers={201: CREATED},
    ),
    Operation(
        method="GET",
        path="/outlets/{id}/statement",
        name="showOutletStatement",
        tag="outlets",
        summary=Label("See an outlet's books of one day", "查看门店单日账目"),
        run=show_statement,
        params=Params(
            StatementQuery,
            path={"id": Param(Identifier(), Label("The outlet.", "门店编号。"))},
            query={"day": Param(Day(), Label("A day in the brand's zone.", "品牌所在时区的日期。"))},
        ),
        answers={200: OUTLET_DAY},
    ),
)
