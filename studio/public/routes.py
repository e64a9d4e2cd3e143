"""The doors that anybody may open: codes, invitations, wallets."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import Invalid, InvitationPage, Reason, Refusal, ScanPage, WalletView
from studio.forms import fields_of
from studio.i18n.voice import Voice
from studio.public import parcels
from studio.public.account import routes as account_routes
from studio.public.brands import coupons_in, voice_for
from studio.public.digital_link import gtin14
from studio.public.family import PHASES, FamilyView, family_view
from studio.public.groups import routes as group_routes
from studio.public.identity import Visitor, remember, visitor_of
from studio.public.looks import serve_picture, shelf_of
from studio.public.pictures import region_of
from studio.public.pictures import routes as picture_routes
from studio.public.presenters import invitation_view, scan_view
from studio.public.rules import routes as rules_routes
from studio.public.scan_page import scan_page
from studio.public.seen import sound
from studio.public.stores import routes as store_routes
from studio.public.trying import routes as try_routes
from studio.public.wallet_presenters import share_page, wallet_page
from studio.rendering import render

_PRESS: Final = re.compile(r"[0-9a-f]{16}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_.-]{4,128}")
#: Marks the page after a claim just made, so that it celebrates; a later scan tells when the code was used.
_FRESH: Final = "fresh"
#: What the page told at the press, so that the answer tells first what has changed since.
_SEEN: Final = "seen"


async def front(request: Request) -> Response:
    """GET /: what this is, and the two other entrances."""
    return render(request, "base/front.html", None)


async def scan(request: Request) -> Response:
    """GET /c/{code}: what the code holds for this visitor."""
    return await _code_page(request, request.path_params["code"])


async def digital_link(request: Request) -> Response:
    """GET /01/{gtin}/21/{serial}: the same page by GS1 Digital Link; a wrong check digit is a 400."""
    gtin = gtin14(request.path_params["gtin"])
    if gtin is None:
        raise HTTPException(400)
    return await _code_page(request, request.path_params["serial"], gtin)


async def claim(request: Request) -> Response:
    """POST /c/{code}/claim: pressing the button accepts the terms. A refusal may be retried."""
    code, visitor = request.path_params["code"], visitor_of(request)
    request.state.page_path = f"/c/{code}"
    form = await fields_of(request)
    shown, seen = form.get("shown", ""), sound(form.get("seen", ""))
    answer = await request.app.state.engine.scans.claim(
        code, visitor.key, region=region_of(request), shown=shown, page=form.get("page") or None
    )
    if isinstance(answer, Refusal) and answer.reason is not Reason.ALREADY_YOURS:
        return await _code_page(request, code, refusal=answer)
    told = f"&{_SEEN}={seen}" if seen else ""
    fresh = f"?{_FRESH}=1{told}" if not isinstance(answer, Refusal) else ""
    response = RedirectResponse(f"/c/{code}{fresh}", 303)
    remember(request, response, visitor)
    return response


async def back_to_code(request: Request) -> Response:
    """GET /c/{code}/claim: somebody reloaded the answer to a press; the code's page knows it all."""
    return RedirectResponse(f"/c/{request.path_params['code']}", 303)


async def _code_page(
    request: Request, code: str, gtin: str | None = None, refusal: Refusal | None = None
) -> Response:
    visitor = visitor_of(request)
    # HEAD is a machine asking whether the page exists: nobody has looked at it.
    seen_by = None if request.method == "HEAD" else visitor.key
    page = await request.app.state.engine.scans.open(code, seen_by, gtin=gtin, region=region_of(request))
    voice = await voice_for(request, page.brand, coupons_in(page.answer))
    look = shelf_of(request).look(page.theme)
    if page.phase in PHASES:
        await _count(request, page)
        return _family_page(request, visitor, family_view(page, look, voice), refusal)
    fresh, seen = _FRESH in request.query_params, request.query_params.get(_SEEN, "")
    view = scan_view(page, look, voice, fresh=fresh, refusal=refusal, seen=seen)
    await _count(request, page)
    known = page.phase != "unknown" and view.frame.dress.state != "not_genuine"
    status = _status(refusal.reason) if refusal else 200 if known else 404
    response = scan_page(request, view, status)
    if known and not visitor.known:
        remember(request, response, visitor)
    return response


def _family_page(
    request: Request, visitor: Visitor, view: FamilyView, refusal: Refusal | None = None, status: int = 200
) -> Response:
    response = render(
        request, "public/family.html", view, status=_status(refusal.reason) if refusal else status
    )
    if not visitor.known:
        remember(request, response, visitor)
    return response


async def service(request: Request) -> Response:
    """POST /c/{code}/service: somebody needs help with this pack; the code's page then shows the case."""
    code, visitor = request.path_params["code"], visitor_of(request)
    request.state.page_path = f"/c/{code}"
    async with request.form(max_files=0, max_fields=10) as form:
        told = str(form.get("told", ""))
    engine = request.app.state.engine
    try:
        await engine.service.open(code, visitor.key, told)
    except Invalid as error:
        page = await engine.scans.open(code, visitor.key, region=region_of(request))
        voice = await voice_for(request, page.brand, ())
        look = shelf_of(request).look(page.theme)
        view = family_view(page, look, voice, problem=voice.say(error.message), typed=told)
        return _family_page(request, visitor, view, status=422)
    response = RedirectResponse(f"/c/{code}", 303)
    remember(request, response, visitor)
    return response


def _status(reason: Reason) -> int:
    if reason is Reason.TOO_MANY_WRONG_CODES:
        return 429
    return 404 if reason in (Reason.NOT_GENUINE, Reason.LINK_UNKNOWN) else 409


async def _count(request: Request, page: ScanPage | InvitationPage) -> None:
    """Count the pages that licensors are told of; HEAD is a machine that looks at nothing."""
    if page.brand and request.method != "HEAD":
        await request.app.state.engine.pages.note_view(page.brand, page.theme)


async def invitation(request: Request) -> Response:
    """GET /i/{token}: what a friend has sent."""
    return await _invitation_page(request, visitor_of(request))


async def accept(request: Request) -> Response:
    """POST /i/{token}/accept: take the friend's present."""
    token, visitor = request.path_params["token"], visitor_of(request)
    request.state.page_path = f"/i/{token}"
    answer = await request.app.state.engine.referrals.accept(token, visitor.key)
    if isinstance(answer, Refusal) and answer.reason is not Reason.ALREADY_YOURS:
        return await _invitation_page(request, visitor, answer)
    fresh = f"?{_FRESH}=1" if not isinstance(answer, Refusal) else ""
    response = RedirectResponse(f"/i/{token}{fresh}", 303)
    remember(request, response, visitor)
    return response


async def back_to_invitation(request: Request) -> Response:
    """GET /i/{token}/accept: a reloaded answer."""
    return RedirectResponse(f"/i/{request.path_params['token']}", 303)


async def _invitation_page(request: Request, visitor: Visitor, refusal: Refusal | None = None) -> Response:
    page = await request.app.state.engine.referrals.open(
        request.path_params["token"], visitor.key, region=region_of(request)
    )
    await _count(request, page)
    voice = await voice_for(request, page.brand, coupons_in(page.answer))
    fresh = _FRESH in request.query_params
    view = invitation_view(page, shelf_of(request).look(page.theme), voice, fresh=fresh, refusal=refusal)
    known = page.phase != "unknown"
    status = _status(refusal.reason) if refusal else 200 if known else 404
    response = scan_page(request, view, status)
    if known and not visitor.known:
        remember(request, response, visitor)
    return response


async def wallet(request: Request) -> Response:
    """GET /w/{brand}: all that this phone holds with the brand."""
    visitor = visitor_of(request)
    held, voice = await _wallet(request, visitor)
    ordered = voice.t("public.item_ordered") if "ordered" in request.query_params else ""
    view = wallet_page(held, shelf_of(request).look(held.theme), voice, ordered)
    if held.grants:
        sent = await request.app.state.engine.parcels.of_person(held.brand, visitor.key)
        view = replace(view, parcels=parcels.lines(held.brand, sent, voice))
    if view.dress.coupon and view.coupons and request.method != "HEAD":
        await request.app.state.engine.pages.note_view(held.brand, held.theme)
    response = render(request, "public/wallet.html", view)
    remember(request, response, visitor)
    return response


async def exchange(request: Request) -> Response:
    """POST /w/{brand}/exchange/{campaign}: order something for points. A press that is sent again orders once."""
    brand, campaign = request.path_params["brand"], request.path_params["campaign"]
    request.state.page_path = f"/w/{brand}"
    form, visitor = await request.form(), visitor_of(request)
    press, item = str(form.get("press", "")), str(form.get("item", ""))
    if not _PRESS.fullmatch(press):
        raise HTTPException(400)
    held, voice = await _wallet(request, visitor)
    if not any((one.campaign_id, one.item) == (campaign, item) for one in held.shop):
        raise HTTPException(404)
    answer = await request.app.state.engine.events.record(
        brand, "exchange", f"w:{press}", visitor.key, facts={"exchange.item": item}, campaign_id=campaign
    )
    [told] = answer.campaigns or [None]
    if told is None or not isinstance(told.answer, Refusal):
        return RedirectResponse(f"/w/{brand}?ordered=1#shop", 303)
    view = wallet_page(held, shelf_of(request).look(held.theme), voice, voice.say(told.answer.words))
    return render(request, "public/wallet.html", view, status=409)


async def back_to_wallet(request: Request) -> Response:
    """GET /w/{brand}/exchange/{campaign}: a reloaded answer."""
    return RedirectResponse(f"/w/{request.path_params['brand']}", 303)


async def _wallet(request: Request, visitor: Visitor) -> tuple[WalletView, Voice]:
    brand = request.path_params["brand"]
    held: WalletView = await request.app.state.engine.members.wallet(
        brand, visitor.key, region=region_of(request)
    )
    return held, await voice_for(request, brand, held.coupons)


async def share(request: Request) -> Response:
    """POST /w/{brand}/share/{campaign}: make the link, the same one however often it is pressed."""
    brand, campaign = request.path_params["brand"], request.path_params["campaign"]
    request.state.page_path = f"/w/{brand}"
    engine, visitor = request.app.state.engine, visitor_of(request).key
    token = await engine.referrals.link(brand, campaign, visitor)
    await engine.events.share(brand, visitor, campaign)
    return RedirectResponse(f"/w/{brand}/share/{campaign}/{token}", 303)


async def shared(request: Request) -> Response:
    """GET /w/{brand}/share/{campaign}/{token}: the finished link."""
    token, campaign_id = request.path_params["token"], request.path_params["campaign"]
    held, voice = await _wallet(request, visitor_of(request))
    campaign = next((one for one in held.share_campaigns if one.campaign_id == campaign_id), None)
    if campaign is None or not _TOKEN.fullmatch(token):
        raise HTTPException(404)
    url = f"{request.app.state.settings.origin}/i/{token}"
    view = share_page(held, campaign, url, shelf_of(request).look(held.theme), voice)
    return render(request, "public/share.html", view)


async def send_again(request: Request) -> Response:
    """POST /w/{brand}/again/{grant}: ask for money that came back, or that the account refused."""
    brand, grant = request.path_params["brand"], request.path_params["grant"]
    request.state.page_path = f"/w/{brand}"
    await request.app.state.engine.payouts.send_again(brand, grant, visitor_of(request).key)
    return RedirectResponse(f"/w/{brand}", 303)


async def notice(request: Request) -> Response:
    """POST /hooks/{channel}: what a payment channel has to say; believed only with its signature."""
    body = await request.body()
    engine = request.app.state.engine
    channel = request.path_params["channel"]
    paid_out = await engine.payouts.notice(channel, request.headers, body)
    collected = await engine.groups.notice(channel, request.headers, body)
    return Response(status_code=204 if paid_out or collected else 400)


routes: Final[list[BaseRoute]] = [
    Route("/c/{code}/claim", claim, methods=["POST"]),  # first, as the one that thousands press at once
    Route("/", front),
    Route("/c/{code}", scan),
    Route("/C/{code}", scan),  # as printed: capitals keep the symbol small
    Route("/c/{code}/claim", back_to_code),
    Route("/c/{code}/service", service, methods=["POST"]),
    Route("/c/{code}/service", back_to_code),
    Route("/01/{gtin}/21/{serial}", digital_link),
    Route("/01/{gtin}/10/{lot}/21/{serial}", digital_link),
    Route("/01/{gtin}/22/{variant}/21/{serial}", digital_link),
    Route("/01/{gtin}/22/{variant}/10/{lot}/21/{serial}", digital_link),
    Route("/w/{brand}", wallet),
    Route("/w/{brand}/exchange/{campaign:id}", exchange, methods=["POST"]),
    Route("/w/{brand}/exchange/{campaign:id}", back_to_wallet),
    *store_routes,
    Route("/w/{brand}/share/{campaign:id}", share, methods=["POST"]),
    Route("/w/{brand}/share/{campaign:id}/{token}", shared),
    Route("/w/{brand}/again/{grant:id}", send_again, methods=["POST"]),
    Route("/i/{token}", invitation),
    Route("/i/{token}/accept", accept, methods=["POST"]),
    Route("/i/{token}/accept", back_to_invitation),
    *rules_routes,
    *account_routes,
    *group_routes,
    *parcels.routes,
    Route("/hooks/{channel}", notice, methods=["POST"]),
    *picture_routes,
    *try_routes,
    Route("/static/theme/{code}/{hash}/{name}", serve_picture),
]
