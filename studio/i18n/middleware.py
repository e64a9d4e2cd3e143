"""Chooses the language of each answer and remembers a switch (`?lang=zh-CN`) in a cookie."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from studio.i18n.locales import PSEUDO, accepted, matching
from studio.security.cookies import LANGUAGE, LONGEST, CookieJar
from studio.settings import Settings


class LocaleMiddleware:
    """Sets `request.state.locale`."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._pseudo = settings.pseudo_locale
        self._jar = CookieJar(settings.secure)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose the language, then answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        asked = request.query_params.get("lang", "")
        switched = PSEUDO if self._pseudo and asked == PSEUDO else matching(asked)
        kept = matching(self._jar.read(request, LANGUAGE) or "")
        locale = switched or kept or accepted(request.headers.get("accept-language", ""))
        scope.setdefault("state", {})["locale"] = locale

        async def remembering(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Language", locale)
                if switched and switched != kept and switched != PSEUDO:
                    carrier = Response()
                    self._jar.write(carrier, LANGUAGE, switched, LONGEST)
                    headers.append("Set-Cookie", carrier.headers["set-cookie"])
            await send(message)

        await self._app(scope, receive, remembering)
