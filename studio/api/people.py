"""A person's consents, own data and deletion."""

from __future__ import annotations

from typing import Any, Final

from engine.api import PURPOSES, DeletionView, Label, Parting
from studio.api import presenters
from studio.api.consumer import REFERENCE_PARAM, OfConsumer
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Params, Reply
from studio.api.presenters import Json, instant, instant_or_none, money_or_none
from studio.api.records import ListOf, Maybe, Record
from studio.api.schemas import AnyObject, Choice, Flag, Identifier, Instant, Whole
from studio.api.shapes import COUPON, MAYBE_INSTANT, MAYBE_MONEY, TEXT, items, shape

CONSENTS: Final = shape(
    "Consents",
    "The purposes that a person agrees to.",
    "用户已同意的用途。",
    purposes=ListOf(TEXT),
)
PARTING: Final = shape(
    "Parting",
    "What a deletion would mean: all but `owed` ends, and `owed` is still paid.",
    "注销意味着什么：除 owed 外全部失效，owed 仍会支付。",
    points=Whole(),
    locked=MAYBE_MONEY,
    coupons=ListOf(COUPON),
    owed=MAYBE_MONEY,
)
DELETION: Final = shape(
    "Deletion",
    "A person was deleted. The books keep the opaque number; records of prizes and orders are kept apart until their dates.",
    "用户已注销。账目只保留无法识别的编号；奖品与订单记录单独保存至所列日期。",
    id=Identifier(),
    person=Identifier(),
    asked_at=Instant(),
    erase_by=Instant(),
    erased_at=MAYBE_INSTANT,
    prizes_until=Instant(),
    orders_until=Instant(),
)
DELETIONS: Final = items(DELETION, "The brand's deletions, newest first.", "本品牌的注销记录，新的在前。")
OWN_DATA: Final = shape(
    "OwnData",
    "All that is kept of a person, to be handed out.",
    "为用户保存的全部资料，可交付本人。",
    data=AnyObject(),
)


async def show_consents(call: Call[OfConsumer, Nothing]) -> Answer:
    """What the person agrees to."""
    return Reply({"purposes": list(await call.engine.members.consents(call.brand, call.params.who))})


async def set_consents(call: Call[OfConsumer, dict[str, Any]]) -> Answer:
    """The person agrees to purposes or takes them back; each change is kept with its instant."""
    told = {name: value for name, value in call.body.items() if value is not None}
    held = await call.engine.members.set_consents(call.brand, call.params.who, told)
    return Reply({"purposes": list(held)})


async def show_data(call: Call[OfConsumer, Nothing]) -> Answer:
    """All that is kept of the person."""
    return Reply({"data": await call.engine.forgetting.export(call.brand, call.params.who)})


async def show_parting(call: Call[OfConsumer, Nothing]) -> Answer:
    """What a deletion would end, and what is still paid."""
    return Reply(_parting(await call.engine.forgetting.parting(call.brand, call.params.who)))


async def delete_person(call: Call[OfConsumer, dict[str, Any]]) -> Answer:
    """Delete the person, whom you have verified and told what it means. It cannot be undone."""
    return Reply(deletion(await call.engine.forgetting.delete(call.brand, call.params.who)))


async def list_deletions(call: Call[Nothing, Nothing]) -> Answer:
    """Every deletion, with the dates by which all is erased."""
    found = await call.engine.forgetting.deletions(call.brand)
    return Reply({"items": [deletion(one) for one in found]})


def _parting(one: Parting) -> Json:
    return {
        "points": one.points,
        "locked": money_or_none(one.locked),
        "coupons": [presenters.coupon(coupon) for coupon in one.coupons],
        "owed": money_or_none(one.owed),
    }


def deletion(one: DeletionView) -> Json:
    """A deletion."""
    return {
        "id": str(one.id),
        "person": str(one.person),
        "asked_at": instant(one.asked_at),
        "erase_by": instant(one.erase_by),
        "erased_at": instant_or_none(one.erased_at),
        "prizes_until": instant(one.prizes_until),
        "orders_until": instant(one.orders_until),
    }


_PARAMS: Final = Params(OfConsumer, path={"ref": REFERENCE_PARAM})

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/consumers/{ref}/consents",
        name="showConsents",
        tag="consumers",
        summary=Label("See what a person agrees to", "查看用户同意的用途"),
        run=show_consents,
        params=_PARAMS,
        answers={200: CONSENTS},
    ),
    Operation(
        method="PUT",
        path="/consumers/{ref}/consents",
        name="setConsents",
        tag="consumers",
        summary=Label("A person agrees to purposes or takes them back", "用户同意或撤回某项用途"),
        run=set_consents,
        params=_PARAMS,
        body=Record("ConsentsRequest", dict, {name: Maybe(Flag()) for name in PURPOSES}),
        answers={200: CONSENTS},
    ),
    Operation(
        method="GET",
        path="/consumers/{ref}/data",
        name="showData",
        tag="consumers",
        summary=Label("Hand out all that is kept of a person", "导出用户的全部资料"),
        run=show_data,
        params=_PARAMS,
        answers={200: OWN_DATA},
    ),
    Operation(
        method="GET",
        path="/consumers/{ref}/deletion",
        name="showParting",
        tag="consumers",
        summary=Label("See what deleting a person would mean", "查看注销意味着什么"),
        run=show_parting,
        params=_PARAMS,
        answers={200: PARTING},
    ),
    Operation(
        method="POST",
        path="/consumers/{ref}/deletion",
        name="deletePerson",
        tag="consumers",
        summary=Label("Delete a person", "注销用户"),
        run=delete_person,
        params=_PARAMS,
        body=Record("DeletionRequest", dict, {"confirm": Choice(("delete",))}),
        answers={200: DELETION},
    ),
    Operation(
        method="GET",
        path="/deletions",
        name="listDeletions",
        tag="consumers",
        summary=Label("List the people who were deleted", "列出注销记录"),
        run=list_deletions,
        params=NO_PARAMS,
        answers={200: DELETIONS},
    ),
)
