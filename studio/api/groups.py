"""What the brand's shop on the net sells to groups and alone: offers, groups, purchases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from engine.api import ConsumerKey, Label, Refusal, groups
from studio.api import presenters
from studio.api.consumer import CONSUMER, OPTIONAL_CONSUMER, key_of
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem import of_refusal
from studio.api.records import MONEY, WORDS, ListOf, Maybe, Nullable, Record
from studio.api.redemptions import COUPON_CODE
from studio.api.schemas import Choice, Flag, Identifier, Instant, Text, Whole
from studio.api.shapes import COUNT, MAYBE_MONEY, TEXT, items, shape

OFFER: Final = shape(
    "Offer",
    "What the shop sells now: `single` is the price alone, null where it is sold to groups only; `free` are the pieces left.",
    "店铺在售商品：single 为单买价，只拼团时为 null；free 为可售件数。",
    campaign_id=Identifier(),
    offer=TEXT,
    name=WORDS,
    product=TEXT,
    single=MAYBE_MONEY,
    together=MONEY,
    size=COUNT,
    at_least=Flag(),
    hours=COUNT,
    free=COUNT,
)
PURCHASE: Final = shape(
    "Purchase",
    "One piece for one person. `price` is before, `amount` after the coupon; until `pay_by` a waiting one can be paid.",
    "一人一件的订单：price 为用券前、amount 为用券后金额；待支付订单须在 pay_by 前支付。",
    id=Identifier(),
    offer=TEXT,
    name=WORDS,
    group_token=Nullable(TEXT),
    place=Nullable(Whole(1)),
    price=MONEY,
    amount=MONEY,
    coupon_code=Nullable(TEXT),
    state=Choice(("waiting", "paid", "sent", "closed", "refunding", "refunded")),
    why=Nullable(Choice(("unpaid", "expired", "cancelled", "same_person"))),
    at=Instant(),
    pay_by=Instant(),
    paid_at=Nullable(Instant()),
    sent_at=Nullable(Instant()),
    refunded_at=Nullable(Instant()),
)
GROUP: Final = shape(
    "BuyerGroup",
    "A group of buyers. `until` itself is too late; `missing` are the buyers that it still needs, `free` the pieces left.",
    "一个拼团：到 until 这一刻即截止；missing 为还差的人数，free 为可售件数。",
    token=TEXT,
    campaign_id=Identifier(),
    offer=TEXT,
    name=WORDS,
    price=MONEY,
    size=COUNT,
    at_least=Flag(),
    missing=COUNT,
    places=ListOf(shape("GroupPlace", "A place that is taken.", "已占的名额。", place=Whole(1), paid=Flag())),
    state=Choice(("open", "full", "settling", "formed", "expired", "cancelled")),
    opened_at=Instant(),
    until=Instant(),
    free=COUNT,
    mine=Nullable(PURCHASE),
)
PAYMENT: Final = shape(
    "Payment",
    "Where the purchase is paid; null where there is nothing to pay any more, or the channel does not answer.",
    "支付地址；无需再支付或渠道未应答时为 null。",
    pay_url=Nullable(TEXT),
    purchase=PURCHASE,
)
OFFERS: Final = items(OFFER, "What the shop sells now.", "店铺在售商品。")
GROUPS: Final = items(GROUP, "Groups, newest first.", "拼团，按时间倒序。")
PURCHASES: Final = items(PURCHASE, "Purchases, newest first.", "订单，按时间倒序。")


@dataclass(frozen=True, slots=True)
class BuyBody:
    """Somebody wants a piece of an offer."""

    consumer: ConsumerKey
    campaign_id: int
    offer: str
    coupon_code: str | None


@dataclass(frozen=True, slots=True)
class JoinBody:
    """Somebody wants a place in a group."""

    consumer: ConsumerKey
    coupon_code: str | None


@dataclass(frozen=True, slots=True)
class PaymentBody:
    """Where the payer goes afterwards."""

    back_url: str


@dataclass(frozen=True, slots=True)
class OfPurchase:
    """A path that names one purchase."""

    id: int


@dataclass(frozen=True, slots=True)
class OfGroup:
    """A path that names one group, seen by somebody."""

    token: str
    consumer: str | None = None


@dataclass(frozen=True, slots=True)
class OfPerson:
    """Whose purchases are asked for; everybody's when left out."""

    consumer: str | None


async def list_offers(call: Call[Nothing, Nothing]) -> Answer:
    """What the shop sells now."""
    return Reply({"items": [_offer(one) for one in await call.engine.groups.offers(call.brand)]})


async def open_group(call: Call[Nothing, BuyBody]) -> Answer:
    """Open a group and take its first place, which is kept for ten minutes."""
    body = call.body
    assert call.key is not None
    answer = await call.engine.groups.open(
        call.brand, body.consumer, body.campaign_id, body.offer, call.key, coupon=body.coupon_code
    )
    return _bought(answer)


async def buy(call: Call[Nothing, BuyBody]) -> Answer:
    """Buy one piece alone; it is kept for ten minutes."""
    body = call.body
    assert call.key is not None
    answer = await call.engine.groups.buy(
        call.brand, body.consumer, body.campaign_id, body.offer, call.key, coupon=body.coupon_code
    )
    return _bought(answer)


async def join(call: Call[OfGroup, JoinBody]) -> Answer:
    """Take the next place of a group, which is kept for ten minutes."""
    assert call.key is not None
    answer = await call.engine.groups.join(
        call.params.token, call.body.consumer, call.key, coupon=call.body.coupon_code, brand=call.brand
    )
    return _bought(answer)


async def list_groups(call: Call[Nothing, Nothing]) -> Answer:
    """The brand's groups."""
    return Reply({"items": [_group(one) for one in await call.engine.groups.groups(call.brand)]})


async def show_group(call: Call[OfGroup, Nothing]) -> Answer:
    """A group as a person sees it. Another brand's is unknown."""
    who = None if call.params.consumer is None else key_of(call.params.consumer)
    return Reply(_group(await call.engine.groups.page(call.params.token, who, brand=call.brand)))


async def list_purchases(call: Call[OfPerson, Nothing]) -> Answer:
    """What a person, or everybody, has bought."""
    who = None if call.params.consumer is None else key_of(call.params.consumer)
    found = await call.engine.groups.purchases(call.brand, who)
    return Reply({"items": [_purchase(one) for one in found]})


async def show_purchase(call: Call[OfPurchase, Nothing]) -> Answer:
    """A purchase; one that waits for its payment is looked up with the channel."""
    return Reply(_purchase(await call.engine.groups.purchase(call.brand, call.params.id)))


async def pay(call: Call[OfPurchase, PaymentBody]) -> Answer:
    """Open the bill of a purchase. Asked again, it is the same bill."""
    answer = await call.engine.groups.pay(call.brand, call.params.id, call.body.back_url)
    url = answer if isinstance(answer, str) else None
    found = await call.engine.groups.purchase(call.brand, call.params.id)
    return Reply({"pay_url": url, "purchase": _purchase(found)})


async def cancel(call: Call[OfPurchase, Nothing]) -> Answer:
    """Call a purchase off before it is dispatched; what was paid goes back."""
    return _told(await call.engine.groups.cancel(call.brand, call.params.id))


async def dispatch(call: Call[OfPurchase, Nothing]) -> Answer:
    """The piece is sent: the order is final from now on."""
    return _told(await call.engine.groups.dispatch(call.brand, call.params.id))


def _bought(answer: groups.PurchaseView | Refusal) -> Answer:
    return of_refusal(answer) if isinstance(answer, Refusal) else Reply(_purchase(answer), 201)


def _told(answer: groups.PurchaseView | Refusal) -> Answer:
    return of_refusal(answer) if isinstance(answer, Refusal) else Reply(_purchase(answer))


def _offer(view: groups.OfferView) -> dict[str, Any]:
    return {
        "campaign_id": str(view.campaign_id),
        "offer": view.offer,
        "name": presenters.words(view.name),
        "product": view.product,
        "single": presenters.money_or_none(view.single),
        "together": presenters.money(view.together),
        "size": view.size,
        "at_least": view.least,
        "hours": view.hours,
        "free": view.free,
    }


def _purchase(view: groups.PurchaseView) -> dict[str, Any]:
    return {
        "id": str(view.id),
        "offer": view.offer,
        "name": presenters.words(view.name),
        "group_token": view.group_token,
        "place": view.place,
        "price": presenters.money(view.price),
        "amount": presenters.money(view.amount),
        "coupon_code": view.coupon,
        "state": view.state,
        "why": view.why,
        "at": presenters.instant(view.at),
        "pay_by": presenters.instant(view.pay_by),
        "paid_at": presenters.instant_or_none(view.paid_at),
        "sent_at": presenters.instant_or_none(view.sent_at),
        "refunded_at": presenters.instant_or_none(view.refunded_at),
    }


def _group(view: groups.GroupView) -> dict[str, Any]:
    return {
        "token": view.token,
        "campaign_id": str(view.campaign_id),
        "offer": view.offer,
        "name": presenters.words(view.name),
        "price": presenters.money(view.price),
        "size": view.size,
        "at_least": view.least,
        "missing": view.missing,
        "places": [{"place": one.place, "paid": one.paid} for one in view.places],
        "state": view.state,
        "opened_at": presenters.instant(view.opened_at),
        "until": presenters.instant(view.until),
        "free": view.free,
        "mine": None if view.mine is None else _purchase(view.mine),
    }


_TOKEN: Final = Param(Text(64), Label("The token of the group's link.", "拼团链接中的令牌。"))
_PURCHASE_PATH: Final = Params(
    OfPurchase, path={"id": Param(Identifier(), Label("The purchase.", "订单编号。"))}
)
_BUY: Final = Record(
    "BuyRequest",
    BuyBody,
    {
        "consumer": CONSUMER,
        "campaign_id": Identifier(),
        "offer": Text(64),
        "coupon_code": Maybe(COUPON_CODE),
    },
)

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="GET",
        path="/offers",
        name="listOffers",
        tag="groups",
        summary=Label("See what the shop sells", "查看店铺在售商品"),
        run=list_offers,
        params=NO_PARAMS,
        answers={200: OFFERS},
    ),
    Operation(
        method="POST",
        path="/groups",
        name="openGroup",
        tag="groups",
        summary=Label("Open a group of buyers", "开团"),
        run=open_group,
        params=NO_PARAMS,
        body=_BUY,
        answers={201: PURCHASE},
        keyed=True,
        refuses=True,
    ),
    Operation(
        method="GET",
        path="/groups",
        name="listGroups",
        tag="groups",
        summary=Label("List the brand's groups", "查看全部拼团"),
        run=list_groups,
        params=NO_PARAMS,
        answers={200: GROUPS},
    ),
    Operation(
        method="GET",
        path="/groups/{token}",
        name="showGroup",
        tag="groups",
        summary=Label("See a group", "查看一个拼团"),
        run=show_group,
        params=Params(OfGroup, path={"token": _TOKEN}, query={"consumer": OPTIONAL_CONSUMER}),
        answers={200: GROUP},
    ),
    Operation(
        method="POST",
        path="/groups/{token}/purchases",
        name="joinGroup",
        tag="groups",
        summary=Label("Join a group", "参团"),
        run=join,
        params=Params(OfGroup, path={"token": _TOKEN}),
        body=Record("JoinRequest", JoinBody, {"consumer": CONSUMER, "coupon_code": Maybe(COUPON_CODE)}),
        answers={201: PURCHASE},
        keyed=True,
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/purchases",
        name="buyAlone",
        tag="groups",
        summary=Label("Buy one piece alone", "单独购买"),
        run=buy,
        params=NO_PARAMS,
        body=_BUY,
        answers={201: PURCHASE},
        keyed=True,
        refuses=True,
    ),
    Operation(
        method="GET",
        path="/purchases",
        name="listPurchases",
        tag="groups",
        summary=Label("List purchases", "查看订单"),
        run=list_purchases,
        params=Params(OfPerson, query={"consumer": OPTIONAL_CONSUMER}),
        answers={200: PURCHASES},
    ),
    Operation(
        method="GET",
        path="/purchases/{id}",
        name="showPurchase",
        tag="groups",
        summary=Label("See a purchase", "查看一个订单"),
        run=show_purchase,
        params=_PURCHASE_PATH,
        answers={200: PURCHASE},
    ),
    Operation(
        method="POST",
        path="/purchases/{id}/payment",
        name="payPurchase",
        tag="groups",
        summary=Label("Get the address where a purchase is paid", "获取订单的支付地址"),
        run=pay,
        params=_PURCHASE_PATH,
        body=Record("PaymentRequest", PaymentBody, {"back_url": Text(1_000)}),
        answers={200: PAYMENT},
    ),
    Operation(
        method="POST",
        path="/purchases/{id}/cancellation",
        name="cancelPurchase",
        tag="groups",
        summary=Label("Call a purchase off before it is dispatched", "发货前取消订单"),
        run=cancel,
        params=_PURCHASE_PATH,
        answers={200: PURCHASE},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/purchases/{id}/dispatch",
        name="dispatchPurchase",
        tag="groups",
        summary=Label("Dispatch a purchase", "发货"),
        run=dispatch,
        params=_PURCHASE_PATH,
        answers={200: PURCHASE},
        refuses=True,
    ),
)
