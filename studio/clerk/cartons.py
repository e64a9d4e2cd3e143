"""Cartons at the till: staff register the carton they open, or the pack they sell, and see what the store holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from engine.api import ClerkIdentity, HeldView, Refusal, RegistrationAnswer
from studio.clerk.presenters import earning, may_see, who
from studio.clerk.sessions import for_clerks
from studio.clerk.views import Earning
from studio.i18n.voice import Voice
from studio.public.brands import voice_for
from studio.rendering import render

_TYPED_MAX: Final = 300


@dataclass(frozen=True, slots=True)
class HeldLine:
    """Something that the store has registered."""

    title: str
    at: str


@dataclass(frozen=True, slots=True)
class CartonsPage:
    """The form, what became of the last code, and what the store has registered, newest first."""

    who: str
    code: str
    problem: str
    done: str
    earned: tuple[Earning, ...]
    held: tuple[HeldLine, ...]


async def show(request: Request, clerk: ClerkIdentity) -> Response:
    """GET /clerk/cartons?code=: the form, filled in where a page or a camera told the code."""
    code = request.query_params.get("code", "").strip()[:_TYPED_MAX]
    return await _page(request, clerk, code, None)


async def register(request: Request, clerk: ClerkIdentity) -> Response:
    """POST /clerk/cartons: the first store has it; a second press tells the same."""
    async with request.form(max_files=0, max_fields=10) as form:
        code = str(form.get("code", "")).strip()[:_TYPED_MAX]
    request.state.page_path = "/clerk/cartons"
    if not code:
        return RedirectResponse("/clerk/cartons", 303)
    return await _page(request, clerk, code, await request.app.state.engine.cartons.register(clerk, code))


async def _page(
    request: Request, clerk: ClerkIdentity, code: str, answer: RegistrationAnswer | Refusal | None
) -> Response:
    held = await request.app.state.engine.cartons.held(clerk.brand, clerk.outlet_id)
    voice = await voice_for(request, clerk.brand)
    refused = answer if isinstance(answer, Refusal) else None
    done = answer if isinstance(answer, RegistrationAnswer) else None
    view = CartonsPage(
        who(clerk, voice),
        "" if done else code,
        voice.say(refused.words) if refused else "",
        _told(done, voice) if done else "",
        tuple(earning(one, voice) for one in done.grants if may_see(clerk, one)) if done else (),
        tuple(_line(one, voice) for one in held),
    )
    return render(request, "clerk/cartons.html", view, status=409 if refused else 200)


def _told(answer: RegistrationAnswer, voice: Voice) -> str:
    key = "clerk.registered_before" if answer.repeated else "clerk.registered"
    return voice.t(key, batch=answer.batch, serial=f"{answer.serial:,}", at=voice.instant(answer.at))


def _line(one: HeldView, voice: Voice) -> HeldLine:
    return HeldLine(f"{one.batch} · {one.serial:,}", voice.instant(one.at))


routes: Final[list[BaseRoute]] = [
    Route("/clerk/cartons", for_clerks(show)),
    Route("/clerk/cartons", for_clerks(register), methods=["POST"]),
]
