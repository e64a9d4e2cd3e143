"""A basket at the till: its lines, which coupons fit, the best choice, paying with it, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engine.api import BasketLine, ClerkIdentity, Invalid, Refusal, baskets
from studio.clerk.amounts import read_amount
from studio.clerk.basket_views import BasketPage, Row, basket_page, sale_page
from studio.clerk.sessions import for_clerks
from studio.i18n.catalogue import Translator
from studio.i18n.locales import locale_of
from studio.public.brands import brand_of, voice_for
from studio.rendering import render
from studio.security.cookies import new_token

ROWS: Final = 6
ROWS_MAX: Final = 30
_TYPED_MAX: Final = 64


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form: the code looked up, the rows, the coupons chosen, the request number."""

    code: str
    rows: tuple[Row, ...]
    chosen: tuple[str, ...]
    request_id: str
    action: str


async def basket_form(request: Request, clerk: ClerkIdentity) -> Response:
    """GET /clerk/basket?code=: empty lines for a member's basket."""
    code = request.query_params.get("code", "").strip()[:_TYPED_MAX]
    if not code:
        return RedirectResponse("/clerk", 303)
    typed = Typed(code, (Row("", "", ""),) * ROWS, (), new_token(), "")
    return await _page(request, clerk, typed)


async def basket(request: Request, clerk: ClerkIdentity) -> Response:
    """POST /clerk/basket: work out the best choice, or take the coupons that are chosen."""
    typed = await _typed(request)
    request.state.page_path = f"/clerk/basket?{urlencode({'code': typed.code})}"
    currency = (await brand_of(request, clerk.brand)).currency
    lines = _lines(typed.rows, currency)
    words = Translator(locale_of(request))
    if lines is None:
        return await _page(request, clerk, typed, problem=words("clerk.basket_lines_wrong"))
    sales = request.app.state.engine.sales
    try:
        if typed.action == "take" and typed.chosen:
            answer = await sales.checkout(clerk, typed.chosen, lines, currency, typed.request_id)
            if not isinstance(answer, Refusal):
                return RedirectResponse(f"/clerk/sales/{answer.sale_id}", 303)
            return await _page(request, clerk, typed, problem=answer.words[locale_of(request)], lines=lines)
        return await _page(request, clerk, typed, lines=lines)
    except Invalid as error:
        return await _page(request, clerk, typed, problem=error.message[locale_of(request)])


async def _page(
    request: Request,
    clerk: ClerkIdentity,
    typed: Typed,
    *,
    problem: str = "",
    lines: tuple[BasketLine, ...] | None = None,
) -> Response:
    engine, currency = request.app.state.engine, (await brand_of(request, clerk.brand)).currency
    found: baskets.Proposal | Refusal | None = None
    if lines:
        found = await engine.sales.propose(clerk, typed.code, lines, currency)
        if isinstance(found, Refusal):
            problem = problem or found.words[locale_of(request)]
    proposal = found if isinstance(found, baskets.Proposal) else None
    quote = None
    if proposal and typed.action == "choose" and typed.chosen:
        quoted = await engine.sales.quote(clerk, typed.chosen, lines, currency)
        if isinstance(quoted, Refusal):
            problem = problem or quoted.words[locale_of(request)]
        else:
            quote = quoted
    coupons = tuple(one.coupon for one in proposal.coupons) if proposal else ()
    voice = await voice_for(request, clerk.brand, coupons)
    chosen = typed.chosen if typed.action in {"choose", "take"} else None
    view: BasketPage = basket_page(
        clerk, voice, typed.code, typed.rows, currency, typed.request_id, problem, proposal, quote, chosen
    )
    return render(request, "clerk/basket.html", view, status=409 if problem else 200)


async def sale(request: Request, clerk: ClerkIdentity) -> Response:
    """GET /clerk/sales/{id}: what was paid for each line, and what can still come back."""
    return await _sale(request, clerk)


async def give_back(request: Request, clerk: ClerkIdentity) -> Response:
    """POST /clerk/sales/{id}/return: pieces of lines come back."""
    number = request.path_params["sale"]
    async with request.form(max_files=0, max_fields=ROWS_MAX + 4) as form:
        request_id = _text(form, "request_id")
        counts = {place: _text(form, f"back_{place}") for place in range(ROWS_MAX)}
    request.state.page_path = f"/clerk/sales/{number}"
    pieces = {
        place: int(text) for place, text in counts.items() if text.isascii() and text.isdigit() and int(text)
    }
    if not request_id:
        raise HTTPException(400)
    if not pieces:
        return await _sale(request, clerk, problem=Translator(locale_of(request))("clerk.back_none"))
    answer = await request.app.state.engine.sales.give_back(clerk, number, pieces, request_id)
    if isinstance(answer, Refusal):
        return await _sale(request, clerk, problem=answer.words[locale_of(request)])
    return RedirectResponse(f"/clerk/sales/{number}", 303)


async def cancel(request: Request, clerk: ClerkIdentity) -> Response:
    """POST /clerk/sales/{id}/cancel: the whole purchase is called off, on its day."""
    number = request.path_params["sale"]
    async with request.form(max_files=0, max_fields=4) as form:
        request_id = _text(form, "request_id")
    request.state.page_path = f"/clerk/sales/{number}"
    if not request_id:
        raise HTTPException(400)
    answer = await request.app.state.engine.sales.cancel(clerk, number, request_id)
    if isinstance(answer, Refusal):
        return await _sale(request, clerk, problem=answer.words[locale_of(request)])
    return RedirectResponse(f"/clerk/sales/{number}", 303)


async def _sale(request: Request, clerk: ClerkIdentity, problem: str = "") -> Response:
    found = await request.app.state.engine.sales.show(clerk, request.path_params["sale"])
    if found is None:
        raise HTTPException(404)
    voice = await voice_for(request, clerk.brand, tuple(one.coupon for one in found.redemptions))
    view = sale_page(clerk, voice, found, (new_token(), new_token()), problem)
    return render(request, "clerk/sale.html", view, status=409 if problem else 200)


async def _typed(request: Request) -> Typed:
    async with request.form(max_files=0, max_fields=3 * ROWS_MAX + 40) as form:
        rows = [
            Row(*(_text(form, f"{name}_{place}") for name in ("gtin", "quantity", "price")))
            for place in range(ROWS_MAX)
        ]
        chosen = tuple(str(one)[:_TYPED_MAX] for one in form.getlist("coupon"))
        code, request_id, action = (_text(form, name) for name in ("code", "request_id", "action"))
    filled = [row for row in rows if row.gtin or row.price]
    if not code or not request_id:
        raise HTTPException(400)
    free = max(ROWS - len(filled), 2 if len(filled) < ROWS_MAX - 1 else 0)
    return Typed(code, (*filled, *(Row("", "", ""),) * free), chosen, request_id, action)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip()[:_TYPED_MAX] if isinstance(value, str) else ""


def _lines(rows: tuple[Row, ...], currency: str) -> tuple[BasketLine, ...] | None:
    """The lines that are filled in; None when there are none, or one cannot be read."""
    found = []
    for row in rows:
        if not row.gtin and not row.price:
            continue
        price, quantity = read_amount(row.price, currency), row.quantity or "1"
        if price is None or not (quantity.isascii() and quantity.isdigit() and 0 < int(quantity) <= 10_000):
            return None
        found.append(BasketLine(row.gtin, int(quantity), price.minor))
    return tuple(found) or None


routes: Final[list[BaseRoute]] = [
    Route("/clerk/basket", for_clerks(basket_form)),
    Route("/clerk/basket", for_clerks(basket), methods=["POST"]),
    Route("/clerk/sales/{sale:id}", for_clerks(sale)),
    Route("/clerk/sales/{sale:id}/return", for_clerks(give_back), methods=["POST"]),
    Route("/clerk/sales/{sale:id}/cancel", for_clerks(cancel), methods=["POST"]),
]
