"""What a brand has settled: itself, its systems' keys, the second person's approval, and which services run."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import ApiKey, BrandView, Invalid, Label, PausedChannel, ServiceState, StudioUser
from studio.composer.screens import Screen, action, screen

SECTION: Final = "settings"
PATH: Final = "/studio/settings"
_FIELD_MAX: Final = 200
_VERSION: Final = metadata.version("bottlecap")


@dataclass(frozen=True, slots=True)
class BrandSettings:
    """A brand's settings. `made` is a new key, shown once; `fault` is about its name."""

    brand: BrandView
    keys: tuple[ApiKey, ...]
    four_eyes: bool
    services: tuple[ServiceState, ...]
    paused: tuple[PausedChannel, ...]
    version: str
    made: str
    typed: str
    fault: Label | None


async def show(request: Request, user: StudioUser) -> Screen:
    """GET /studio/settings"""
    return await _page(request, user)


async def change(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/settings: make_key, revoke_key, or four_eyes."""
    form, keys = await request.form(), request.app.state.engine.keys
    match str(form.get("act", "")):
        case "make_key":
            name = str(form.get("name", ""))[:_FIELD_MAX]
            try:
                made = await keys.make(user, name)
            except Invalid as refusal:
                return await _page(request, user, typed=name, fault=refusal.message)
            return await _page(request, user, made=made)
        case "revoke_key":
            await keys.revoke(user, str(form.get("key", ""))[:_FIELD_MAX])
        case "four_eyes":
            await keys.set_four_eyes(user, wanted=form.get("wanted") == "on")
        case _:
            raise HTTPException(400)
    return RedirectResponse(PATH, status_code=303)


async def _page(
    request: Request, user: StudioUser, *, made: str = "", typed: str = "", fault: Label | None = None
) -> Screen:
    engine = request.app.state.engine
    view = BrandSettings(
        await engine.accounts.brand(user.brand), await engine.keys.all(user.brand),
        await engine.keys.four_eyes(user.brand), engine.services, await engine.payouts.paused(user.brand),
        _VERSION, made, typed, fault,
    )  # fmt: skip
    return Screen("people/settings.html", view, SECTION, 422 if fault else 200)


routes = [*screen(PATH, show), action(PATH, change)]
