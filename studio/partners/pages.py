"""Agreements with other brands: the list, one of them, what is proposed, accepted and ended."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from engine.api import AllianceTerms, Invalid, Label, NotFound, StudioUser, partners
from studio.composer.presenters import gauge
from studio.composer.screens import Screen, action, screen, whole_number
from studio.partners.forms import (
    FIELDS,
    Mistyped,
    count_gauge,
    day_of,
    proposal_of,
    typed_of,
    written,
)
from studio.partners.views import CountGauge, Fault, Gauge, OnePartner, PartnerLine, Partners

PATH: Final = "/studio/partners"
ONE: Final = PATH + "/{alliance_id:id}"
SECTION: Final = "partners"
_NEW: Final = ("name", "coupon", "partner", *FIELDS)
_TYPE: Final = "coupon_alliance"
_NO_PARTNER: Final = Label(
    "No brand here has this short name: ask the partner for it.", "没有这个品牌代号，请向对方确认。"
)


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/partners"""
    return await _list(request, user)


async def propose(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/partners: a new alliance in which this brand gives out another's coupon; the other still has to accept."""
    engine = request.app.state.engine
    typed = typed_of(await request.form(), _NEW)
    request.state.page_path = PATH
    brand = await engine.accounts.brand(user.brand)
    try:
        wanted = proposal_of(typed, brand.currency, brand.zone)
        made = await engine.alliances.propose(
            _TYPE,
            AllianceTerms(
                typed["name"], user.brand, typed["partner"], typed["coupon"], wanted.worth, wanted.issuer_bears,
                wanted.honourer_bears, wanted.fee, wanted.cap_a_month, wanted.exposure,
            ),
            wanted.coupon,
            valid_days=wanted.valid_days,
            minimum_minor=wanted.minimum.minor if wanted.minimum else None,
            wanted=wanted.wanted,
        )  # fmt: skip
    except Mistyped as wrong:
        return await _list(request, user, typed, wrong.on("new"))
    except NotFound:
        return await _list(request, user, typed, Fault("new", "partner", _NO_PARTNER))
    except Invalid as refusal:
        return await _list(request, user, typed, Fault("new", _field(refusal), refusal.message))
    return RedirectResponse(f"{PATH}/{made}", 303)


async def show_one(request: Request, user: StudioUser) -> Screen:
    """GET /studio/partners/{id}"""
    return await one_page(request, user)


async def propose_version(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/partners/{id}/versions: a further version; nothing changes before the other side accepts it."""
    alliances, alliance_id = request.app.state.engine.alliances, request.path_params["alliance_id"]
    alliance = await alliances.one(user.brand, alliance_id)
    typed = typed_of(await request.form())
    try:
        wanted = proposal_of(typed, alliance.unpaid.currency, alliance.zone)
        await alliances.propose_version(user.brand, alliance_id, wanted)
    except Mistyped as wrong:
        return await one_page(request, user, typed, wrong.on("version"))
    except Invalid as refusal:
        return await one_page(request, user, typed, Fault("version", _field(refusal), refusal.message))
    return RedirectResponse(f"{PATH}/{alliance_id}#agreement", 303)


async def accept(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/partners/{id}/acceptance: this brand's side accepts the version `number`."""
    alliances, alliance_id = request.app.state.engine.alliances, request.path_params["alliance_id"]
    await alliances.one(user.brand, alliance_id)
    number = whole_number(str((await request.form()).get("number", "")))
    try:
        await alliances.accept(user.brand, alliance_id, None, number)
    except Invalid as refusal:
        return await one_page(request, user, None, Fault("accept", "number", refusal.message))
    return RedirectResponse(f"{PATH}/{alliance_id}#agreement", 303)


async def give_notice(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/partners/{id}/notice: coupons are given up to the end of `last_day`."""
    alliances, alliance_id = request.app.state.engine.alliances, request.path_params["alliance_id"]
    await alliances.one(user.brand, alliance_id)
    try:
        last_day = day_of(str((await request.form()).get("last_day", "")), "last_day")
        await alliances.give_notice(user.brand, alliance_id, last_day)
    except Mistyped as wrong:
        return await one_page(request, user, None, wrong.on("notice"))
    except Invalid as refusal:
        return await one_page(request, user, None, Fault("notice", "last_day", refusal.message))
    return RedirectResponse(f"{PATH}/{alliance_id}", 303)


async def _list(
    request: Request, user: StudioUser, typed: dict[str, str] | None = None, fault: Fault | None = None
) -> Screen:
    engine = request.app.state.engine
    lines = tuple(PartnerLine(one, *gauges(one)) for one in await engine.alliances.all(user.brand))
    view = Partners(lines, typed or dict.fromkeys(_NEW, ""), fault)
    return Screen("partners/partners.html", view, SECTION, 422 if fault else 200)


async def one_page(
    request: Request, user: StudioUser, typed: dict[str, str] | None = None, fault: Fault | None = None
) -> Screen:
    """The page of an alliance, with what was typed and is wrong."""
    engine, alliance_id = request.app.state.engine, request.path_params["alliance_id"]
    request.state.page_path = f"{PATH}/{alliance_id}"
    alliance: partners.AllianceView = await engine.alliances.one(user.brand, alliance_id)
    from_which = alliance.proposal or alliance.current
    now: datetime = engine.clock.now()
    view = OnePartner(
        alliance,
        *gauges(alliance),
        versions=await engine.alliances.versions(user.brand, alliance_id),
        statements=await engine.settling.statements(user.brand, alliance_id),
        disputes=await engine.settling.disputes(user.brand, alliance_id),
        declined=await engine.settling.declined(user.brand, alliance_id),
        typed=typed or (written(from_which) if from_which else dict.fromkeys(FIELDS, "")),
        today=f"{now.astimezone(ZoneInfo(alliance.zone)):%Y-%m-%d}",
        fault=fault,
    )
    return Screen("partners/partner.html", view, SECTION, 422 if fault else 200)


def gauges(alliance: partners.AllianceView) -> tuple[CountGauge | None, Gauge | None]:
    """The month's cap and the exposure, as far as the version in force has them."""
    current = alliance.current
    if current is None:
        return None, None
    return (
        count_gauge(alliance.issued_this_month, current.terms.cap_a_month),
        gauge(alliance.exposure, current.terms.exposure),
    )


def _field(refusal: Invalid) -> str:
    """The field of the form that the engine speaks of."""
    return {"terms": "issuer_bears", "coupon": "coupon_zh", "type": "name"}.get(refusal.field, refusal.field)


routes: list[BaseRoute] = [
    *screen(PATH, show),
    action(PATH, propose),
    *screen(ONE, show_one),
    action(ONE + "/versions", propose_version),
    action(ONE + "/acceptance", accept),
    action(ONE + "/notice", give_notice),
]
