"""Prize stock: deliveries to outlets, where a voucher is served, holding a piece, and stores that declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.api import ConsumerKey, Label, NotFound, Refusal, prize_stock
from studio.api import presenters
from studio.api.consumer import CONSUMER, REFERENCE, key_of
from studio.api.operation import Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem import of_refusal
from studio.api.records import Maybe, Nullable, Record
from studio.api.redemptions import COUPON_CODE, GTIN, OUTLET_CODE, REQUEST_ID
from studio.api.schemas import Identifier, Instant, Whole
from studio.api.shapes import COUNT, OUTLET, TEXT, items, shape

STOCK: Final = shape(
    "PrizeStock",
    "Pieces of a product at an outlet: `free` is what is on hand and not held; `handed` were handed over for vouchers.",
    "门店某商品的兑奖库存：free 为在库且未预留的件数；handed 为已凭券兑出的件数。",
    product=TEXT,
    on_hand=COUNT,
    held=COUNT,
    free=COUNT,
    handed=COUNT,
)
STOCKS: Final = items(STOCK, "An outlet's prize stock.", "门店的兑奖库存。")
NEARBY: Final = shape(
    "NearbyStock",
    "An outlet that takes the voucher, and what it has free; `metres` from the outlet that was asked from.",
    "可兑换的门店及其可兑件数；metres 为与所问门店的距离。",
    outlet=OUTLET,
    free=COUNT,
    metres=Nullable(Whole(0)),
)
NEARBIES: Final = items(NEARBY, "Outlets, the nearest first.", "门店，由近及远。")
HOLD: Final = shape(
    "Hold",
    "A piece held for a voucher at an outlet until before an instant.",
    "为一张券在门店预留的一件商品，到时自动释放。",
    coupon_code=TEXT,
    outlet_id=Identifier(),
    until=Instant(),
)
COMPLAINT: Final = shape(
    "Complaint",
    "Somebody told that the outlet declined a voucher.",
    "有人反映门店拒绝兑换。",
    id=Identifier(),
    at=Instant(),
    coupon_code=TEXT,
)
COMPLAINTS: Final = items(
    COMPLAINT, "What was told of an outlet, newest first.", "对门店的反映，按时间倒序。"
)


@dataclass(frozen=True, slots=True)
class DeliveryBody:
    """Pieces that come to an outlet, or, negative, are taken away."""

    gtin: str
    pieces: int
    request_id: str


@dataclass(frozen=True, slots=True)
class HoldBody:
    """A person wants a piece held."""

    consumer: ConsumerKey
    outlet_code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class DeclinedBody:
    """A person tells of an outlet."""

    consumer: ConsumerKey
    outlet_code: str


@dataclass(frozen=True, slots=True)
class OfOutlet:
    """A path that names one outlet."""

    id: int


@dataclass(frozen=True, slots=True)
class OfCoupon:
    """A path that names one coupon."""

    code: str


@dataclass(frozen=True, slots=True)
class NearQuery:
    """A coupon, and the outlet from which distances count."""

    code: str
    near: str | None


@dataclass(frozen=True, slots=True)
class HeldQuery:
    """A coupon and its holder."""

    code: str
    consumer: str


async def deliver(call: Call[OfOutlet, DeliveryBody]) -> Answer:
    """Bring pieces to an outlet's prize stock; the same `request_id` counts once."""
    body = call.body
    found = await call.engine.stocks.deliver(
        call.brand, call.params.id, body.gtin, body.pieces, body.request_id
    )
    return of_refusal(found) if isinstance(found, Refusal) else Reply(_stock(found), 201)


async def list_stock(call: Call[OfOutlet, Nothing]) -> Answer:
    """What an outlet has to hand over, and what it handed over: so much is owed to it in kind."""
    found = await call.engine.stocks.book(call.brand, call.params.id)
    return Reply({"items": [_stock(one) for one in found]})


async def list_stores(call: Call[NearQuery, Nothing]) -> Answer:
    """Where a voucher is served, and how many pieces are free there."""
    near = None if call.params.near is None else await _outlet(call, call.params.near)
    found = await call.engine.stocks.stores(call.brand, call.params.code, near)
    if isinstance(found, Refusal):
        return of_refusal(found)
    return Reply({"items": [_nearby(one) for one in found]})


async def hold(call: Call[OfCoupon, HoldBody]) -> Answer:
    """Hold a piece for a voucher; asked for another outlet, the hold moves there."""
    body = call.body
    outlet = await _outlet(call, body.outlet_code)
    found = await call.engine.stocks.hold(call.brand, body.consumer, call.params.code, outlet, body.until)
    return of_refusal(found) if isinstance(found, Refusal) else Reply(_hold(found), 201)


async def let_go(call: Call[HeldQuery, Nothing]) -> Answer:
    """Give up what is held for a voucher."""
    who = key_of(call.params.consumer)
    refusal = await call.engine.stocks.let_go(call.brand, who, call.params.code)
    return Reply(None, 204) if refusal is None else of_refusal(refusal)


async def decline(call: Call[OfCoupon, DeclinedBody]) -> Answer:
    """Note that an outlet declined a voucher, once a day; the voucher and the stock stay as they are."""
    body = call.body
    outlet = await _outlet(call, body.outlet_code)
    refusal = await call.engine.stocks.declined(call.brand, body.consumer, call.params.code, outlet)
    return Reply(None, 204) if refusal is None else of_refusal(refusal)


async def list_complaints(call: Call[OfOutlet, Nothing]) -> Answer:
    """What was told of an outlet that declined vouchers."""
    found = await call.engine.stocks.complaints(call.brand, call.params.id)
    return Reply({"items": [_complaint(one) for one in found]})


async def _outlet(call: Call[Any, Any], code: str) -> int:
    """An outlet of the brand by its code. Raises NotFound."""
    for outlet in await call.engine.outlets.all(call.brand):
        if outlet.code == code:
            return int(outlet.id)
    raise NotFound(f"there is no outlet {code}")


def _stock(view: prize_stock.StockView) -> dict[str, Any]:
    return {
        "product": view.product,
        "on_hand": view.on_hand,
        "held": view.held,
        "free": view.free,
        "handed": view.handed,
    }


def _nearby(view: prize_stock.NearbyStock) -> dict[str, Any]:
    return {"outlet": presenters.outlet(view.outlet), "free": view.free, "metres": view.metres}


def _hold(view: prize_stock.HoldView) -> dict[str, Any]:
    return {
        "coupon_code": view.code,
        "outlet_id": str(view.outlet_id),
        "until": presenters.instant(view.until),
    }


def _complaint(view: prize_stock.Complaint) -> dict[str, Any]:
    return {"id": str(view.id), "at": presenters.instant(view.at), "coupon_code": view.coupon_code}


_OUTLET_PATH: Final = Params(OfOutlet, path={"id": Param(Identifier(), Label("The outlet.", "门店编号。"))})
_COUPON_PATH: Final = {"code": Param(COUPON_CODE, Label("The coupon.", "券码。"))}

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/outlets/{id}/stock",
        name="deliverStock",
        tag="outlets",
        summary=Label("Deliver prize stock to an outlet", "向门店配送兑奖商品"),
        run=deliver,
        params=_OUTLET_PATH,
        body=Record(
            "DeliveryRequest",
            DeliveryBody,
            {"gtin": GTIN, "pieces": Whole(-(10**6), 10**6), "request_id": REQUEST_ID},
        ),
        answers={201: STOCK},
        refuses=True,
    ),
    Operation(
        method="GET",
        path="/outlets/{id}/stock",
        name="listStock",
        tag="outlets",
        summary=Label("See an outlet's prize stock", "查看门店兑奖库存"),
        run=list_stock,
        params=_OUTLET_PATH,
        answers={200: STOCKS},
    ),
    Operation(
        method="GET",
        path="/outlets/{id}/complaints",
        name="listComplaints",
        tag="outlets",
        summary=Label("See what was told of an outlet that declined", "查看门店拒兑反映"),
        run=list_complaints,
        params=_OUTLET_PATH,
        answers={200: COMPLAINTS},
    ),
    Operation(
        method="GET",
        path="/coupons/{code}/stores",
        name="listStores",
        tag="redemptions",
        summary=Label("See where a voucher is served", "查看可兑换的门店"),
        run=list_stores,
        params=Params(
            NearQuery,
            path=_COUPON_PATH,
            query={
                "near": Param(
                    Maybe(OUTLET_CODE),
                    Label("The outlet from which distances count.", "以哪家门店计算距离。"),
                )
            },
        ),
        answers={200: NEARBIES},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/coupons/{code}/hold",
        name="holdGoods",
        tag="redemptions",
        summary=Label("Hold a piece for a voucher", "为一张券预留商品"),
        run=hold,
        params=Params(OfCoupon, path=_COUPON_PATH),
        body=Record(
            "HoldRequest", HoldBody, {"consumer": CONSUMER, "outlet_code": OUTLET_CODE, "until": Instant()}
        ),
        answers={201: HOLD},
        refuses=True,
    ),
    Operation(
        method="DELETE",
        path="/coupons/{code}/hold",
        name="letGoodsGo",
        tag="redemptions",
        summary=Label("Give up what is held for a voucher", "取消预留"),
        run=let_go,
        params=Params(
            HeldQuery,
            path=_COUPON_PATH,
            query={"consumer": Param(REFERENCE, Label("The voucher's holder.", "持券人。"))},
        ),
        answers={204: None},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/coupons/{code}/complaints",
        name="tellOfDeclined",
        tag="redemptions",
        summary=Label("Tell that an outlet declined a voucher", "反映门店拒绝兑换"),
        run=decline,
        params=Params(OfCoupon, path=_COUPON_PATH),
        body=Record("DeclinedRequest", DeclinedBody, {"consumer": CONSUMER, "outlet_code": OUTLET_CODE}),
        answers={204: None},
        refuses=True,
    ),
)
