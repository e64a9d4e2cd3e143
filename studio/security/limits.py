"""How often one address may knock: a token bucket per address and door, in memory, bounded."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.types import Scope

from studio.security.addresses import address_of

_BUCKETS_MAX: Final = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Limit:
    """At most `burst` at once and `a_minute` in the long run, for paths that start with `prefix`."""

    method: str
    prefix: str
    burst: int
    a_minute: int


#: Carriers put thousands of phones behind one address, so claims are generous; signing in is not.
LIMITS: Final = (
    Limit("POST", "/clerk/sign-in", burst=10, a_minute=6),
    Limit("POST", "/studio/login", burst=10, a_minute=6),
    Limit("POST", "/c/", burst=600, a_minute=1_200),
    Limit("POST", "/i/", burst=300, a_minute=600),
    Limit("POST", "/w/", burst=300, a_minute=600),
    Limit("POST", "/clerk", burst=300, a_minute=300),
    Limit("GET", "/clerk/member", burst=300, a_minute=300),
    Limit("POST", "/hooks/", burst=1_200, a_minute=2_400),
    Limit("GET", "/c/", burst=1_200, a_minute=2_400),
    Limit("GET", "/C/", burst=1_200, a_minute=2_400),
    Limit("GET", "/01/", burst=1_200, a_minute=2_400),
)


class TokenBuckets:
    """Tokens left per key. The least recently used key is forgotten first when there are too many."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._buckets: OrderedDict[tuple[Limit, str], tuple[float, float]] = OrderedDict()

    def take(self, limit: Limit, key: str) -> float:
        """Take one token. Returns 0.0, or the seconds until the next token when there is none."""
        now = self._now()
        tokens, seen = self._buckets.pop((limit, key), (float(limit.burst), now))
        tokens = min(float(limit.burst), tokens + (now - seen) * limit.a_minute / 60)
        wait = 0.0 if tokens >= 1 else (1 - tokens) * 60 / limit.a_minute
        self._buckets[(limit, key)] = (tokens if wait else tokens - 1, now)
        if len(self._buckets) > _BUCKETS_MAX:
            self._buckets.popitem(last=False)
        return wait


class RateLimits:
    """Refuses an address that knocks too often."""

    def __init__(self, proxies: int) -> None:
        self._proxies = proxies
        self._buckets = TokenBuckets()

    def check(self, scope: Scope) -> None:
        """Take a token. Raises 429 with `Retry-After` where there is none."""
        limit = limit_of(scope["method"], scope["path"])
        if limit is not None:
            wait = self._buckets.take(limit, address_of(scope, self._proxies))
            if wait:
                raise HTTPException(429, headers={"Retry-After": str(math.ceil(wait))})


def limit_of(method: str, path: str) -> Limit | None:
    """The limit that a request falls under."""
    if method == "HEAD":  # it runs all that GET runs; only the answer's body stays away
        method = "GET"
    for one in LIMITS:
        if one.method == method and path.startswith(one.prefix):
            return one
    return None
