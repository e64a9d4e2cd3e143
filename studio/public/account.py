"""A person's own page with a brand: prove a number, be recognised, agree, take one's data, be deleted. No script needed."""

from __future__ import annotations

import hmac
import json
from datetime import timedelta
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engine.api import PURPOSES, Engine, Invalid, NotFound, Parting
from studio.i18n.voice import Voice
from studio.public.brands import voice_for
from studio.public.identity import remember, visitor_of
from studio.public.looks import shelf_of
from studio.public.presenters import dress
from studio.public.views import AccountPage, Choice
from studio.rendering import render
from studio.security.addresses import client_address
from studio.security.cookies import STATE, jar_of, new_token

#: How long a person may take to sign in with another service.
_AWAY: Final = timedelta(minutes=10)


async def account(request: Request) -> Response:
    """GET /w/{brand}/me."""
    return await _page(request)


async def _page(request: Request, *, number: str = "", notice: str = "", status: int = 200) -> Response:
    engine: Engine = request.app.state.engine
    brand, visitor = request.path_params["brand"], visitor_of(request)
    held = await engine.members.wallet(brand, visitor.key)
    parting = await engine.forgetting.parting(brand, visitor.key)
    voice = await voice_for(request, brand, held.coupons)
    agreed = await engine.members.consents(brand, visitor.key)
    view = AccountPage(
        dress=dress(shelf_of(request).look(held.theme), "wallet"),
        title=voice.t("public.me_title"),
        brand=voice.say(held.brand_name),
        slug=brand,
        wallet_url=f"/w/{brand}",
        sends_codes=engine.verifying.sends_codes,
        number=number,
        services=tuple(Choice(code, voice.say(label)) for code, label in engine.verifying.providers.items()),
        consents=tuple(Choice(name, voice.say(label), name in agreed) for name, label in PURPOSES.items()),
        parting=tuple(_meaning(parting, voice)),
        known=bool(held.member_code),
        notice=notice,
    )
    response = render(request, "public/account.html", view, status=status)
    remember(request, response, visitor)
    return response


def _meaning(parting: Parting, voice: Voice) -> list[str]:
    """What a deletion ends, and what is still paid."""
    told = []
    if parting.points:
        told.append(voice.t("public.me_lose_points", points=f"{parting.points:,}"))
    if parting.locked:
        told.append(voice.t("public.me_lose_locked", amount=voice.money(parting.locked)))
    if parting.coupons:
        told.append(voice.t("public.me_lose_coupons", count=len(parting.coupons)))
    if parting.owed:
        told.append(voice.t("public.me_still_paid", amount=voice.money(parting.owed)))
    return told


async def send_code(request: Request) -> Response:
    """POST /w/{brand}/me/code: a one-time code goes to the number."""
    engine, mobile = request.app.state.engine, str((await request.form()).get("mobile", ""))
    try:
        await engine.verifying.send_code(
            request.path_params["brand"], visitor_of(request).key, mobile, address=client_address(request)
        )
    except Invalid as error:
        return await _told(request, error)
    return await _page(request, number=mobile)


async def confirm_code(request: Request) -> Response:
    """POST /w/{brand}/me/mobile: the code proves the number."""
    engine, form = request.app.state.engine, await request.form()
    mobile, code = str(form.get("mobile", "")), str(form.get("code", ""))
    try:
        await engine.verifying.confirm(request.path_params["brand"], visitor_of(request).key, mobile, code)
    except Invalid as error:
        return await _told(request, error, number=mobile)
    return _back(request)


async def agree(request: Request) -> Response:
    """POST /w/{brand}/me/consents: what is ticked is agreed to, what is not is taken back."""
    form = await request.form()
    told = {name: name in form for name in PURPOSES}
    await request.app.state.engine.members.set_consents(
        request.path_params["brand"], visitor_of(request).key, told
    )
    return _back(request)


async def own_data(request: Request) -> Response:
    """GET /w/{brand}/me/data: all that is kept of the person, to be saved."""
    brand = request.path_params["brand"]
    try:
        data = await request.app.state.engine.forgetting.export(brand, visitor_of(request).key)
    except NotFound:
        raise HTTPException(404) from None
    text = json.dumps(data, ensure_ascii=False, indent=1)
    kept = {"content-disposition": f'attachment; filename="{brand}.json"', "cache-control": "no-store"}
    return Response(text, media_type="application/json", headers=kept)


async def delete(request: Request) -> Response:
    """POST /w/{brand}/me/deletion: only with the box ticked that says one has understood."""
    if "understood" not in await request.form():
        return _back(request)
    brand = request.path_params["brand"]
    await request.app.state.engine.forgetting.delete(brand, visitor_of(request).key)
    response = RedirectResponse(f"/w/{brand}", 303)
    jar_of(request).write(response, "bc_device", "", timedelta(0))
    return response


async def to_service(request: Request) -> Response:
    """GET /w/{brand}/with/{provider}: to the other service, with a word that only this browser can bring back."""
    brand, provider, state = request.path_params["brand"], request.path_params["provider"], new_token()
    engine, visitor = request.app.state.engine, visitor_of(request)
    way = engine.verifying.way(provider, _return_address(request), state)
    response = RedirectResponse(way, 303)
    jar_of(request).write(response, STATE, f"{state}.{brand}", _AWAY)
    remember(request, response, visitor)
    return response


async def from_service(request: Request) -> Response:
    """GET /w/{brand}/with/{provider}/back: whoever brings the word and the code is one person with whom the code names."""
    brand, provider = request.path_params["brand"], request.path_params["provider"]
    kept, given = jar_of(request).read(request, STATE) or "", request.query_params.get("state", "")
    if not given or not hmac.compare_digest(kept.encode(), f"{given}.{brand}".encode()):
        raise HTTPException(400)
    engine, code = request.app.state.engine, request.query_params.get("code", "")
    await engine.verifying.recognise(brand, visitor_of(request).key, provider, code)
    response = _back(request)
    jar_of(request).write(response, STATE, "", timedelta(0))
    return response


def _return_address(request: Request) -> str:
    brand, provider = request.path_params["brand"], request.path_params["provider"]
    return f"{request.app.state.settings.origin}/w/{brand}/with/{provider}/back"


async def _told(request: Request, error: Invalid, number: str = "") -> Response:
    voice = await voice_for(request, request.path_params["brand"], ())
    return await _page(request, number=number, notice=voice.say(error.message), status=422)


def _back(request: Request) -> Response:
    return RedirectResponse(f"/w/{request.path_params['brand']}/me", 303)


async def back_to_account(request: Request) -> Response:
    """GET of what only a form sends: a reloaded answer."""
    return _back(request)


routes: Final[list[BaseRoute]] = [
    Route("/w/{brand}/me", account),
    Route("/w/{brand}/me/code", send_code, methods=["POST"]),
    Route("/w/{brand}/me/code", back_to_account),
    Route("/w/{brand}/me/mobile", confirm_code, methods=["POST"]),
    Route("/w/{brand}/me/mobile", back_to_account),
    Route("/w/{brand}/me/consents", agree, methods=["POST"]),
    Route("/w/{brand}/me/data", own_data),
    Route("/w/{brand}/me/deletion", delete, methods=["POST"]),
    Route("/w/{brand}/with/{provider}", to_service),
    Route("/w/{brand}/with/{provider}/back", from_service),
]
