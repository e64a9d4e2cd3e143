"""What is told of each answered request."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final, Protocol

_LOG: Final = logging.getLogger("bottlecap.requests")


@dataclass(frozen=True, slots=True)
class Answered:
    """A request and its answer. `route` is the pattern of its address; `began` is on the clock of `time.time`."""

    trace: str
    method: str
    route: str
    status: int
    began: float
    seconds: float


class Onlooker(Protocol):
    """Somebody who wants to know of each answered request. It must not raise."""

    def answered(self, request: Answered) -> None:
        """A request was answered."""


class RequestLog:
    """Writes one line a request, at `INFO`."""

    def answered(self, request: Answered) -> None:
        """Log it."""
        if not _LOG.isEnabledFor(logging.INFO):
            return
        _LOG.info(
            "%s %s %d",
            request.method,
            request.route,
            request.status,
            extra={
                "method": request.method,
                "route": request.route,
                "status": request.status,
                "ms": round(request.seconds * 1000, 1),
            },
        )
