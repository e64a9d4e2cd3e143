"""What stands between the network and the pages, as one ring: a request is read once, its answer headed once.

What enters is named, given a language, counted and proven; what is raised before the answer has begun becomes a page;
what leaves is headed, and told to those who look on. Each part is a plain function in a file of its own, for a ring
around a ring around a ring costs a claim more than its database does.
"""

from __future__ import annotations

import logging
import time
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.api import TRACE
from studio.faults import fault_page, http_fault
from studio.i18n.choosing import chosen
from studio.security.cookies import CookieJar
from studio.security.csrf import proven
from studio.security.headers import protections
from studio.security.limits import RateLimits
from studio.security.patience import patient
from studio.settings import Settings
from studio.watching.requests import Answered, Onlooker
from studio.watching.trace import route_of, trace_of

_LOG: Final = logging.getLogger("bottlecap.studio")


class Rings:
    """The ring around the whole application."""

    def __init__(self, app: ASGIApp, *, settings: Settings, onlookers: tuple[Onlooker, ...]) -> None:
        self._app = app
        self._onlookers = onlookers
        self._jar = CookieJar(settings.secure)
        self._limits = RateLimits(settings.proxies)
        self._believed = settings.proxies > 0
        self._pseudo = settings.pseudo_locale

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the application's page, or with that of a fault."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: dict[bytes, bytes] = dict(reversed(scope["headers"]))  # of several lines the first
        trace = trace_of(headers, believed=self._believed)
        began, started, status = time.time(), time.perf_counter(), 0
        choice = chosen(scope, headers, self._jar, pseudo=self._pseudo)
        scope.setdefault("state", {})["locale"] = choice.locale

        async def headed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = message.get("headers", ())
                more = protections(scope, own, secure=self._jar.secure)
                message["headers"] = [*own, *more, *choice.told(own), (b"x-request-id", trace.encode())]
            await send(message)

        token = TRACE.set(trace)
        try:
            await self._let_in(scope, headers, receive, headed)
        except Exception as error:
            if status:
                raise
            request = Request(scope, receive)
            if isinstance(error, HTTPException):
                page = http_fault(request, error)
            else:
                _LOG.exception("failed to answer %s %s", scope["method"], scope["path"])
                page = fault_page(request, 500)
            await page(scope, receive, headed)
        finally:
            seconds = time.perf_counter() - started
            answered = Answered(trace, scope["method"], route_of(scope), status or 500, began, seconds)
            for onlooker in self._onlookers:
                onlooker.answered(answered)
            TRACE.reset(token)

    async def _let_in(self, scope: Scope, headers: dict[bytes, bytes], receive: Receive, send: Send) -> None:
        """Hand on what does not come too often, too slowly or from another site. Raises HTTPException."""
        self._limits.check(scope)
        receive = await proven(scope, headers, patient(scope, headers, receive))
        await self._app(scope, receive, send)
