"""A prize that is to be sent: its winner tells where to, and sees how far it has come. No script needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import Address, Invalid, Label, NotFound, ParcelView, WalletView
from studio.i18n.voice import Voice
from studio.public.brands import voice_for
from studio.public.identity import remember, visitor_of
from studio.public.looks import shelf_of
from studio.public.presenters import dress
from studio.public.views import Dress, ParcelLine
from studio.rendering import render

_PATH: Final = "/w/{brand}/prizes/{parcel:id}"
_FIELDS: Final = ("name", "mobile", "region", "street")
_FIELD_MAX: Final = 300
#: The states in which an address may be told, or told otherwise.
_OPEN: Final = ("asked", "to_pack")


@dataclass(frozen=True, slots=True)
class ParcelPage:
    """A prize, how far it has come, and the form for its address as long as it takes one."""

    dress: Dress
    title: str
    brand: str
    wallet_url: str
    state: str
    told: str
    typed: dict[str, str]
    open: bool
    fault: str
    fault_field: str
    action: str


def lines(slug: str, parcels: tuple[ParcelView, ...], voice: Voice) -> tuple[ParcelLine, ...]:
    """A person's prizes for the wallet."""
    return tuple(
        ParcelLine(
            voice.say(one.title), voice.t(f"public.parcel_{one.state}"), f"/w/{slug}/prizes/{one.id}", one.state == "asked"
        )
        for one in parcels
    )  # fmt: skip


async def show(request: Request) -> Response:
    """GET /w/{brand}/prizes/{parcel}"""
    return await _page(request)


async def send(request: Request) -> Response:
    """POST /w/{brand}/prizes/{parcel}: where to send it."""
    brand, number = request.path_params["brand"], request.path_params["parcel"]
    request.state.page_path = f"/w/{brand}/prizes/{number}"
    async with request.form(max_files=0, max_fields=8) as form:
        typed = {name: str(form.get(name, ""))[:_FIELD_MAX] for name in _FIELDS}
        agrees = form.get("agrees") == "1"
    try:
        answer = await request.app.state.engine.parcels.give_address(
            brand, visitor_of(request).key, number, Address(**typed), agrees=agrees
        )
    except Invalid as fault:
        return await _page(request, typed, fault.message, fault.field)
    except NotFound:
        raise HTTPException(404) from None
    if isinstance(answer, Label):
        return await _page(request, typed, answer)
    return RedirectResponse(f"/w/{brand}/prizes/{number}", 303)


async def _page(
    request: Request, typed: dict[str, str] | None = None, fault: Label | None = None, field: str = ""
) -> Response:
    engine, brand = request.app.state.engine, request.path_params["brand"]
    visitor = visitor_of(request)
    try:
        wallet: WalletView = await engine.members.wallet(brand, visitor.key)
    except NotFound:
        raise HTTPException(404) from None
    parcels: tuple[ParcelView, ...] = await engine.parcels.of_person(brand, visitor.key)
    parcel = next((one for one in parcels if one.id == request.path_params["parcel"]), None)
    if parcel is None:
        raise HTTPException(404)
    voice = await voice_for(request, brand, wallet.coupons)
    known = parcel.address
    view = ParcelPage(
        dress=dress(shelf_of(request).look(wallet.theme), "wallet"),
        title=voice.say(parcel.title),
        brand=voice.say(wallet.brand_name),
        wallet_url=f"/w/{brand}",
        state=voice.t(f"public.parcel_{parcel.state}"),
        told=_told(parcel, voice),
        typed=typed or {name: getattr(known, name) if known else "" for name in _FIELDS},
        open=parcel.state in _OPEN,
        fault=voice.say(fault) if fault else "",
        fault_field=field,
        action=f"/w/{brand}/prizes/{parcel.id}",
    )
    response = render(request, "public/parcel.html", view, status=422 if fault else 200)
    remember(request, response, visitor)
    return response


def _told(parcel: ParcelView, voice: Voice) -> str:
    if parcel.state == "asked":
        return voice.t("public.parcel_by", day=voice.until(parcel.until)) if parcel.until else ""
    if parcel.carrier:
        return voice.t("public.parcel_carrier", carrier=parcel.carrier, number=parcel.number)
    return ""


routes: Final[list[BaseRoute]] = [Route(_PATH, show), Route(_PATH, send, methods=["POST"])]
