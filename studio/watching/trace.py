"""One name for one request, from its page to its payout: a W3C trace id, answered as `X-Request-Id`."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Final

from starlette.types import Scope

#: https://www.w3.org/TR/trace-context/#traceparent-header: version, trace id, parent id, flags.
_TRACEPARENT: Final = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def trace_of(headers: Mapping[bytes, bytes], *, believed: bool) -> str:
    """The name of a request. A `traceparent` is believed only behind proxies that the settings name: anybody else
    could mark foreign requests as one."""
    told = headers.get(b"traceparent") if believed else None
    found = _TRACEPARENT.fullmatch(told.decode("latin-1")) if told else None
    return found.group(1) if found else secrets.token_hex(16)


def route_of(scope: Scope) -> str:
    """The route's pattern, never the address itself: that of a code page is worth money."""
    route = scope.get("route")
    return str(getattr(route, "path", "")) or "(none)"
