"""How many requests a caller may send: fixed windows, told in the RateLimit headers of the IETF draft."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.api import Label
from studio.api import problem_kinds
from studio.api.problem import Problem

#: Callers remembered at once; the one seen longest ago is forgotten first, so memory stays bounded.
CALLERS_MAX: Final = 20_000


@dataclass(frozen=True, slots=True)
class Policy:
    """At most `quota` requests in each window of `window_seconds`."""

    name: str
    quota: int
    window_seconds: int


#: Requests of one brand, in each process.
BRAND: Final = Policy("brand", 120_000, 60)
#: Requests of one address to the public documents.
PUBLIC: Final = Policy("public", 300, 60)
#: Requests of one address without a valid key.
STRANGER: Final = Policy("stranger", 60, 60)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left to a caller after one request."""

    policy: Policy
    allowed: bool
    remaining: int
    reset_seconds: int

    def headers(self) -> dict[str, str]:
        """`RateLimit-Policy` and `RateLimit` as structured fields."""
        name, policy = self.policy.name, self.policy
        return {
            "RateLimit-Policy": f'"{name}";q={policy.quota};w={policy.window_seconds}',
            "RateLimit": f'"{name}";r={self.remaining};t={self.reset_seconds}',
        }

    def problem(self) -> Problem:
        """The answer to a caller who has nothing left."""
        wait = self.reset_seconds
        return Problem(
            problem_kinds.TOO_MANY_REQUESTS,
            Label(f"Try again in {wait} s.", f"请在 {wait} 秒后重试。"),
            headers={"Retry-After": str(wait), **self.headers()},
        )


class Traffic:
    """Counts the requests of callers of one policy."""

    def __init__(self, policy: Policy, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._policy = policy
        self._monotonic = monotonic
        self._counts: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def take(self, caller: str, *, count: bool = True) -> Allowance:
        """Count one request of `caller`; with `count=False` only look."""
        now, window = self._monotonic(), self._policy.window_seconds
        began, used = self._counts.get(caller, (now, 0))
        if now - began >= window:
            began, used = now, 0
        allowed = used < self._policy.quota
        if count:
            used = min(used + 1, self._policy.quota)
            self._counts[caller] = (began, used)
            self._counts.move_to_end(caller)
            while len(self._counts) > CALLERS_MAX:
                self._counts.popitem(last=False)
        reset = max(1, math.ceil(began + window - now))
        return Allowance(self._policy, allowed, self._policy.quota - used, reset)
