"""Chooses the language of each answer, and remembers a switch (`?lang=zh-CN`) in a cookie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.types import Scope

from studio.i18n.locales import PSEUDO, accepted, matching
from studio.security.cookies import LANGUAGE, LONGEST, CookieJar, cookies_of


@dataclass(frozen=True, slots=True)
class Choice:
    """A language, and the cookie that keeps it where somebody has just switched."""

    locale: str
    cookie: str = ""

    def told(self, own: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers that tell it, beside an answer's own, which may name a language already."""
        named = any(name.lower() == b"content-language" for name, _ in own)
        headers = [] if named else [(b"content-language", self.locale.encode())]
        return [*headers, (b"set-cookie", self.cookie.encode())] if self.cookie else headers


def chosen(scope: Scope, headers: Mapping[bytes, bytes], jar: CookieJar, *, pseudo: bool) -> Choice:
    """The language of a request: what its address asks for, else the cookie's, else the browser's."""
    query = scope["query_string"].decode("latin-1")
    asked = parse_qs(query).get("lang", [""])[-1] if "lang" in query else ""
    switched = PSEUDO if pseudo and asked == PSEUDO else matching(asked)
    kept = matching(cookies_of(scope).get(jar.name(LANGUAGE), ""))
    locale = switched or kept or accepted(headers.get(b"accept-language", b"").decode("latin-1"))
    if switched and switched != kept and switched != PSEUDO:
        return Choice(locale, jar.line(LANGUAGE, switched, LONGEST))
    return Choice(locale)
