"""Cartons at outlets: registering, what an outlet holds, what nobody has registered; who of the staff is which consumer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import ConsumerKey, HeldView, Label, NotFound, Refusal, RegistrationAnswer, TradeSettings
from studio.api import presenters
from studio.api.claims import CODE
from studio.api.consumer import CONSUMER
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.presenters import Json, instant
from studio.api.problem import of_refusal
from studio.api.records import ListOf, Maybe, Nullable, Record
from studio.api.redemptions import CLERK_NUMBER, OUTLET_CODE
from studio.api.schemas import Flag, Identifier, Instant, Whole
from studio.api.shapes import COUNT, GRANT, TEXT, items, shape

REGISTRATION: Final = shape(
    "Registration",
    "An outlet has registered a code; `grants` are what it got for that. The first outlet has it.",
    "门店已登记该码，grants 为由此获得的奖励；先登记者得。",
    id=Identifier(),
    at=Instant(),
    kind=TEXT,
    batch=TEXT,
    serial=COUNT,
    grants=ListOf(GRANT),
    repeated=Flag(),
)
HELD: Final = shape(
    "Held",
    "A carton, or a sold pack, that an outlet has registered.",
    "门店已登记的箱或已售商品。",
    batch_id=Identifier(),
    batch=TEXT,
    kind=TEXT,
    serial=COUNT,
    at=Instant(),
)
UNREGISTERED: Final = shape(
    "Unregistered",
    "A carton of which packs were claimed while no outlet has registered it.",
    "尚无门店登记、但箱内商品已被领取的箱。",
    batch_id=Identifier(),
    batch=TEXT,
    serial=COUNT,
    claims=COUNT,
    last_at=Instant(),
)
TRADE_SETTINGS: Final = shape(
    "TradeSettings",
    "How long and for how many claims a clerk's code counts; how many claims away from home, within how many days, raise an"
    " alarm for a carton; from how many redemptions of a hundred claims on an outlet is graded A or B, and from how many"
    " claims on it is graded at all.",
    "导购码的有效分钟数与可计次数；一箱在多少天内有多少次异地领取即报警；门店评为 A、B 级所需的核销率（%）与起评领取数。",
    clerk_minutes=COUNT,
    clerk_claims=Nullable(COUNT),
    diversion_claims=COUNT,
    diversion_days=COUNT,
    grade_a_percent=COUNT,
    grade_b_percent=COUNT,
    grade_claims=COUNT,
)


@dataclass(frozen=True, slots=True)
class RegistrationBody:
    """Somebody at a till registers a code for the outlet."""

    code: str
    outlet_code: str
    clerk_number: str


@dataclass(frozen=True, slots=True)
class OfOutlet:
    """A path that names one outlet."""

    id: int


@dataclass(frozen=True, slots=True)
class OfClerk:
    """A path that names one clerk of an outlet."""

    id: int
    number: str


@dataclass(frozen=True, slots=True)
class AccountBody:
    """Under which reference a clerk shops."""

    consumer: ConsumerKey


async def register(call: Call[Nothing, RegistrationBody]) -> Answer:
    """Register the carton around an in-carton code, or a sold pack by its sell-through code."""
    body = call.body
    clerk = await call.engine.outlets.clerk_by_number(call.brand, body.outlet_code, body.clerk_number)
    if clerk is None:
        raise NotFound
    answer = await call.engine.cartons.register(clerk, body.code)
    if isinstance(answer, Refusal):
        return of_refusal(answer)
    return Reply(_registration(answer), 200 if answer.repeated else 201)


async def list_held(call: Call[OfOutlet, Nothing]) -> Answer:
    """What an outlet has registered, newest first."""
    await call.engine.outlets.one(call.brand, call.params.id)
    return Reply(
        {"items": [_held(one) for one in await call.engine.cartons.held(call.brand, call.params.id)]}
    )


async def list_unregistered(call: Call[Nothing, Nothing]) -> Answer:
    """Opened cartons of the last 30 days that nobody has registered, most claims first."""
    found = await call.engine.cartons.unregistered(call.brand)
    return Reply(
        {
            "items": [
                {
                    "batch_id": str(one.batch_id),
                    "batch": one.batch,
                    "serial": one.serial,
                    "claims": one.claims,
                    "last_at": instant(one.last_at),
                }
                for one in found
            ]
        }
    )


async def set_account(call: Call[OfClerk, AccountBody]) -> Answer:
    """Note under which account a clerk shops: no clerk's reward for own purchases, nothing from the own store's cartons."""
    await call.engine.outlets.know_as(call.brand, call.params.id, call.params.number, call.body.consumer)
    return Reply(None, 204)


async def leave(call: Call[OfClerk, Nothing]) -> Answer:
    """A clerk leaves: signs in no more, and the clerk's code is closed."""
    await call.engine.outlets.leave(call.brand, call.params.id, call.params.number)
    return Reply(None, 204)


async def show_settings(call: Call[Nothing, Nothing]) -> Answer:
    """The brand's settings for its trade."""
    return Reply(_settings(await call.engine.accounts.trade(call.brand)))


async def set_settings(call: Call[Nothing, TradeSettings]) -> Answer:
    """Settle them otherwise, for all that happens from now on."""
    await call.engine.accounts.set_trade(call.brand, call.body)
    return Reply(_settings(call.body))


def _settled(
    grade_a_percent: int | None, grade_b_percent: int | None, grade_claims: int | None, **others: Any
) -> TradeSettings:
    """The settings that are told; how outlets are graded may be left out, for as usual."""
    told = {
        "grade_a_percent": grade_a_percent,
        "grade_b_percent": grade_b_percent,
        "grade_claims": grade_claims,
    }
    return TradeSettings(**others, **{name: figure for name, figure in told.items() if figure is not None})


def _registration(answer: RegistrationAnswer) -> Json:
    return {
        "id": str(answer.registration_id),
        "at": instant(answer.at),
        "kind": answer.kind,
        "batch": answer.batch,
        "serial": answer.serial,
        "grants": [presenters.grant(one) for one in answer.grants],
        "repeated": answer.repeated,
    }


def _held(one: HeldView) -> Json:
    return {
        "batch_id": str(one.batch_id), "batch": one.batch, "kind": one.kind, "serial": one.serial,
        "at": instant(one.at),
    }  # fmt: skip


def _settings(trade: TradeSettings) -> Json:
    return {
        "clerk_minutes": trade.clerk_minutes,
        "clerk_claims": trade.clerk_claims,
        "diversion_claims": trade.diversion_claims,
        "diversion_days": trade.diversion_days,
        "grade_a_percent": trade.grade_a_percent,
        "grade_b_percent": trade.grade_b_percent,
        "grade_claims": trade.grade_claims,
    }


_OUTLET: Final = Param(Identifier(), Label("The outlet.", "门店编号。"))
_OF_CLERK: Final = Params(
    OfClerk, path={"id": _OUTLET, "number": Param(CLERK_NUMBER, Label("The clerk's number.", "工号。"))}
)

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/registrations",
        name="registerCode",
        tag="outlets",
        summary=Label("Register a carton or a sold pack for an outlet", "为门店登记一箱或一件已售商品"),
        run=register,
        params=NO_PARAMS,
        body=Record(
            "RegistrationRequest",
            RegistrationBody,
            {"code": CODE, "outlet_code": OUTLET_CODE, "clerk_number": CLERK_NUMBER},
        ),
        answers={201: REGISTRATION, 200: REGISTRATION},
        refuses=True,
    ),
    Operation(
        method="GET",
        path="/outlets/{id}/cartons",
        name="listHeld",
        tag="outlets",
        summary=Label("See what an outlet has registered", "查看门店已登记的箱"),
        run=list_held,
        params=Params(OfOutlet, path={"id": _OUTLET}),
        answers={200: items(HELD, "The newest hundred.", "最近一百条。")},
    ),
    Operation(
        method="GET",
        path="/cartons/unregistered",
        name="listUnregistered",
        tag="outlets",
        summary=Label("See opened cartons that no outlet has registered", "查看已开箱而未登记的箱"),
        run=list_unregistered,
        params=NO_PARAMS,
        answers={200: items(UNREGISTERED, "Most claims first.", "领取最多的在前。")},
    ),
    Operation(
        method="PUT",
        path="/outlets/{id}/clerks/{number}/consumer",
        name="setClerkConsumer",
        tag="outlets",
        summary=Label("Say under which account a clerk shops", "登记店员本人的消费者账户"),
        run=set_account,
        params=_OF_CLERK,
        body=Record("ClerkConsumerRequest", AccountBody, {"consumer": CONSUMER}),
        answers={204: None},
    ),
    Operation(
        method="POST",
        path="/outlets/{id}/clerks/{number}/departure",
        name="letClerkGo",
        tag="outlets",
        summary=Label("Let a clerk go and close the clerk's code", "店员离职并停用其导购码"),
        run=leave,
        params=_OF_CLERK,
        answers={204: None},
    ),
    Operation(
        method="GET",
        path="/trade-settings",
        name="showTradeSettings",
        tag="outlets",
        summary=Label("See how clerks' codes and alarms are set", "查看导购码与窜货报警设置"),
        run=show_settings,
        params=NO_PARAMS,
        answers={200: TRADE_SETTINGS},
    ),
    Operation(
        method="PUT",
        path="/trade-settings",
        name="setTradeSettings",
        tag="outlets",
        summary=Label("Set how clerks' codes and alarms work", "设置导购码与窜货报警"),
        run=set_settings,
        params=NO_PARAMS,
        body=Record(
            "TradeSettingsRequest",
            _settled,
            {
                "clerk_minutes": Whole(1, 1_440),
                "clerk_claims": Maybe(Whole(1, 1_000)),
                "diversion_claims": Whole(1, 1_000),
                "diversion_days": Whole(1, 366),
                "grade_a_percent": Maybe(Whole(1, 100)),
                "grade_b_percent": Maybe(Whole(1, 100)),
                "grade_claims": Maybe(Whole(1, 1_000_000)),
            },
        ),
        answers={200: TRADE_SETTINGS},
    ),
)
