"""Where a voucher is served: the nearest stores that have some, holding one, and telling of a store that declined."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engine.api import CouponView, Refusal, WalletView, prize_stock
from studio.i18n.voice import Voice
from studio.public.brands import voice_for
from studio.public.identity import visitor_of
from studio.public.looks import shelf_of
from studio.public.presenters import dress
from studio.public.views import Dress
from studio.rendering import render

#: How long a piece is held for somebody who is on the way.
HOLD: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class StoreLine:
    """A store: how far, how many, and what can be done there."""

    outlet_id: int
    name: str
    distance: str
    left: str
    some: bool
    near_url: str


@dataclass(frozen=True, slots=True)
class StoresPage:
    """A voucher's stores, the nearest first."""

    dress: Dress
    title: str
    brand: str
    wallet_url: str
    voucher: str
    until: str
    notice: str
    problem: str
    answers: tuple[str, ...]
    stores: tuple[StoreLine, ...]
    action: str


async def stores(request: Request) -> Response:
    """GET /w/{brand}/coupons/{code}/stores: distances count from the store `near`, where one is chosen."""
    return await _page(request)


async def hold(request: Request) -> Response:
    """POST …/hold: one is held for two hours; pressed at another store, the hold moves there."""
    outlet = await _outlet(request)
    brand, code = request.path_params["brand"], request.path_params["code"]
    await _held(request)
    answer = await request.app.state.engine.stocks.hold(brand, visitor_of(request).key, code, outlet, HOLD)
    if isinstance(answer, Refusal):
        return await _page(request, problem=answer)
    return RedirectResponse(f"{_address(request)}?{urlencode({'done': 'held', 'near': outlet})}", 303)


async def declined(request: Request) -> Response:
    """POST …/declined: the brand learns of it; the voucher stays good."""
    outlet = await _outlet(request)
    brand, code = request.path_params["brand"], request.path_params["code"]
    await _held(request)
    refusal = await request.app.state.engine.stocks.declined(brand, visitor_of(request).key, code, outlet)
    if refusal is not None:
        return await _page(request, problem=refusal)
    return RedirectResponse(f"{_address(request)}?{urlencode({'done': 'declined', 'near': outlet})}", 303)


async def back(request: Request) -> Response:
    """GET on an address that only takes presses."""
    return RedirectResponse(_address(request), 303)


async def _page(request: Request, problem: Refusal | None = None) -> Response:
    request.state.page_path = _address(request)
    wallet, coupon, voice = await _held(request)
    near = _number(request.query_params.get("near", ""))
    stocks = request.app.state.engine.stocks
    found = await stocks.stores(wallet.brand, coupon.code)
    if isinstance(found, Refusal):
        raise HTTPException(404)
    if near in {one.outlet.id for one in found}:  # where other outlets are is nobody's business here
        found = await stocks.stores(wallet.brand, coupon.code, near)
    done = request.query_params.get("done", "")
    view = StoresPage(
        dress=dress(shelf_of(request).look(wallet.theme), "wallet"),
        title=voice.t("public.stores_title"),
        brand=voice.say(wallet.brand_name),
        wallet_url=f"/w/{wallet.brand}",
        voucher=voice.say(coupon.name),
        until=voice.t("public.coupon_until", day=voice.until(coupon.expires_at)),
        notice=voice.t(f"public.stores_{done}") if done in {"held", "declined"} else "",
        problem=voice.say(problem.words) if problem else "",
        answers=await stocks.answers(wallet.brand, visitor_of(request).key, coupon.code),
        stores=tuple(_line(one, voice, _address(request)) for one in found),
        action=_address(request),
    )
    return render(request, "public/stores.html", view, status=409 if problem else 200)


def _line(one: prize_stock.NearbyStock, voice: Voice, address: str) -> StoreLine:
    far = voice.say(prize_stock.distance(one.metres)) if one.metres else ""
    left = voice.t("public.stores_left", n=one.free) if one.free > 0 else voice.t("public.stores_none")
    near = f"{address}?{urlencode({'near': one.outlet.id})}"
    return StoreLine(one.outlet.id, voice.say(one.outlet.name), far, left, one.free > 0, near)


async def _held(request: Request) -> tuple[WalletView, CouponView, Voice]:
    """The wallet of this phone and the voucher in it; nobody learns of anybody else's."""
    brand, code = request.path_params["brand"], request.path_params["code"]
    wallet: WalletView = await request.app.state.engine.members.wallet(brand, visitor_of(request).key)
    coupon = next((one for one in wallet.coupons if one.code == code and one.from_stock), None)
    if coupon is None:
        raise HTTPException(404)
    return wallet, coupon, await voice_for(request, brand, wallet.coupons)


async def _outlet(request: Request) -> int:
    request.state.page_path = _address(request)
    async with request.form(max_files=0, max_fields=4) as form:
        outlet = _number(str(form.get("outlet", "")))
    if outlet is None:
        raise HTTPException(400)
    return outlet


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _address(request: Request) -> str:
    return f"/w/{request.path_params['brand']}/coupons/{request.path_params['code']}/stores"


routes: Final[list[BaseRoute]] = [
    Route("/w/{brand}/coupons/{code}/stores", stores),
    Route("/w/{brand}/coupons/{code}/stores/hold", hold, methods=["POST"]),
    Route("/w/{brand}/coupons/{code}/stores/hold", back),
    Route("/w/{brand}/coupons/{code}/stores/declined", declined, methods=["POST"]),
    Route("/w/{brand}/coupons/{code}/stores/declined", back),
]
