"""The pages of signing in by way of another service: there, back, and the number of the person's app."""

from __future__ import annotations

import base64
import binascii
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from engine.api import Halfway, Label, StudioUser
from studio.accounts.outside import OutsideError, Provider
from studio.accounts.session import HOME, LOGIN, come_in, next_page, service_of
from studio.i18n.catalogue import Translator
from studio.i18n.locales import locale_of
from studio.rendering import render
from studio.security.addresses import client_address
from studio.security.cookies import OUTSIDE, jar_of

_LOG: Final = logging.getLogger("bottlecap.studio")
THERE: Final = f"{LOGIN}/outside"
BACK: Final = f"{THERE}/back"
#: How long somebody may be away.
_AWAY: Final = timedelta(minutes=10)
_NUMBER_MAX: Final = 16
_TOKEN_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Refused:
    """The sign-in page again, with why it did not come to anything."""

    refusal: str
    next: str
    service: str
    email: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True)
class NumberPage:
    """Only the number is missing; `token` stands for the rest."""

    token: str
    next: str
    refusal: str


async def there(request: Request) -> Response:
    """GET /studio/login/outside: to the other service, with words that only this browser can bring back."""
    provider = _provider(request)
    wanted = next_page(request.query_params.get("next", HOME))
    try:
        way = await provider.way()
    except OutsideError as error:
        return _silent(request, wanted, error)
    response = RedirectResponse(way.url, status_code=303)
    page = base64.urlsafe_b64encode(wanted.encode()).decode().rstrip("=")
    jar_of(request).write(response, OUTSIDE, f"{way.kept}.{page}", _AWAY)
    return response


async def back(request: Request) -> Response:
    """GET /studio/login/outside/back: whoever the service names comes in, once."""
    provider = _provider(request)
    kept, _, page = (jar_of(request).read(request, OUTSIDE) or "").rpartition(".")
    wanted = next_page(_text(page))
    try:
        person = await provider.person(kept, request.query_params)
    except OutsideError as error:
        return _silent(request, wanted, error)
    if person is None:
        return _refused(request, wanted, Translator(locale_of(request))("accounts.outside_lost"))
    answer = await request.app.state.engine.outside.recognise(
        provider.service.issuer, person.subject, person.email, verified=person.verified
    )
    response = await _answered(request, answer, wanted)
    jar_of(request).clear(response, OUTSIDE)
    return response


async def number(request: Request) -> Response:
    """POST /studio/login/number: the number of the person's app, after the other service."""
    form = await request.form()
    token, typed, wanted = (str(form.get(name, "")) for name in ("token", "number", "next"))
    answer = await request.app.state.engine.outside.finish(
        token[:_TOKEN_MAX], typed[:_NUMBER_MAX], address=client_address(request)
    )
    return await _answered(request, answer, next_page(wanted))


async def _answered(request: Request, answer: StudioUser | Halfway | Label, wanted: str) -> Response:
    locale = locale_of(request)
    if isinstance(answer, StudioUser):
        return await come_in(request, answer, wanted)
    if isinstance(answer, Label):
        return _refused(request, wanted, answer[locale])
    refusal = answer.refusal[locale] if answer.refusal else ""
    page = NumberPage(answer.token, wanted, refusal)
    return render(request, "accounts/number.html", page, status=422 if refusal else 200)


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404)
    return provider


def _refused(request: Request, wanted: str, words: str, status: int = 422) -> Response:
    request.state.page_path = LOGIN
    view = Refused(words, wanted, service_of(request))
    return render(request, "accounts/login.html", view, status=status)


def _silent(request: Request, wanted: str, error: OutsideError) -> Response:
    _LOG.warning("signing in by way of the other service: %s", error)
    words = Translator(locale_of(request))("accounts.outside_silent", service=service_of(request))
    return _refused(request, wanted, words, 502)


def _text(page: str) -> str:
    try:
        return base64.urlsafe_b64decode(page + "=" * (-len(page) % 4)).decode()
    except (binascii.Error, ValueError):
        return HOME


routes = [
    Route(THERE, there, methods=["GET"]),
    Route(BACK, back, methods=["GET"]),
    Route(f"{LOGIN}/number", number, methods=["POST"]),
]
