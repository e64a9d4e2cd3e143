"""People and access: who works for the brand, invitations, the person's own devices and second step, what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.api import ROLES, Act, Colleague, Invalid, Label, NotFound, OpenSession, SecondStep, StudioUser
from studio.accounts.session import HOME, LOGIN
from studio.composer.screens import Handler, Screen, action, question, screen, whole_number
from studio.i18n.locales import locale_of
from studio.public.qr import qr_svg
from studio.rendering import render
from studio.security.cookies import STUDIO, jar_of

SECTION: Final = "people"
PAGE_SIZE: Final = 50
_FIELD_MAX: Final = 320
_OWN_BYTES: Final = 16_384


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into the form of an invitation."""

    email: str = ""
    name: str = ""
    role: str = "author"


@dataclass(frozen=True, slots=True)
class People:
    """Everybody, for those who look after people. `link` is shown once, after an invitation."""

    people: tuple[Colleague, ...]
    roles: tuple[str, ...]
    typed: Typed
    link: str
    fault_field: str
    fault: Label | None
    acts: tuple[Act, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Own:
    """A person's own account: devices, and the second step with its QR code while it is being set up."""

    sessions: tuple[OpenSession, ...]
    two_steps: bool
    secret: str
    qr: Markup | None
    fault: Label | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """The page behind an invitation. Without a token the link is used up or too old."""

    token: str
    fault: str


def looks_after_people(user: StudioUser) -> bool:
    """Admins do."""
    return user.role == "admin"


def _for_admins(handler: Handler) -> Handler:
    async def allowed(request: Request, user: StudioUser) -> Screen | Response:
        if not looks_after_people(user):
            raise HTTPException(403)
        return await handler(request, user)

    allowed.__name__ = getattr(handler, "__name__", "allowed")
    return allowed


async def show_people(request: Request, user: StudioUser) -> Screen:
    """GET /studio/people?before="""
    return await _people(request, user)


async def invite(request: Request, user: StudioUser) -> Screen:
    """POST /studio/people: an account, and the link that its person chooses a password with."""
    form = await request.form()
    typed = Typed(*(str(form.get(name, "")).strip()[:_FIELD_MAX] for name in ("email", "name", "role")))
    try:
        token = await request.app.state.engine.people.invite(user, typed.email, typed.name, typed.role)
    except Invalid as refusal:
        return await _people(request, user, typed, fault=(refusal.field, refusal.message))
    return await _people(request, user, link=_link(request, token))


async def change(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/people/{user_id}: role, close, open, invite or end_two_steps."""
    form, people = await request.form(), request.app.state.engine.people
    other, act = request.path_params["user_id"], str(form.get("act", ""))
    if other not in {one.id for one in await people.all(user.brand)}:
        raise HTTPException(404)
    try:
        match act:
            case "role":
                await people.set_role(user, other, str(form.get("role", "")))
            case "close":
                await people.close(user, other)
            case "open":
                await people.open_again(user, other)
            case "end_two_steps":
                await people.end_two_steps(user, other)
            case "invite":
                token = await people.invite_again(user, other)
                return await _people(request, user, link=_link(request, token))
            case _:
                raise HTTPException(400)
    except Invalid as refusal:
        return await _people(request, user, fault=("act", refusal.message))
    return RedirectResponse("/studio/people", status_code=303)


async def _people(
    request: Request,
    user: StudioUser,
    typed: Typed | None = None,
    *,
    link: str = "",
    fault: tuple[str, Label] | None = None,
) -> Screen:
    people = request.app.state.engine.people
    before = whole_number(request.query_params.get("before"))
    acts = await people.acts(user.brand, before, PAGE_SIZE + 1)
    older = acts[PAGE_SIZE - 1].id if len(acts) > PAGE_SIZE else None
    field, message = fault or ("", None)
    view = People(
        await people.all(user.brand), tuple(sorted(ROLES)), typed or Typed(), link, field, message, acts[:PAGE_SIZE],
        older,
    )  # fmt: skip
    return Screen("people/people.html", view, SECTION, 422 if fault else 200)


async def show_own(request: Request, user: StudioUser) -> Screen:
    """GET /studio/account: one's own devices and second step; `?two_steps=1` begins to set it up."""
    return await _own(request, user, begin=bool(request.query_params.get("two_steps")))


async def change_own(request: Request, user: StudioUser) -> Screen | Response:
    """POST /studio/account: sign_out one device or all, confirm or end the second step."""
    form, people = await request.form(), request.app.state.engine.people
    match str(form.get("act", "")):
        case "sign_out":
            await people.sign_out(user, str(form.get("key", ""))[:64])
        case "confirm":
            secret, number = str(form.get("secret", ""))[:64], str(form.get("number", ""))[:16]
            try:
                await people.confirm_two_steps(user, secret, number)
            except Invalid as refusal:
                return await _own(request, user, secret=secret, fault=refusal.message)
        case "end_two_steps":
            await people.end_two_steps(user, user.id)
        case _:
            raise HTTPException(400)
    return RedirectResponse("/studio/account", status_code=303)


async def _own(
    request: Request, user: StudioUser, *, begin: bool = False, secret: str = "", fault: Label | None = None
) -> Screen:
    people = request.app.state.engine.people
    own = next(one for one in await people.all(user.brand) if one.id == user.id)
    qr: Markup | None = None
    if begin and not own.two_steps:
        secret, address = await people.begin_two_steps(user)
        qr = qr_svg(address, "TOTP")
    view = Own(await people.sessions(user), own.two_steps, secret, qr, fault)
    return Screen("people/own.html", view, "account", 422 if fault else 200)


async def show_invitation(request: Request) -> Response:
    """GET /studio/welcome/{token}: where an invited person chooses a password."""
    token = request.path_params["token"]
    try:
        await request.app.state.engine.people.invited(token)
    except NotFound:
        return render(request, "people/invitation.html", Invitation("", ""), status=404)
    return render(request, "people/invitation.html", Invitation(token, ""))


async def accept_invitation(request: Request) -> Response:
    """POST /studio/welcome/{token}: the password, and signed in with it, unless the app's number is asked for too."""
    token, form = request.path_params["token"], await request.form()
    accounts = request.app.state.engine.accounts
    try:
        user = await request.app.state.engine.people.accept(token, str(form.get("password", ""))[:_FIELD_MAX])
    except NotFound:
        return render(request, "people/invitation.html", Invitation("", ""), status=404)
    except Invalid as refusal:
        told = Invitation(token, refusal.message[locale_of(request)])
        return render(request, "people/invitation.html", told, status=422)
    if isinstance(user, SecondStep):
        return RedirectResponse(LOGIN, status_code=303)
    lifetime = request.app.state.settings.studio_session
    session = await accounts.open_session("studio", user.id, lifetime)
    response = RedirectResponse(HOME, status_code=303)
    jar_of(request).write(response, STUDIO, session, lifetime)
    return response


def _link(request: Request, token: str) -> str:
    return f"{request.app.state.settings.origin}/studio/welcome/{token}"


routes = [
    *screen("/studio/people", _for_admins(show_people)),
    action("/studio/people", _for_admins(invite)),
    action("/studio/people/{user_id:id}", _for_admins(change)),
    *screen("/studio/account", show_own),
    question("/studio/account", change_own, _OWN_BYTES),
]
open_routes = [
    Route("/studio/welcome/{token}", show_invitation, methods=["GET"]),
    Route("/studio/welcome/{token}", accept_invitation, methods=["POST"]),
]
