"""Licences in the studio: where, until when and which pictures may be shown, who agreed, and what the licensor is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import studio.ids  # noqa: F401 - teaches the routes below what an id is
from engine.api import Invalid, Label, StudioUser, page_views
from studio.composer.screens import Screen, action, file, screen
from studio.themes.moments import moment, zone_of
from studio.themes.uploads import BODY_BYTES_MAX, take_picture

SECTION: Final = "themes"
BASE: Final = "/studio/licences"
_ONE: Final = BASE + "/{licence_id:id}"
#: The mainland of China, as most licences have it.
_USUAL: Final = {"territory": "CN", "excepted": "CN-HK, CN-MO, CN-TW", "unknown_shown": "1"}
_FIELD_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class Licences:
    """All licences, and the form for one more."""

    licences: tuple[page_views.LicenceView, ...]
    typed: Mapping[str, str] = field(default_factory=lambda: dict(_USUAL))
    fault_field: str = ""
    fault: Label | None = None


@dataclass(frozen=True, slots=True)
class OneLicence:
    """A licence with its pictures and report. `fault_form` says which form was refused: term, picture, approval."""

    it: page_views.LicenceView
    report: tuple[page_views.DayViews, ...]
    views: int
    fault_form: str = ""
    fault: Label | None = None


async def show_licences(request: Request, user: StudioUser) -> Screen:
    """GET /studio/licences"""
    licences = await request.app.state.engine.pages.licences.all(user.brand)
    return Screen("themes/licences.html", Licences(licences), SECTION)


async def add_licence(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/licences"""
    licences = request.app.state.engine.pages.licences
    form = await request.form()
    typed = {name: str(value)[:_FIELD_MAX] for name, value in form.items()}
    said = typed.get
    try:
        zone = await zone_of(request, user)
        number = await licences.add(
            user.brand,
            Label(said("title_en", ""), said("title_zh", "")),
            said("licensor", ""),
            _regions(said("territory", "")),
            _regions(said("excepted", "")),
            moment("starts", said("starts", ""), zone),
            moment("ends", said("ends", ""), zone),
            said("evidence", ""),
            user.name,
            unknown_shown=said("unknown_shown") == "1",
        )
    except Invalid as refusal:
        shown = Licences(await licences.all(user.brand), typed, refusal.field, refusal.message)
        return Screen("themes/licences.html", shown, SECTION, 422)
    return RedirectResponse(f"{BASE}/{number}", 303)


async def show_licence(request: Request, user: StudioUser) -> Screen:
    """GET /studio/licences/{id}"""
    return await _one(request, user)


async def _one(request: Request, user: StudioUser, form: str = "", fault: Label | None = None) -> Screen:
    licences, number = request.app.state.engine.pages.licences, request.path_params["licence_id"]
    report = await licences.report(user.brand, number)
    view = OneLicence(
        await licences.one(user.brand, number), report, sum(day.views for day in report), form, fault
    )
    return Screen("themes/licence.html", view, SECTION, 422 if fault else 200)


async def report(request: Request, user: StudioUser) -> Response:
    """GET /studio/licences/{id}/report.csv: for the licensor, a day a line."""
    number = request.path_params["licence_id"]
    days = await request.app.state.engine.pages.licences.report(user.brand, number)
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["day", "views"])
    lines.writerows([one.day.isoformat(), one.views] for one in days)
    headers = {"Content-Disposition": f'attachment; filename="licence-{number}-views.csv"'}
    return Response(text.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


Change = Callable[[Request, StudioUser], Awaitable[None]]


def changing(form: str, change: Change) -> Callable[[Request, StudioUser], Awaitable[Screen | Response]]:
    """A form of a licence's page: back to it, or the page again with what was refused."""

    async def press(request: Request, user: StudioUser) -> Screen | Response:
        here = f"{BASE}/{request.path_params['licence_id']}"
        request.state.page_path = here
        await request.app.state.engine.pages.licences.one(user.brand, request.path_params["licence_id"])
        try:
            await change(request, user)
        except Invalid as refusal:
            return await _one(request, user, form, refusal.message)
        return RedirectResponse(here, 303)

    press.__name__ = change.__name__
    return press


async def extend(request: Request, user: StudioUser) -> None:
    """POST …/{id}/terms: a further term."""
    form, zone = await request.form(), await zone_of(request, user)
    await request.app.state.engine.pages.licences.extend(
        user.brand,
        request.path_params["licence_id"],
        moment("starts", str(form.get("starts", "")), zone),
        moment("ends", str(form.get("ends", "")), zone),
        str(form.get("evidence", "")),
        user.name,
    )


async def bring_picture(request: Request, user: StudioUser) -> None:
    """POST …/{id}/pictures: a picture, encoded anew."""
    async with request.form(max_files=1, max_fields=5) as form:
        await take_picture(request, user, form, request.path_params["licence_id"])


async def say(request: Request, user: StudioUser) -> None:
    """POST …/{id}/approvals: the licensor approves a picture, or no longer does."""
    form, licences = await request.form(), request.app.state.engine.pages.licences
    number = str(form.get("picture", ""))
    one = await licences.one(user.brand, request.path_params["licence_id"])
    known = {str(view.picture.id): view.picture.id for view in one.pictures}
    if number not in known:
        raise HTTPException(404)
    said = licences.withdraw if form.get("kind") == "withdrawn" else licences.approve
    await said(
        user.brand, known[number], str(form.get("approver", "")), str(form.get("evidence", "")), user.name
    )


async def show_picture(request: Request, user: StudioUser) -> Response:
    """GET /studio/pictures/{id}: a picture for the brand's own people, licence or not."""
    data = await request.app.state.engine.pages.rendition(
        user.brand, request.path_params["picture_id"], "image/webp"
    )
    return Response(data, media_type="image/webp", headers={"Cache-Control": "private, max-age=3600"})


def _regions(text: str) -> list[str]:
    return [
        one for one in text.upper().replace("，", ",").replace("、", ",").replace(" ", ",").split(",") if one
    ]


routes = [
    *screen(BASE, show_licences),
    action(BASE, add_licence),
    *screen(_ONE, show_licence),
    file(_ONE + "/report.csv", report),
    action(_ONE + "/terms", changing("term", extend)),
    action(_ONE + "/pictures", changing("picture", bring_picture), body_bytes_max=BODY_BYTES_MAX),
    action(_ONE + "/approvals", changing("approval", say)),
    file("/studio/pictures/{picture_id:id}", show_picture),
]
