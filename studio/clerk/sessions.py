"""Who stands at the till: a session kept by the engine, named by a cookie, over after half a day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from engine.api import ClerkIdentity
from studio.security.cookies import CLERK, jar_of

SIGN_IN = "/clerk/sign-in"
ClerkView = Callable[[Request, ClerkIdentity], Awaitable[Response]]


async def clerk_of(request: Request) -> ClerkIdentity | None:
    """The signed-in clerk, or None when there is no session or the clerk has left."""
    token = jar_of(request).read(request, CLERK)
    if not token:
        return None
    engine = request.app.state.engine
    clerk_id = await engine.accounts.session(token, "clerk")
    if clerk_id is None:
        return None
    clerk: ClerkIdentity | None = await engine.outlets.clerk(clerk_id)
    return clerk


def for_clerks(view: ClerkView) -> Callable[[Request], Awaitable[Response]]:
    """Lets only signed-in clerks through; everybody else is shown the sign-in page."""

    async def guarded(request: Request) -> Response:
        clerk = await clerk_of(request)
        if clerk is None:
            return RedirectResponse(SIGN_IN, 303)
        return await view(request, clerk)

    guarded.__doc__ = view.__doc__
    return guarded


async def sign_in(request: Request, clerk: ClerkIdentity) -> Response:
    """A fresh session for each sign-in; the answer leads to the till."""
    lifetime = request.app.state.settings.clerk_session
    token = await request.app.state.engine.accounts.open_session("clerk", clerk.id, lifetime)
    response = RedirectResponse("/clerk", 303)
    jar_of(request).write(response, CLERK, token, lifetime)
    return response


async def sign_out(request: Request) -> Response:
    """End the session here and in the engine."""
    jar = jar_of(request)
    token = jar.read(request, CLERK)
    if token:
        await request.app.state.engine.accounts.close_session(token)
    response = RedirectResponse(SIGN_IN, 303)
    jar.clear(response, CLERK)
    return response
