"""The till on a clerk's phone: sign in, look up, redeem, cancel, statement."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import ClerkIdentity, Invalid, Label, Money, Reason, Refusal
from studio.clerk import baskets, cartons, sessions, statements
from studio.clerk.amounts import read_amount
from studio.clerk.presenters import home_view, member_page, redemption_page
from studio.clerk.sessions import for_clerks
from studio.clerk.views import SignInView
from studio.i18n.catalogue import Translator
from studio.i18n.locales import locale_of
from studio.public.brands import brand_of, voice_for
from studio.rendering import render
from studio.security.addresses import client_address
from studio.security.cookies import new_token

_TYPED_MAX: Final = 300


async def sign_in_form(request: Request) -> Response:
    """GET /clerk/sign-in: the form; a clerk who is signed in already goes on to the till."""
    if await sessions.clerk_of(request) is not None:
        return RedirectResponse("/clerk", 303)
    return render(request, "clerk/sign_in.html", SignInView("", "", ""))


async def sign_in(request: Request) -> Response:
    """POST /clerk/sign-in: shop code, number and PIN; one answer for whatever is wrong."""
    form = await _form(request)
    outlet, number, pin = (form.get(name, "") for name in ("outlet", "number", "pin"))
    outlets = request.app.state.engine.outlets
    answer = await outlets.sign_in(outlet, number, pin, address=client_address(request))
    if isinstance(answer, ClerkIdentity):
        return await sessions.sign_in(request, answer)
    words = answer[locale_of(request)] if isinstance(answer, Label) else answer.words[locale_of(request)]
    return render(request, "clerk/sign_in.html", SignInView(words, outlet, number), status=422)


async def sign_out(request: Request) -> Response:
    """POST /clerk/sign-out."""
    return await sessions.sign_out(request)


async def home(request: Request, clerk: ClerkIdentity) -> Response:
    """GET /clerk: scan or type a code."""
    return render(request, "clerk/home.html", home_view(clerk, await voice_for(request, clerk.brand)))


async def member(request: Request, clerk: ClerkIdentity) -> Response:
    """GET /clerk/member?code=: the coupons of a member, or the one coupon whose code was typed."""
    code = request.query_params.get("code", "").strip()[:_TYPED_MAX]
    if not code:
        return RedirectResponse("/clerk", 303)
    if await request.app.state.engine.cartons.is_for_outlets(clerk.brand, code):
        return RedirectResponse(f"/clerk/cartons?{urlencode({'code': code})}", 303)
    return await _member(request, clerk, code, {})


async def _member(
    request: Request, clerk: ClerkIdentity, code: str, problems: dict[str, tuple[str, str]]
) -> Response:
    found = await request.app.state.engine.coupons.member(clerk, code)
    coupons = () if isinstance(found, Refusal) else tuple(one.coupon for one in found.coupons)
    voice = await voice_for(request, clerk.brand, coupons)
    if isinstance(found, Refusal):
        view = home_view(clerk, voice, problem=voice.say(found.words), code=code)
        return render(request, "clerk/home.html", view, status=404)
    engine = request.app.state.engine
    offered = await engine.members.offers(clerk.brand)
    page = member_page(clerk, found, code, voice, new_token, problems, offered, engine.clock.now())
    if "declined" in request.query_params and not problems:
        page = replace(page, notice=voice.t("clerk.declined"))
    return render(request, "clerk/member.html", page, status=409 if problems else 200)


async def redeem(request: Request, clerk: ClerkIdentity) -> Response:
    """POST /clerk/redeem: take one coupon. A second press of the same form gives the first answer again."""
    form = await _form(request)
    coupon, request_id, typed = (form.get(name, "") for name in ("coupon", "request_id", "basket"))
    looked_up = form.get("code", "") or coupon
    request.state.page_path = "/clerk"
    if not coupon or not request_id:
        raise HTTPException(400)
    basket: Money | None = None
    if typed:
        basket = read_amount(typed, (await brand_of(request, clerk.brand)).currency)
        if basket is None:
            words = Translator(locale_of(request))("clerk.basket_wrong")
            return await _member(request, clerk, looked_up, {coupon: (words, typed)})
    product = form.get("product") or None
    try:
        answer = await request.app.state.engine.coupons.redeem(
            clerk, coupon, request_id, basket, product=product
        )
    except Invalid as error:
        return await _member(request, clerk, looked_up, {coupon: (error.message[locale_of(request)], typed)})
    if isinstance(answer, Refusal):
        return await _member(request, clerk, looked_up, {coupon: (answer.words[locale_of(request)], typed)})
    return RedirectResponse(f"/clerk/redemptions/{answer.redemption_id}", 303)


async def decline(request: Request, clerk: ClerkIdentity) -> Response:
    """POST /clerk/decline: a good coupon is not taken, and why; it stays good, and the brands concerned learn of it."""
    form = await _form(request)
    coupon, request_id, why = (form.get(name, "") for name in ("coupon", "request_id", "why"))
    looked_up = form.get("code", "") or coupon
    request.state.page_path = "/clerk"
    if not coupon or not request_id:
        raise HTTPException(400)
    try:
        told = await request.app.state.engine.coupons.decline(clerk, coupon, request_id, why)
    except Invalid as error:
        return await _member(request, clerk, looked_up, {coupon: (error.message[locale_of(request)], "")})
    if told.reason is not Reason.STORE_DECLINED:
        return await _member(request, clerk, looked_up, {coupon: (told.words[locale_of(request)], "")})
    return RedirectResponse(f"/clerk/member?{urlencode({'code': looked_up, 'declined': '1'})}", 303)


async def redemption(request: Request, clerk: ClerkIdentity) -> Response:
    """GET /clerk/redemptions/{id}: one of today's redemptions."""
    return await _redemption(request, clerk)


async def cancel(request: Request, clerk: ClerkIdentity) -> Response:
    """POST /clerk/redemptions/{id}/cancel: the purchase was called off, on the same day."""
    number, form = request.path_params["redemption"], await _form(request)
    request.state.page_path = f"/clerk/redemptions/{number}"
    if not form.get("request_id"):
        raise HTTPException(400)
    answer = await request.app.state.engine.coupons.cancel(clerk, number, form["request_id"])
    if isinstance(answer, Refusal):
        return await _redemption(request, clerk, problem=answer.words[locale_of(request)])
    return RedirectResponse(f"/clerk/redemptions/{number}", 303)


async def _redemption(request: Request, clerk: ClerkIdentity, problem: str = "") -> Response:
    number = request.path_params["redemption"]
    statement = await request.app.state.engine.outlets.statement(clerk)
    answer = next((one for one in statement.redemptions if one.redemption_id == number), None)
    if answer is None:
        raise HTTPException(404)
    voice = await voice_for(request, clerk.brand, (answer.coupon,))
    view = redemption_page(clerk, answer, voice, new_token(), problem)
    return render(request, "clerk/redemption.html", view, status=409 if problem else 200)


async def _form(request: Request) -> dict[str, str]:
    """The text fields of a form, cut to a sensible length."""
    async with request.form(max_files=0, max_fields=20) as form:
        return {name: value.strip()[:_TYPED_MAX] for name, value in form.items() if isinstance(value, str)}


async def to_till(request: Request) -> Response:
    """GET on an address that only takes presses: back to the till."""
    return RedirectResponse("/clerk", 303)


routes: Final[list[BaseRoute]] = [
    Route("/clerk", for_clerks(home)),
    Route("/clerk/sign-in", sign_in_form),
    Route("/clerk/sign-in", sign_in, methods=["POST"]),
    Route("/clerk/sign-out", sign_out, methods=["POST"]),
    Route("/clerk/member", for_clerks(member)),
    Route("/clerk/redeem", for_clerks(redeem), methods=["POST"]),
    Route("/clerk/redeem", to_till),
    Route("/clerk/decline", for_clerks(decline), methods=["POST"]),
    Route("/clerk/decline", to_till),
    Route("/clerk/redemptions/{redemption:id}", for_clerks(redemption)),
    Route("/clerk/redemptions/{redemption:id}/cancel", for_clerks(cancel), methods=["POST"]),
    *statements.routes,
    *cartons.routes,
    *baskets.routes,
]
