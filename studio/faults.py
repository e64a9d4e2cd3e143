"""What people see when something goes wrong: the same calm page for every status, in their language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from engine.api import Busy, Invalid, Unavailable
from studio.i18n.locales import locale_of
from studio.rendering import page_path, render

#: Faults that may be over in a moment.
_PASSING: Final = frozenset({408, 429, 500, 503})
_WORDED: Final = frozenset({400, 403, 404, 405, 408, 413, 422, 429, 500, 503})


@dataclass(frozen=True, slots=True)
class FaultView:
    """An error page. `kind` names its sentences; `words` are added; `retry` is where to try again."""

    status: int
    kind: int
    words: str
    retry: str


def _is_get(request: Request) -> bool:
    return request.method == "GET"


def fault_page(
    request: Request, status: int, headers: dict[str, str] | None = None, words: str = ""
) -> Response:
    """The page for a status; one without words of its own is told as 400 or 500."""
    kind = status if status in _WORDED else 400 if status < 500 else 500
    again = "" if status not in _PASSING else page_path(request, request.url.path if _is_get(request) else "")
    view = FaultView(status, kind, words, again)
    return render(request, "base/fault.html", view, status=status, headers=headers)


def http_fault(request: Request, error: Exception) -> Response:
    """The handler for HTTPException, also when the router itself found no route."""
    assert isinstance(error, HTTPException)
    if error.status_code in (204, 304):
        return Response(status_code=error.status_code, headers=error.headers)
    return fault_page(request, error.status_code, dict(error.headers or {}))


def engine_fault(request: Request, error: Exception) -> Response:
    """The handler for what the engine raises: no such thing, input that cannot be, too busy to answer."""
    if isinstance(error, Invalid):
        return fault_page(request, 422, words=error.message[locale_of(request)])
    if isinstance(error, (Busy, Unavailable)):
        return fault_page(request, 503, {"Retry-After": "2"})
    return fault_page(request, 404)
