"""What the shop sells, its groups, and the orders that wait to be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import Label, Refusal, StudioUser
from engine.api import groups as sold
from studio.composer.screens import Screen, action, screen

BASE: Final = "/studio/shop"
SECTION: Final = "shop"


@dataclass(frozen=True, slots=True)
class ShopRoom:
    """Offers, groups and orders, newest first. `ready` are the ids of orders that may be sent; `problem` is what a press was told."""

    offers: tuple[sold.OfferView, ...]
    groups: tuple[sold.GroupView, ...]
    orders: tuple[sold.PurchaseView, ...]
    ready: tuple[int, ...]
    problem: Label | None = None


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/shop"""
    return await _page(request, user)


async def dispatch(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/orders/{id}/dispatch: the piece is on its way, and the order final."""
    answer = await request.app.state.engine.groups.dispatch(user.brand, request.path_params["purchase_id"])
    return await _after(request, user, answer)


async def cancel(request: Request, user: StudioUser) -> Screen | Response:
    """POST …/orders/{id}/cancellation: called off for the buyer; what was paid goes back."""
    answer = await request.app.state.engine.groups.cancel(user.brand, request.path_params["purchase_id"])
    return await _after(request, user, answer)


async def _after(
    request: Request, user: StudioUser, answer: sold.PurchaseView | Refusal
) -> Screen | Response:
    if isinstance(answer, Refusal):
        return await _page(request, user, answer.words)
    return RedirectResponse(f"{BASE}#orders", 303)


async def _page(request: Request, user: StudioUser, problem: Label | None = None) -> Screen:
    doors = request.app.state.engine.groups
    found = await doors.groups(user.brand)
    complete = {one.token for one in found if one.state == "formed"}
    orders = [replace(one, coupon=None) for one in await doors.purchases(user.brand)]
    ready = [
        one.id
        for one in orders
        if one.state == "paid" and (one.group_token is None or one.group_token in complete)
    ]
    room = ShopRoom(await doors.offers(user.brand), found, tuple(orders), tuple(ready), problem)
    return Screen("shop/shop.html", room, SECTION, 409 if problem else 200)


routes: Final[list[BaseRoute]] = [
    *screen(BASE, show),
    action(BASE + "/orders/{purchase_id:id}/dispatch", dispatch),
    action(BASE + "/orders/{purchase_id:id}/cancellation", cancel),
]
