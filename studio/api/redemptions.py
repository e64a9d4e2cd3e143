"""The till: members and their coupons, redemption and same-day cancellation.

Each body carries the till's own `request_id`, which stays the same however often the till repeats. It does
here what Idempotency-Key does elsewhere, and survives a till that was offline for hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.api import ClerkIdentity, Label, Money, NotFound, Reason, Refusal
from studio.api import presenters
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem import of_refusal
from studio.api.records import PRICE, Maybe, Record
from studio.api.schemas import Identifier, Instant, Text, Whole
from studio.api.shapes import MEMBER, REDEMPTION, REFUSED_REDEMPTIONS

OUTLET_CODE: Final = Text(64, example="S1")
CLERK_NUMBER: Final = Text(64, example="07")
COUPON_CODE: Final = Text(512)
REQUEST_ID: Final = Text(
    64,
    pattern=r"[A-Za-z0-9._:-]+",
    like=Label("an id of letters, digits and . _ : -", "由字母、数字和 . _ : - 组成的请求号"),
    example="till-3-000471",
)

GTIN: Final = Text(14, pattern=r"[0-9]{8,14}", like=Label("a GTIN", "商品条码"), example="9521000100015")

PAGE_ITEMS: Final = 50
PAGE_ITEMS_MAX: Final = 200
PAGE: Final[dict[str, Param[Any]]] = {
    "before": Param(Maybe(Identifier()), Label("Only those before this one.", "只看此条之前的内容。")),
    "limit": Param(
        Maybe(Whole(1, PAGE_ITEMS_MAX)),
        Label(f"Items a page, {PAGE_ITEMS} if left out.", f"每页条数，默认 {PAGE_ITEMS}。"),
    ),
}


@dataclass(frozen=True, slots=True)
class RedemptionBody:
    """A clerk takes a coupon. `basket` is what the goods cost before the coupon; of a coupon for goods, what was
    paid for them, and `product` is the product that the clerk scanned.

    `taken_at` tells when a till that was offline took it. The instant of receipt decides all the same.
    """

    coupon_code: str
    outlet_code: str
    clerk_number: str
    request_id: str
    basket: Money | None
    taken_at: datetime | None
    product: str | None


@dataclass(frozen=True, slots=True)
class DeclineBody:
    """A clerk does not take a coupon."""

    coupon_code: str
    outlet_code: str
    clerk_number: str
    request_id: str


@dataclass(frozen=True, slots=True)
class CancellationBody:
    """A clerk takes a redemption back."""

    outlet_code: str
    clerk_number: str
    request_id: str


@dataclass(frozen=True, slots=True)
class RefusedQuery:
    """One page of what tills were refused, newest first."""

    before: int | None
    limit: int | None


@dataclass(frozen=True, slots=True)
class OfRedemption:
    """A path that names one redemption."""

    id: int


@dataclass(frozen=True, slots=True)
class MemberQuery:
    """A clerk looks at a member's coupons."""

    code: str
    outlet: str
    clerk: str


@dataclass(frozen=True, slots=True)
class CallingOffBody:
    """The brand's own number of the request: sent again, it gets the same answer."""

    request_id: str


async def redeem(call: Call[Nothing, RedemptionBody]) -> Answer:
    """Take the coupon once; the same `request_id` gives the stored answer."""
    body = call.body
    clerk = await clerk_named(call, body.outlet_code, body.clerk_number)
    return _answer(
        await call.engine.coupons.redeem(
            clerk,
            body.coupon_code,
            body.request_id,
            body.basket,
            taken_at=body.taken_at,
            product=body.product,
        )
    )


async def decline(call: Call[Nothing, DeclineBody]) -> Answer:
    """Note that the till does not take a coupon that is good; the coupon stays good."""
    body = call.body
    clerk = await clerk_named(call, body.outlet_code, body.clerk_number)
    told = await call.engine.coupons.decline(clerk, body.coupon_code, body.request_id)
    return Reply(None, 204) if told.reason is Reason.STORE_DECLINED else of_refusal(told)


async def cancel(call: Call[OfRedemption, CancellationBody]) -> Answer:
    """Take the redemption back on its own calendar day; the coupon is usable again."""
    body = call.body
    clerk = await clerk_named(call, body.outlet_code, body.clerk_number)
    return _answer(await call.engine.coupons.cancel(clerk, call.params.id, body.request_id))


async def call_off(call: Call[OfRedemption, CallingOffBody]) -> Answer:
    """Take a redemption back as the brand, also after its day: what was paid out for it is owed back."""
    return _answer(await call.engine.coupons.call_off(call.brand, call.params.id, call.body.request_id))


async def list_refused(call: Call[RefusedQuery, Nothing]) -> Answer:
    """What the brand has to settle with its outlets by hand, such as a coupon taken while a till was offline."""
    limit = call.params.limit or PAGE_ITEMS
    found = await call.engine.coupons.refused(call.brand, before=call.params.before, limit=limit)
    following = str(found[-1].id) if len(found) == limit else None
    return Reply({"items": [presenters.refused_redemption(one) for one in found], "next_before": following})


async def show_member(call: Call[MemberQuery, Nothing]) -> Answer:
    """The coupons behind a member code or a coupon's code, as this clerk may use them."""
    clerk = await clerk_named(call, call.params.outlet, call.params.clerk)
    view = await call.engine.coupons.member(clerk, call.params.code)
    return of_refusal(view) if isinstance(view, Refusal) else Reply(presenters.member(view))


async def clerk_named(call: Call[Any, Any], outlet_code: str, number: str) -> ClerkIdentity:
    """The clerk of this brand. Raises NotFound for an unknown outlet or number."""
    clerk = await call.engine.outlets.clerk_by_number(call.brand, outlet_code, number)
    if clerk is None:
        raise NotFound
    return clerk


def _answer(answer: Any) -> Answer:
    if isinstance(answer, Refusal):
        return of_refusal(answer)
    return Reply(presenters.redemption(answer), 200 if answer.repeated else 201)


operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/redemptions",
        name="redeemCoupon",
        tag="redemptions",
        summary=Label("Redeem a coupon at an outlet", "在门店核销优惠券"),
        run=redeem,
        params=NO_PARAMS,
        body=Record(
            "RedemptionRequest",
            RedemptionBody,
            {
                "coupon_code": COUPON_CODE,
                "outlet_code": OUTLET_CODE,
                "clerk_number": CLERK_NUMBER,
                "request_id": REQUEST_ID,
                "basket": Maybe(PRICE),
                "taken_at": Maybe(Instant()),
                "product": Maybe(GTIN),
            },
        ),
        answers={201: REDEMPTION, 200: REDEMPTION},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/redemptions/declines",
        name="declineCoupon",
        tag="redemptions",
        summary=Label("Note that an outlet declined a coupon that is good", "记录门店拒收有效的券"),
        run=decline,
        params=NO_PARAMS,
        body=Record(
            "DeclineRequest",
            DeclineBody,
            {
                "coupon_code": COUPON_CODE,
                "outlet_code": OUTLET_CODE,
                "clerk_number": CLERK_NUMBER,
                "request_id": REQUEST_ID,
            },
        ),
        answers={204: None},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/redemptions/{id}/cancellation",
        name="cancelRedemption",
        tag="redemptions",
        summary=Label("Cancel a redemption on its own day", "当日撤销一笔核销"),
        run=cancel,
        params=Params(OfRedemption, path={"id": Param(Identifier(), Label("The redemption.", "核销编号。"))}),
        body=Record(
            "CancellationRequest",
            CancellationBody,
            {"outlet_code": OUTLET_CODE, "clerk_number": CLERK_NUMBER, "request_id": REQUEST_ID},
        ),
        answers={201: REDEMPTION, 200: REDEMPTION},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/redemptions/{id}/reversal",
        name="callOffRedemption",
        tag="redemptions",
        summary=Label("Take a redemption back as the brand, on any day", "由品牌撤销核销，不限当日"),
        run=call_off,
        params=Params(OfRedemption, path={"id": Param(Identifier(), Label("The redemption.", "核销编号。"))}),
        body=Record("CallingOffRequest", CallingOffBody, {"request_id": REQUEST_ID}),
        answers={201: REDEMPTION, 200: REDEMPTION},
        refuses=True,
    ),
    Operation(
        method="GET",
        path="/redemptions/refusals",
        name="listRefusedRedemptions",
        tag="redemptions",
        summary=Label("List what tills were refused, newest first", "按时间倒序列出被拒绝的核销"),
        run=list_refused,
        params=Params(RefusedQuery, query=PAGE),
        answers={200: REFUSED_REDEMPTIONS},
    ),
    Operation(
        method="GET",
        path="/members/{code}",
        name="showMember",
        tag="redemptions",
        summary=Label("See a member's coupons as a clerk may", "以店员视角查看会员的券"),
        run=show_member,
        params=Params(
            MemberQuery,
            path={"code": Param(COUPON_CODE, Label("A member code or a coupon's code.", "会员码或券码。"))},
            query={
                "outlet": Param(OUTLET_CODE, Label("The outlet's code.", "门店代码。")),
                "clerk": Param(CLERK_NUMBER, Label("The clerk's number.", "店员编号。")),
            },
        ),
        answers={200: MEMBER},
        refuses=True,
    ),
)
