"""The cookies of the pages: names, attributes, and tokens nobody can guess.

Over https every cookie is `__Host-` prefixed and Secure, so no neighbouring host can plant one. All are
HttpOnly and SameSite=Lax; none follows a person to another site.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Scope

DEVICE: Final = "bc_device"
CLERK: Final = "bc_clerk"
STUDIO: Final = "bc_studio"
CSRF: Final = "bc_csrf"
LANGUAGE: Final = "bc_lang"
SCHEME: Final = "bc_scheme"
#: The word that must come back with a person from another service.
STATE: Final = "bc_state"
#: What a browser keeps while its person signs in to the studio by way of another service.
OUTSIDE: Final = "bc_outside"

#: Browsers keep no cookie longer than 400 days.
LONGEST: Final = timedelta(days=400)
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """256 random bits as 43 URL-safe characters."""
    return secrets.token_urlsafe(32)


def is_token(text: str) -> bool:
    """Whether a text has the shape of `new_token`; anything else in a cookie is ignored."""
    return _TOKEN.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class CookieJar:
    """Reads and writes cookies by their plain names; `secure` is true when people come over https."""

    secure: bool

    def name(self, plain: str) -> str:
        """The name as sent: with `__Host-` over https."""
        return f"__Host-{plain}" if self.secure else plain

    def read(self, request: Request, plain: str) -> str | None:
        """The cookie's value, or None."""
        return cookies_of(request.scope).get(self.name(plain))

    def write(self, response: Response, plain: str, value: str, lifetime: timedelta | None = None) -> None:
        """Set a cookie; without a lifetime it ends with the browser session. `value` needs no quotes."""
        response.headers.append("set-cookie", self.line(plain, value, lifetime))

    def line(self, plain: str, value: str, lifetime: timedelta | None = None) -> str:
        """The header that `write` sets."""
        kept = f"Max-Age={int(lifetime.total_seconds())}; " if lifetime else ""
        guarded = "; Secure" if self.secure else ""
        return f"{self.name(plain)}={value}; HttpOnly; {kept}Path=/; SameSite=lax{guarded}"

    def clear(self, response: Response, plain: str) -> None:
        """Take a cookie back."""
        response.delete_cookie(self.name(plain), path="/", secure=self.secure, httponly=True, samesite="lax")


def cookies_of(scope: Scope) -> dict[str, str]:
    """The cookies of a request, read once."""
    state: dict[str, Any] = scope.setdefault("state", {})
    found: dict[str, str] | None = state.get("cookies")
    if found is None:
        found = state["cookies"] = HTTPConnection(scope).cookies
    return found


def jar_of(request: Request) -> CookieJar:
    """The jar that fits the application's settings."""
    return CookieJar(request.app.state.settings.secure)
