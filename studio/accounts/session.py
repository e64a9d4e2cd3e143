"""The signed-in person behind a request. Sessions live in the engine; the browser holds an opaque token."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from engine.api import StudioUser
from studio.accounts.permissions import right, room_of
from studio.security.cookies import STUDIO, is_token, jar_of

LOGIN = "/studio/login"
HOME = "/studio"

Signed = Callable[[Request, StudioUser], Awaitable[Response]]


async def signed_in(request: Request) -> StudioUser | None:
    """The user whose session the request carries, or None."""
    token = jar_of(request).read(request, STUDIO)
    if token is None or not is_token(token):
        return None
    accounts = request.app.state.engine.accounts
    subject = await accounts.session(token, "studio")
    if subject is None:
        return None
    user: StudioUser | None = await accounts.user(subject)
    return user


async def come_in(request: Request, user: StudioUser, wanted: str) -> Response:
    """To the wanted page with a new session: this person is who they say."""
    lifetime = request.app.state.settings.studio_session
    token = await request.app.state.engine.accounts.open_session("studio", user.id, lifetime)
    response = RedirectResponse(wanted, status_code=303)
    jar_of(request).write(response, STUDIO, token, lifetime)
    return response


def service_of(request: Request) -> str:
    """The name of the other service by way of which people may sign in, empty for none."""
    provider = request.app.state.provider
    return provider.service.name if provider else ""


def guarded(handler: Signed) -> Callable[[Request], Awaitable[Response]]:
    """The handler, for signed-in people whose role reaches the room; anybody else is sent to sign in and back again."""

    async def answer(request: Request) -> Response:
        user = await signed_in(request)
        if user is None:
            return turned_away(request)
        if right(user.role, room_of(request.url.path)) is None:
            raise HTTPException(403)
        return await handler(request, user)

    answer.__name__ = handler.__name__
    return answer


def turned_away(request: Request) -> Response:
    """To the sign-in page for a page; 401 for a script or a `.json` twin, which cannot follow it."""
    if request.url.path.endswith(".json") or request.headers.get("accept", "").startswith("application/json"):
        return JSONResponse({"error": "signed_out"}, status_code=401)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = here if request.method == "GET" else HOME
    return RedirectResponse(f"{LOGIN}?next={quote(wanted, safe='')}", status_code=303)


def may_change(user: StudioUser, request: Request) -> bool:
    """Whether this person may change something in the room of this address."""
    return right(user.role, room_of(request.url.path)) == "change"


def next_page(wanted: str) -> str:
    """Where to go after signing in: a page of the studio, never another site and never the sign-in page."""
    inside = wanted == HOME or wanted.startswith((f"{HOME}/", f"{HOME}?"))
    plain = wanted.isprintable() and "\\" not in wanted
    return wanted if inside and plain and not wanted.startswith(LOGIN) else HOME
