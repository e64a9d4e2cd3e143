"""The shop on the net: what it sells, groups of buyers, and one's own orders. No script needed."""

from __future__ import annotations

import re
import secrets
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engine.api import Engine, Refusal, RequestKey, WalletView, groups
from studio.forms import fields_of
from studio.public.brands import voice_for
from studio.public.group_presenters import group_page, order_page, shop_page
from studio.public.identity import Visitor, remember, visitor_of
from studio.public.looks import shelf_of
from studio.rendering import render

_PRESS: Final = re.compile(r"[0-9a-f]{16}")
_TEXT_MAX: Final = 64


async def shop(request: Request) -> Response:
    """GET /w/{brand}/shop: what is sold, and one's own orders."""
    return await _shop(request)


async def open_group(request: Request) -> Response:
    """POST /w/{brand}/shop/open: a group of one's own; its page then says where to pay."""
    return await _buy(request, opens=True)


async def buy(request: Request) -> Response:
    """POST /w/{brand}/shop/buy: one piece alone."""
    return await _buy(request, opens=False)


async def group(request: Request) -> Response:
    """GET /g/{token}: a group, as who opened it, a member or a friend sees it."""
    return await _group(request, visitor_of(request))


async def join(request: Request) -> Response:
    """POST /g/{token}/join: take the next place."""
    token, visitor = request.path_params["token"], visitor_of(request)
    request.state.page_path = f"/g/{token}"
    form = await fields_of(request)
    answer = await _engine(request).groups.join(
        token, visitor.key, _key(form, f"join|{token}"), coupon=_coupon(form)
    )
    if isinstance(answer, Refusal):
        return await _group(request, visitor, answer)
    return _after(request, f"/g/{token}", visitor)


async def order(request: Request) -> Response:
    """GET /w/{brand}/orders/{id}: one order. Who comes back from paying sees at once whether it was."""
    return await _order(request)


async def cancel(request: Request) -> Response:
    """POST /w/{brand}/orders/{id}/cancel: called off before dispatch."""
    brand, number, visitor = request.path_params["brand"], request.path_params["id"], visitor_of(request)
    request.state.page_path = f"/w/{brand}/orders/{number}"
    answer = await _engine(request).groups.cancel(brand, number, visitor.key)
    if isinstance(answer, Refusal):
        return await _order(request, answer)
    return RedirectResponse(f"/w/{brand}/orders/{number}", 303)


async def back_to_shop(request: Request) -> Response:
    """GET on an address of the shop that only takes presses."""
    return RedirectResponse(f"/w/{request.path_params['brand']}/shop", 303)


async def back_to_group(request: Request) -> Response:
    """GET /g/{token}/join: a reloaded answer."""
    return RedirectResponse(f"/g/{request.path_params['token']}", 303)


async def back_to_order(request: Request) -> Response:
    """GET …/cancel: a reloaded answer."""
    return RedirectResponse(f"/w/{request.path_params['brand']}/orders/{request.path_params['id']}", 303)


async def _shop(request: Request, problem: Refusal | None = None) -> Response:
    brand, visitor, doors = request.path_params["brand"], visitor_of(request), _engine(request).groups
    request.state.page_path = f"/w/{brand}/shop"
    held = await _wallet(request, brand, visitor)
    voice = await voice_for(request, brand, held.coupons)
    orders = await doors.purchases(brand, visitor.key)
    look = shelf_of(request).look(held.theme)
    view = shop_page(held, await doors.offers(brand), orders, look, voice, _press(), problem)
    response = render(request, "public/shop.html", view, status=409 if problem else 200)
    remember(request, response, visitor)
    return response


async def _buy(request: Request, *, opens: bool) -> Response:
    brand, visitor, doors = request.path_params["brand"], visitor_of(request), _engine(request).groups
    form = await fields_of(request)
    campaign, offer = form.get("campaign", ""), form.get("offer", "")[:_TEXT_MAX]
    if not (campaign.isascii() and campaign.isdigit() and len(campaign) <= 18):
        raise HTTPException(400)
    key, door = _key(form, f"{opens}|{campaign}|{offer}"), doors.open if opens else doors.buy
    answer = await door(brand, visitor.key, int(campaign), offer, key, coupon=_coupon(form))
    if isinstance(answer, Refusal):
        return await _shop(request, answer)
    way = f"/g/{answer.group_token}" if answer.group_token else f"/w/{brand}/orders/{answer.id}"
    return _after(request, way, visitor)


async def _group(request: Request, visitor: Visitor, problem: Refusal | None = None) -> Response:
    token, doors = request.path_params["token"], _engine(request).groups
    request.state.page_path = f"/g/{token}"
    found = await doors.page(token, visitor.key)
    url = f"{request.app.state.settings.origin}/g/{token}"
    pay_url = await _pay_url(request, found.mine, url, visitor)
    if found.mine and found.mine.state == "waiting" and not pay_url:  # its bill has just been settled
        found = await doors.page(token, visitor.key)
    held = await _wallet(request, found.brand, visitor)
    voice = await voice_for(request, found.brand, held.coupons)
    look = shelf_of(request).look(found.theme)
    view = group_page(found, held, look, voice, url, pay_url, _press(), problem)
    response = render(request, "public/group.html", view, status=409 if problem else 200)
    if not visitor.known:
        remember(request, response, visitor)
    return response


async def _order(request: Request, problem: Refusal | None = None) -> Response:
    brand, number, visitor = request.path_params["brand"], request.path_params["id"], visitor_of(request)
    request.state.page_path = f"/w/{brand}/orders/{number}"
    found = await _engine(request).groups.purchase(brand, number, visitor.key)
    address = f"{request.app.state.settings.origin}/w/{brand}/orders/{number}"
    pay_url = await _pay_url(request, found, address, visitor)
    if found.state == "waiting" and not pay_url:
        found = await _engine(request).groups.purchase(brand, number, visitor.key)
    held = await _wallet(request, brand, visitor)
    voice = await voice_for(request, brand, held.coupons)
    view = order_page(found, held, shelf_of(request).look(held.theme), voice, pay_url, problem)
    return render(request, "public/order.html", view, status=409 if problem else 200)


async def _pay_url(request: Request, mine: groups.PurchaseView | None, back: str, visitor: Visitor) -> str:
    """Where one's own order is paid; nothing where there is nothing to pay, or the channel does not answer."""
    if mine is None or mine.state != "waiting" or request.method == "HEAD":
        return ""
    answer = await _engine(request).groups.pay(mine.brand, mine.id, back, visitor.key)
    return answer if isinstance(answer, str) else ""


async def _wallet(request: Request, brand: str, visitor: Visitor) -> WalletView:
    return await _engine(request).members.wallet(brand, visitor.key)


def _engine(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _after(request: Request, way: str, visitor: Visitor) -> Response:
    response = RedirectResponse(way, 303)
    remember(request, response, visitor)
    return response


def _press() -> str:
    return secrets.token_hex(8)


def _key(form: dict[str, str], what: str) -> RequestKey:
    """A press that is sent again buys once."""
    press = form.get("press", "")
    if not _PRESS.fullmatch(press):
        raise HTTPException(400)
    return RequestKey(f"w:{press}", f"{what}|{_coupon(form)}")


def _coupon(form: dict[str, str]) -> str | None:
    return form.get("coupon", "")[:_TEXT_MAX] or None


routes: Final[list[BaseRoute]] = [
    Route("/g/{token}", group),
    Route("/g/{token}/join", join, methods=["POST"]),
    Route("/g/{token}/join", back_to_group),
    Route("/w/{brand}/shop", shop),
    Route("/w/{brand}/shop/open", open_group, methods=["POST"]),
    Route("/w/{brand}/shop/open", back_to_shop),
    Route("/w/{brand}/shop/buy", buy, methods=["POST"]),
    Route("/w/{brand}/shop/buy", back_to_shop),
    Route("/w/{brand}/orders/{id:id}", order),
    Route("/w/{brand}/orders/{id:id}/cancel", cancel, methods=["POST"]),
    Route("/w/{brand}/orders/{id:id}/cancel", back_to_order),
]
