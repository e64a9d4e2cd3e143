"""Baskets at the till: which coupons fit, what they take off, paying with them, and what comes back.

Coupons are used together by lanes (see the language's reference); whichever order they are named in, the answer is the
same. As for redemptions, the till's own `request_id` names the purchase.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.api import CURRENCY_EXPONENTS, BasketLine, Label, Refusal
from studio.api import sale_presenters
from studio.api.operation import NO_PARAMS, Answer, Call, Nothing, Operation, Param, Params, Reply
from studio.api.problem import of_refusal
from studio.api.records import ListOf, Maybe, Record
from studio.api.redemptions import (
    CLERK_NUMBER,
    COUPON_CODE,
    GTIN,
    OUTLET_CODE,
    REQUEST_ID,
    CancellationBody,
    clerk_named,
)
from studio.api.sale_shapes import PROPOSAL, QUOTE, RETURN, SALE
from studio.api.schemas import Choice, Identifier, Instant, Whole

_LINE: Final = Record(
    "BasketLine",
    BasketLine,
    {"gtin": GTIN, "quantity": Whole(1, 10_000), "unit": Whole(0, 10**9)},
    Label(
        "Pieces of one product; `unit` is the price of a piece in whole minor units.",
        "一种商品若干件；unit 为单价，以最小货币单位的整数表示。",
    ),
)
_LINES: Final = ListOf(_LINE, 100)
_CURRENCY: Final = Choice(tuple(CURRENCY_EXPONENTS))
_CODES: Final = ListOf(COUPON_CODE, 20)
_TILL: Final = {"outlet_code": OUTLET_CODE, "clerk_number": CLERK_NUMBER}


@dataclass(frozen=True, slots=True)
class BasketBody:
    """A basket at a till."""

    outlet_code: str
    clerk_number: str
    currency: str
    lines: tuple[BasketLine, ...]


@dataclass(frozen=True, slots=True)
class QuoteBody(BasketBody):
    """A basket with the coupons that are to be taken."""

    coupon_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaleBody(QuoteBody):
    """A basket that is paid for now. `taken_at` is the clock of a till that was offline; it never decides anything."""

    request_id: str
    taken_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """Pieces of one line, by its place from 0."""

    line: int
    quantity: int


@dataclass(frozen=True, slots=True)
class ReturnBody:
    """Pieces that come back."""

    outlet_code: str
    clerk_number: str
    request_id: str
    lines: tuple[ReturnedLine, ...]


@dataclass(frozen=True, slots=True)
class OfMember:
    """A path that names a member or one coupon."""

    code: str


@dataclass(frozen=True, slots=True)
class OfSale:
    """A path that names one purchase."""

    id: int


async def propose(call: Call[OfMember, BasketBody]) -> Answer:
    """Every coupon of the member with whether it is usable here, and the legal choice that takes the most off."""
    body = call.body
    clerk = await clerk_named(call, body.outlet_code, body.clerk_number)
    found = await call.engine.sales.propose(clerk, call.params.code, body.lines, body.currency)
    return of_refusal(found) if isinstance(found, Refusal) else Reply(sale_presenters.proposal(found))


async def quote(call: Call[Nothing, QuoteBody]) -> Answer:
    """What these coupons would take off this basket now. Nothing is changed."""
    body = call.body
    clerk = await clerk_named(call, body.outlet_code, body.clerk_number)
    found = await call.engine.sales.quote(clerk, body.coupon_codes, body.lines, body.currency)
    return of_refusal(found) if isinstance(found, Refusal) else Reply(sale_presenters.quote(found))


async def sell(call: Call[Nothing, SaleBody]) -> Answer:
    """Take the coupons for the basket, all or none; the same `request_id` gives the stored answer."""
    body = call.body
    clerk = await clerk_named(call, body.outlet_code, body.clerk_number)
    return _answer(
        await call.engine.sales.checkout(
            clerk, body.coupon_codes, body.lines, body.currency, body.request_id, taken_at=body.taken_at
        )
    )


async def cancel(call: Call[OfSale, CancellationBody]) -> Answer:
    """Call the whole purchase off on its own day; every coupon is usable again."""
    body = call.body
    clerk = await clerk_named(call, body.outlet_code, body.clerk_number)
    return _answer(await call.engine.sales.cancel(clerk, call.params.id, body.request_id))


async def give_back(call: Call[OfSale, ReturnBody]) -> Answer:
    """Pay out the share that was paid for pieces that come back. Coupons stay used, and minimums are not held again."""
    body = call.body
    clerk = await clerk_named(call, body.outlet_code, body.clerk_number)
    pieces: dict[int, int] = {}
    for one in body.lines:
        pieces[one.line] = pieces.get(one.line, 0) + one.quantity
    found = await call.engine.sales.give_back(clerk, call.params.id, pieces, body.request_id)
    if isinstance(found, Refusal):
        return of_refusal(found)
    return Reply(sale_presenters.returned(found), 200 if found.repeated else 201)


def _answer(answer: Any) -> Answer:
    if isinstance(answer, Refusal):
        return of_refusal(answer)
    return Reply(sale_presenters.sale(answer), 200 if answer.repeated else 201)


_BASKET: Final = {**_TILL, "currency": _CURRENCY, "lines": _LINES}
_SALE_PATH: Final = {"id": Param(Identifier(), Label("The purchase.", "购物编号。"))}

operations: Final[tuple[Operation[Any, Any], ...]] = (
    Operation(
        method="POST",
        path="/members/{code}/proposal",
        name="proposeCoupons",
        tag="redemptions",
        summary=Label("Propose a member's best coupons for a basket", "为一笔购物推荐会员最划算的券"),
        run=propose,
        params=Params(
            OfMember,
            path={"code": Param(COUPON_CODE, Label("A member code or a coupon's code.", "会员码或券码。"))},
        ),
        body=Record("BasketRequest", BasketBody, _BASKET),
        answers={200: PROPOSAL},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/sales/quote",
        name="quoteSale",
        tag="redemptions",
        summary=Label("See what coupons would take off a basket", "试算一笔购物用券后的金额"),
        run=quote,
        params=NO_PARAMS,
        body=Record("QuoteRequest", QuoteBody, {**_BASKET, "coupon_codes": _CODES}),
        answers={200: QUOTE},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/sales",
        name="sellWithCoupons",
        tag="redemptions",
        summary=Label("Pay for a basket with coupons", "用券结算一笔购物"),
        run=sell,
        params=NO_PARAMS,
        body=Record(
            "SaleRequest",
            SaleBody,
            {**_BASKET, "coupon_codes": _CODES, "request_id": REQUEST_ID, "taken_at": Maybe(Instant())},
        ),
        answers={201: SALE, 200: SALE},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/sales/{id}/cancellation",
        name="cancelSale",
        tag="redemptions",
        summary=Label("Cancel a purchase on its own day", "当日撤销一笔购物"),
        run=cancel,
        params=Params(OfSale, path=_SALE_PATH),
        body=Record("SaleCancellationRequest", CancellationBody, {**_TILL, "request_id": REQUEST_ID}),
        answers={201: SALE, 200: SALE},
        refuses=True,
    ),
    Operation(
        method="POST",
        path="/sales/{id}/returns",
        name="returnPieces",
        tag="redemptions",
        summary=Label("Take pieces of a purchase back", "办理部分退货"),
        run=give_back,
        params=Params(OfSale, path=_SALE_PATH),
        body=Record(
            "ReturnRequest",
            ReturnBody,
            {
                **_TILL,
                "request_id": REQUEST_ID,
                "lines": ListOf(
                    Record(
                        "ReturnedLine",
                        ReturnedLine,
                        {"line": Whole(0, 99), "quantity": Whole(1, 10_000)},
                        Label("Pieces of one line, by its place from 0.", "某一行退几件，行号从 0 起。"),
                    ),
                    100,
                ),
            },
        ),
        answers={201: RETURN, 200: RETURN},
        refuses=True,
    ),
)
