"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.api import SecondStep, StudioUser
from studio.accounts import outside_routes
from studio.accounts.session import HOME, LOGIN, come_in, next_page, service_of, signed_in
from studio.i18n.catalogue import Translator
from studio.i18n.locales import locale_of
from studio.rendering import render
from studio.security.addresses import client_address
from studio.security.cookies import STUDIO, is_token, jar_of

_FIELD_MAX = 320
_NUMBER_MAX = 16


@dataclass(frozen=True, slots=True)
class SignIn:
    """The sign-in page. `refusal` is the constant sentence for whatever did not fit, empty at first.

    `number`: the password was right, and the number of the person's app is wanted too. `service` is the name of another
    service by way of which people may come in, empty for none.
    """

    email: str
    next: str
    refusal: str
    service: str
    number: bool = False


async def show_login(request: Request) -> Response:
    """GET /studio/login"""
    wanted = next_page(request.query_params.get("next", HOME))
    if await signed_in(request) is not None:
        return RedirectResponse(wanted, status_code=303)
    return render(request, "accounts/login.html", SignIn("", wanted, "", service_of(request)))


async def login(request: Request) -> Response:
    """POST /studio/login"""
    form = await request.form()
    email, password, wanted = (str(form.get(name, "")) for name in ("email", "password", "next"))
    wanted = next_page(wanted)
    accounts = request.app.state.engine.accounts
    answer = await accounts.sign_in(
        email.strip()[:_FIELD_MAX],
        password[:_FIELD_MAX],
        address=client_address(request),
        number=str(form.get("number", ""))[:_NUMBER_MAX],
    )
    if isinstance(answer, SecondStep):
        told = Translator(locale_of(request))(
            "people.number_wrong" if answer.wrong else "people.number_wanted"
        )
        view = SignIn(email[:_FIELD_MAX], wanted, told, service_of(request), number=True)
        return render(request, "accounts/login.html", view, status=422)
    if not isinstance(answer, StudioUser):
        view = SignIn(email[:_FIELD_MAX], wanted, answer[locale_of(request)], service_of(request))
        return render(request, "accounts/login.html", view, status=422)
    return await come_in(request, answer, wanted)


async def logout(request: Request) -> Response:
    """POST /studio/logout"""
    token = jar_of(request).read(request, STUDIO)
    if token is not None and is_token(token):
        await request.app.state.engine.accounts.close_session(token)
    response = RedirectResponse(LOGIN, status_code=303)
    jar_of(request).clear(response, STUDIO)
    return response


routes = [
    Route(LOGIN, show_login, methods=["GET"]),
    Route(LOGIN, login, methods=["POST"]),
    Route("/studio/logout", logout, methods=["POST"]),
    *outside_routes.routes,
]
